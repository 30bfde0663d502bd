// What no tool measures: whether something is too small to hit, cut off, outside the page, or over something else.

/**
 * Measures the widget as it stands: what sticks out of the page, what is too small to hit, what is cut off, and
 * which texts lie over each other.
 */
export const measured = (widget, large = 44) =>
  widget.element.evaluate((element, large) => {
    const found = [];
    const { clientWidth, scrollWidth } = document.documentElement;
    if (scrollWidth > clientWidth) found.push(`the page scrolls sideways: ${scrollWidth} of ${clientWidth}`);
    const name = (node) => `${node.localName}${node.id && `#${node.id}`} “${(node.innerText || node.getAttribute("aria-label") || "").trim().slice(0, 30)}”`;
    const seen = (node) => node.checkVisibility({ visibilityProperty: true }) && !node.closest(".hidden, svg");
    const all = [...element.shadowRoot.querySelectorAll("*")].filter(seen);
    for (const node of all) {
      const box = node.getBoundingClientRect();
      // Of what sticks out together, the outermost is named.
      const out = (box) => box.width && (box.right > clientWidth + 0.5 || box.left < -0.5);
      if (out(box) && !out(node.parentNode.getBoundingClientRect?.() ?? {})) found.push(`outside the page: ${name(node)}`);
      // A box to tick is large enough by itself, and its label makes it easier; links, and what looks like one, are text.
      if (node.matches("button, input, select, textarea, summary, a, .tick")) {
        const { width, height } = node.getBoundingClientRect();
        const least = node.matches("button:not(.link), input:not([type=checkbox], [type=radio]), select, textarea, .tick") ? large : 24;
        if (width < least || height < least) found.push(`smaller than ${least}: ${name(node)} ${width}×${height}`);
      }
      const clips = getComputedStyle(node).overflow !== "visible" || node.matches("input:not([type=checkbox], [type=radio])");
      if (clips && !node.matches("textarea, select") && (node.scrollWidth > node.clientWidth + 1 || node.scrollHeight > node.clientHeight + 1)) {
        found.push(`cut off: ${name(node)}`);
      }
    }
    // Lines of text, without those in the bar while it lies over the page, and what it lies over.
    scrollTo(0, 0);
    const lines = all.flatMap((node) =>
      [...node.childNodes]
        .filter((child) => child.nodeType === Node.TEXT_NODE && child.data.trim())
        .flatMap((child) => {
          const range = document.createRange();
          range.selectNodeContents(child);
          return [...range.getClientRects()].map((box) => ({ node, text: child.data, box }));
        }),
    );
    for (const [at, { node, text, box }] of lines.entries()) {
      for (const other of lines.slice(at + 1)) {
        const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        if (other.text !== text && across > 1 && down > 0.4 * Math.min(box.height, other.box.height)) {
          found.push(`over each other: ${name(node)}, ${name(other.node)}`);
        }
      }
    }
    return found;
  }, large);

/** Adds rules of the reader's own to the page and into the widget, as a browser extension would. */
export const restyle = (page, css) =>
  page.evaluate((css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    for (const root of [document, document.querySelector("mienskip-survey").shadowRoot]) {
      root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    }
  }, css);

/** The spacing that a reader may ask for by WCAG 1.4.12. */
export const SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }";
