// What runs inside every page. Each function is handed to the browser as text, so it uses nothing from outside.
// A survey is found the same way in all: in the widget's shadow root, or in the document when there is none.

/**
 * Watches for the first working input: types into the first points field whenever the page has changed, until
 * that moves the text of what is left. Then says when that was, when a frame with it was done, and what was loaded.
 */
export function watch() {
  const { document, performance, customElements } = globalThis;
  const root = () => document.querySelector("mienskip-survey")?.shadowRoot ?? document;
  // Frameworks keep watch on the `value` of their fields, so it is set past them, as a browser does.
  const { set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value");
  let before;
  // A framework may write a moment after the event; then the next change of the page finds what is left moved.
  const probe = () => {
    const field = root().querySelector("input[id^=points-]");
    const left = root().querySelector(".left");
    if (!field || !left?.textContent) return false;
    before ??= left.textContent;
    if (left.textContent === before) {
      set.call(field, "7");
      field.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
    }
    return left.textContent !== before;
  };
  let works;
  const attempt = () => {
    if (works || !probe()) return;
    works = performance.now();
    observer.disconnect();
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = report;
      port2.postMessage(0);
    });
  };
  const report = () => {
    const seen = performance.now();
    const loaded = ["navigation", "resource"].flatMap((type) => performance.getEntriesByType(type));
    const parts = loaded
      .map(({ name, startTime, responseEnd, encodedBodySize }) => ({
        path: new URL(name).pathname,
        startTime,
        responseEnd,
        encodedBodySize,
      }))
      .filter(({ path, responseEnd }) => path !== "/favicon.ico" && responseEnd > 0 && responseEnd <= works);
    const last = Math.max(...parts.map(({ responseEnd }) => responseEnd));
    console.debug(JSON.stringify({ bench: { works, seen, last, parts } }));
  };
  const changes = { subtree: true, childList: true, characterData: true };
  const observer = new MutationObserver(attempt);
  observer.observe(document, changes);
  customElements.whenDefined("mienskip-survey").then(() => {
    if (root() !== document) observer.observe(root(), changes);
  });
  const again = () => {
    attempt();
    if (!works) requestAnimationFrame(again);
  };
  again();
}

/** Keeps the memory of every WebAssembly module at hand. */
export function keepMemories() {
  const { WebAssembly } = globalThis;
  const memories = (globalThis.memories = []);
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const original = WebAssembly[name];
    WebAssembly[name] = async (...given) => {
      const result = await original.apply(WebAssembly, given);
      memories.push((result.instance ?? result).exports.memory);
      return result;
    };
  }
}

/**
 * Makes moves, one a frame: in each row from the top three presses of + and one edit by typing, as often as asked.
 * Without `act` the frames pass with nothing done, which tells what the measuring itself costs. Gives the text of what
 * is left, which is the same for all pages that did the same, and how long the long tasks were.
 */
export async function moves({ from, count, act }) {
  const { document } = globalThis;
  const root = document.querySelector("mienskip-survey")?.shadowRoot ?? document;
  const fields = root.querySelectorAll("input[id^=points-]");
  const buttons = root.querySelectorAll("button:is([id^=more-], .add)");
  const { set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value");
  const { port1, port2 } = new MessageChannel();
  const frame = () =>
    new Promise((done) => {
      port1.onmessage = done;
      requestAnimationFrame(() => port2.postMessage(0));
    });
  const event = (type) => new Event(type, { bubbles: true, composed: true });
  await frame();
  const long = [];
  const observer = new PerformanceObserver((list) => long.push(...list.getEntries().map(({ duration }) => duration)));
  observer.observe({ type: "longtask" });
  for (let at = from; at < from + count; at++) {
    if (act) {
      const row = Math.floor(at / 4) % fields.length;
      const control = at % 4 < 3 ? buttons[row] : fields[row];
      control.focus();
      if (at % 4 < 3) control.click();
      else {
        // From 0 to 30, so that what is left passes from some to none and to too much.
        set.call(control, String((at * 7) % 31));
        control.dispatchEvent(event("input"));
        control.dispatchEvent(event("change"));
      }
    }
    await frame();
  }
  observer.disconnect();
  return { left: root.querySelector(".left").textContent, long };
}
