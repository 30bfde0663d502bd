// What of a widget is too faint or too small, measured from what the browser draws: computed colours laid over each
// other, sizes of boxes. Tools that read style sheets know neither edges nor dots.

/** The least contrast of texts, of large texts, and of what is no text (WCAG 1.4.3 and 1.4.11). */
const [TEXT, LARGE, SHAPE] = [4.5, 3, 3];

/** What is too faint in a widget as it stands, one sentence for each kind and pair of colours. */
export const faint = (widget) => measure(widget, "faint");

/** Whether the outline around what has the focus is seen; it must be asked with the focus set by a key. */
export const faintFocus = (widget) => measure(widget, "faintFocus");

/** Controls that are smaller than 24 pixels; − and +, and the button that sends, smaller than 44. */
export const small = (widget) => measure(widget, "small");

const measure = (widget, what) => widget.element.evaluate(inPage, { what, TEXT, LARGE, SHAPE });

function inPage(element, { what, TEXT, LARGE, SHAPE }) {
  const root = element.shadowRoot;
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  /** Red, green, blue and how opaque, each from 0 to 1; whatever the notation of the colour. */
  const parsed = (colour) => {
    const [, r, g, b, , alpha = 1] = /^rgba?\((\d+), (\d+), (\d+)(, ([\d.]+))?\)$/.exec(colour) ?? [];
    if (r !== undefined) return [r / 255, g / 255, b / 255, +alpha];
    brush.clearRect(0, 0, 1, 1);
    brush.fillStyle = colour;
    brush.fillRect(0, 0, 1, 1);
    return [...brush.getImageData(0, 0, 1, 1).data].map((part) => part / 255);
  };
  const over = ([r, g, b, alpha], ground) => [r, g, b].map((part, at) => part * alpha + ground[at] * (1 - alpha));
  const style = (node) => getComputedStyle(node);
  const parent = (node) => node.assignedSlot ?? node.parentNode?.host ?? node.parentElement;
  const systemGround = () => {
    const probe = document.body.appendChild(document.createElement("i"));
    probe.style.color = "Canvas";
    const ground = parsed(style(probe).color).slice(0, 3);
    probe.remove();
    return ground;
  };
  /** What is drawn behind the content of a node. */
  const ground = (node) => {
    const layers = [];
    for (let at = node; at; at = parent(at)) layers.unshift(parsed(style(at).backgroundColor));
    return layers.reduce((below, layer) => over(layer, below), systemGround());
  };
  const outside = (node) => ground(parent(node));
  const opacity = (node) => {
    let whole = 1;
    for (let at = node; at; at = parent(at)) whole *= style(at).opacity;
    return whole;
  };
  const luminance = (colour) => {
    const [r, g, b] = colour.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const hex = (colour) => `#${colour.map((part) => Math.round(part * 255).toString(16).padStart(2, "0")).join("")}`;
  /** Nothing when a colour is seen on a ground, or else what is wrong. */
  const unseen = (kind, node, colour, below, least) => {
    const [r, g, b, alpha] = parsed(colour);
    const drawn = over([r, g, b, alpha * opacity(node)], below);
    const [light, dark] = [luminance(drawn), luminance(below)].sort((a, b) => b - a);
    const contrast = (light + 0.05) / (dark + 0.05);
    // To two places, as others report it; never rounded up to what is enough.
    return contrast < least ? `${kind}: ${hex(drawn)} on ${hex(below)} is ${Math.floor(contrast * 100) / 100}, not ${least}` : undefined;
  };
  const seen = (node) => node.checkVisibility({ visibilityProperty: true }) && !node.closest(".hidden");
  const all = [...root.querySelectorAll("*")].filter(seen);
  const found = new Set();
  const note = (sentence) => sentence && found.add(sentence);

  if (what === "faint") {
    for (const node of all) {
      const { color, fontSize, fontWeight, stroke, fill, borderTopColor, borderTopWidth, borderInlineStartColor, accentColor } = style(node);
      const field = node.matches("input:not([type=checkbox], [type=radio], [type=range]), select, textarea");
      if (field || [...node.childNodes].some((child) => child.nodeType === Node.TEXT_NODE && child.data.trim())) {
        const large = parseFloat(fontSize) >= 24 || (parseFloat(fontSize) >= 18.66 && fontWeight >= 700);
        const kind = node.closest(".note") ? "what is wrong" : node.closest("a, summary, .link") ? "a link" : node.closest("h2, h3, h4") ? "a heading" : "a text";
        note(unseen(kind, node, color, ground(node), large ? LARGE : TEXT));
      }
      // What cannot be used may have faint edges (WCAG 1.4.11); what it says is still to be read.
      const idle = node.matches(":disabled") || (node.matches(".stepper, .tick") && node.querySelector(":disabled"));
      if (!idle && (node.matches(".stepper, .tick") || (field && !node.closest(".stepper")))) {
        if (parseFloat(borderTopWidth) < 1) note(`an edge: ${node.className || node.localName} has none`);
        note(unseen("an edge", node, borderTopColor, outside(node), SHAPE));
      }
      if (!idle && node.matches(".stepper input")) note(unseen("an edge", node, borderInlineStartColor, ground(node.parentNode), SHAPE));
      if (node.matches(".primary")) note(unseen("the button", node, hex(ground(node)), outside(node), SHAPE));
      if (!idle && node.matches(":checked[type=checkbox], :checked[type=radio]")) note(unseen("a tick", node, accentColor, outside(node), SHAPE));
      if (node.matches("[tabindex]")) note(unseen("the edge of a message", node, borderInlineStartColor, outside(node), SHAPE));
      if (node.matches(".more")) note(unseen("a bar", node, fill, ground(node.closest("svg")), SHAPE));
      if (node.matches("rect, .bars path, .dots path:not(.hole)") && node.getAttribute("d") !== "") {
        const shape = stroke === "none" ? fill : stroke;
        note(unseen(node.matches("rect, .bars path") ? "a bar" : "dots", node, shape, ground(node.closest("svg")), SHAPE));
      }
      if (node.matches(".row h3")) note(unseen("dots", node, getComputedStyle(node, "::before").backgroundColor, ground(node), SHAPE));
    }
  }
  if (what === "faintFocus") {
    const node = root.activeElement;
    const { outlineColor, outlineStyle, outlineWidth, boxShadow } = style(node);
    const glow = /^\S*\(.*?\)|^#\w+|^\w+/.exec(boxShadow)?.[0];
    if (outlineStyle === "none" || parseFloat(outlineWidth) < 2) note(`the focus: ${node.localName}#${node.id} has no outline`);
    // Either of the two around it will do.
    const faint = [outlineColor, glow].map((colour) => colour && colour !== "none" ? unseen("the focus", node, colour, outside(node), SHAPE) : "none");
    if (faint.every(Boolean)) note(faint[0]);
  }
  if (what === "small") {
    for (const node of all.filter((node) => node.matches("button, input, select, textarea, summary, a"))) {
      const { width, height } = node.getBoundingClientRect();
      const least = node.matches(".stepper button, .primary") ? 44 : 24;
      if (width < least || height < least) note(`smaller than ${least}: ${node.localName}#${node.id} ${width}×${height}`);
    }
  }
  return [...found];
}
