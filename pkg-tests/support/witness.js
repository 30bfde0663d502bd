// Runs in the page of a test before anything else, in whatever engine: it keeps what goes wrong there, also when the
// page makes place for the next one, and finds what a person would look for. Not every driver can do either by itself.

{
  const kept = () => JSON.parse(sessionStorage.getItem("faults") ?? "[]");
  const keep = (fault) => sessionStorage.setItem("faults", JSON.stringify([...kept(), fault]));

  addEventListener("error", ({ message }) => keep(`uncaught: ${message}`));
  addEventListener("unhandledrejection", ({ reason }) => keep(`uncaught: ${reason}`));
  addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
    keep(`policy: ${violatedDirective} ${blockedURI}`);
  });
  for (const kind of ["error", "warn"]) {
    const say = console[kind];
    console[kind] = (...words) => {
      keep(`console: ${words.join(" ")}`);
      say.apply(console, words);
    };
  }

  const words = (element) => element.textContent.replace(/\s+/g, " ").trim();
  const name = (element) => element.getAttribute("aria-label") ?? words(element.labels?.[0] ?? element);
  const widget = () => document.querySelector("mienskip-survey")?.shadowRoot;

  globalThis.witness = {
    /**
     * The first thing in sight, in the widget or else around it, that `css` means and that is named `named`; with
     * `under`, only what stands in the row of that scenario. Nothing while there is none.
     */
    find({ css, named, under }) {
      const row = (element) => words(element.closest("[part=scenario]")?.querySelector("h3") ?? element);
      for (const root of [widget(), document]) {
        for (const element of root?.querySelectorAll(css) ?? []) {
          if (named !== undefined && name(element) !== named) continue;
          if (under !== undefined && row(element) !== under) continue;
          if (element.checkVisibility({ visibilityProperty: true })) return element;
        }
      }
    },
    /** Whether the focus is there. */
    focused: (element) => Boolean(element) && element.getRootNode().activeElement === element,
  };
}
