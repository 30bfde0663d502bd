// The custom element <mienskip-survey>: its life, its events, its form value and its loading. What is counted,
// checked, said and drawn is in the core; the core returns what happened, and this file tells the page.

import { draw } from "./draw.js";
import { ask, close, good, load, once, open, today } from "./load.js";
import css from "./mienskip.css";

export { load };

/** The languages there are messages for; the first is the one to fall back on. */
const LANGUAGES = ["nl", "fy", "en"];
/** How long it must be quiet before a change is announced, in milliseconds. */
const QUIET = 1000;
/** How long to wait before each attempt to send. */
const ATTEMPTS = [0, 1000, 4000];

/** What is said when not even the messages arrive. */
const UNAVAILABLE = "De vragenlijst kan nu niet worden getoond. The survey cannot be shown now.";

let sheet;

const text = async (url) => good(await fetch(url)).text();

const known = (tag = "") => LANGUAGES.find((language) => tag.toLowerCase().split("-")[0] === language);

const catalogue = (language) => once(language, () => text(new URL(`./locales/${language}.json`, import.meta.url)));

/** Posts an answer until its fate is known: the status and what the server says, or 0 when it stays unknown. */
async function post(url, body) {
  for (const wait of ATTEMPTS) {
    await new Promise((done) => setTimeout(done, wait));
    try {
      const reply = await fetch(url, {
        method: "POST",
        body,
        headers: { "content-type": "application/json" },
        credentials: "omit",
        cache: "no-store",
        referrerPolicy: "no-referrer",
        redirect: "error", // To a page that asks who you are, for one: that has no answer.
        signal: AbortSignal.timeout(20_000),
      });
      const { status } = reply;
      if (status < 500 && status !== 408 && status !== 429) {
        const { detail } = await reply.json().catch(() => ({}));
        return [status, typeof detail === "string" ? detail : ""];
      }
    } catch {
      // No answer: the next attempt sends the same answer with the same id.
    }
  }
  return [0, ""];
}

export class MienskipSurvey extends (globalThis.HTMLElement ?? class {}) {
  static formAssociated = true;
  static observedAttributes = ["src", "lang"];

  #root;
  #internals;
  #widget;
  #survey;
  #quiet;
  #starting;
  #sending;
  #press;
  #entered;

  constructor() {
    super();
    if (!sheet) (sheet = new CSSStyleSheet()).replaceSync(css);
    this.#internals = this.attachInternals();
    this.#root = this.attachShadow({ mode: "open" });
    this.#root.adoptedStyleSheets = [sheet];
    this.#show();
    // They die with the root; `toggle` does not bubble.
    for (const type of ["click", "input", "change", "keydown", "focusin", "toggle", "pointerdown", "mouseup"]) {
      this.#root.addEventListener(type, this, true);
    }
    // The form the element is in asks for what is missing: that is said here, not in a bubble of the browser.
    this.addEventListener("invalid", this);
  }

  /** The survey document, when it is given as a value instead of by `src`. */
  get survey() {
    return this.#survey;
  }

  set survey(survey) {
    this.#survey = survey;
    this.#restart();
  }

  /** The response document as things stand, or `null` while it is not a valid one. */
  get response() {
    return JSON.parse(this.#ask("draft") || null);
  }

  connectedCallback() {
    // A property set before this class was known hides the accessor.
    if (Object.hasOwn(this, "survey")) {
      const { survey } = this;
      delete this.survey;
      this.#survey = survey;
    }
    // Moved, not new: everything stays as it is.
    if (!this.#widget) this.#restart();
  }

  disconnectedCallback() {
    // A move is a disconnection and a connection in one task.
    queueMicrotask(() => this.isConnected || this.#sending || this.#stop());
  }

  formAssociatedCallback() {
    this.#answer();
  }

  attributeChangedCallback(name, before, after) {
    if (before !== after && this.#starting) this.#restart();
  }

  handleEvent(event) {
    const { type, target } = event;
    if (type === "invalid") {
      event.preventDefault();
      return this.#tell("invalid send");
    }
    // The end of the press that enters a field takes its selection away in WebKit: there "40" would become "400".
    if (type === "mouseup") return target === this.#entered && event.preventDefault();
    this.#entered = type === "focusin" && target.id.startsWith("points") && target;
    if (type === "focusin") return this.#uncover(target);
    if (type === "pointerdown") {
      // A finger is tapping for some time after it is up.
      this.#press = new Promise((over) => {
        for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(over, 300), { once: true });
      });
      return;
    }
    const control = target.closest("[id],a");
    if (!control || !this.#widget) return;
    if (type === "keydown") {
      const { key, shiftKey, ctrlKey, altKey, metaKey } = event;
      if (!/^(Arrow|Page)(Up|Down)$/.test(key) || shiftKey || ctrlKey || altKey || metaKey) return;
    }
    if (type === "click" && control.matches("a")) return this.#follow(event, control);
    const value = type === "keydown" ? event.key : (control.value ?? "");
    const tell = () => this.#tell(`${type} ${control.id} ${control.checked ?? control.open}`, value, event);
    // What is said below a field that was left moves what stands below that: not while it is being pressed.
    if (type === "change" && this.#press && control.id.startsWith("points")) this.#press.then(tell);
    else tell();
  }

  #ask(what) {
    return this.#widget && ask(this.#widget, `ask ${what}`);
  }

  /** Tells the core what happened, draws what that changed and tells the page; the bits are those of `did` there. */
  #tell(what, value, event) {
    if (!this.#widget) return 0;
    const [did, ...steps] = JSON.parse(ask(this.#widget, what, value));
    draw(this.#root, steps);
    if (did & 1) event.preventDefault();
    if (did & 16) {
      clearTimeout(this.#quiet);
      this.#quiet = setTimeout(() => this.#tell("tell announce"), QUIET);
    }
    if (event || did & 2) this.#answer();
    if (did & 2) {
      const detail = JSON.parse(this.#ask("state"));
      this.#emit("change", detail);
      if (did & 4) this.#emit("complete", detail);
    }
    if (did & 8) this.#send();
    return did;
  }

  /** What the form the element is in would post: an answer that is whole, or nothing yet. */
  #answer() {
    const field = this.#root.querySelector("input");
    if (!this.#internals.form || !field) return;
    const answer = this.#ask("draft") || null;
    this.#internals.setFormValue(answer);
    // A survey that takes no answers does not hold up the form around it.
    const fine = answer || field.matches(":disabled");
    this.#internals.setValidity(fine ? {} : { customError: true }, fine ? "" : "-", field);
  }

  /** Selects what a field of points holds, and scrolls a control from below the bar that stays in view. */
  #uncover(control) {
    if (control.id.startsWith("points")) control.select();
    const bar = this.#root.querySelector(".bar");
    const { top, bottom } = bar.getBoundingClientRect();
    if (top <= 1 && !bar.contains(control) && control.getBoundingClientRect().top < bottom) {
      control.scrollIntoView({ block: "center" });
    }
  }

  /** A link to a field moves the focus there; the file is made when it is asked for. */
  #follow(event, link) {
    if (link.id === "file") {
      link.href = URL.createObjectURL(new Blob([this.#ask("draft")], { type: "application/json" }));
      return;
    }
    const target = link.getAttribute("href");
    if (!target.startsWith("#")) return;
    event.preventDefault();
    const field = this.#root.getElementById(target.slice(1));
    (field?.matches("legend") ? field.parentNode.querySelector("input") : field)?.focus();
  }

  async #send() {
    const answer = this.#ask("answer");
    const response = JSON.parse(answer);
    if (!this.#emit("submit", { response }, true)) return this.#tell("tell thaw");
    const endpoint = this.getAttribute("endpoint");
    if (!endpoint && this.#internals.form) {
      // The form is what sends.
      this.#tell("tell thaw");
      return this.#internals.form.requestSubmit();
    }
    this.#sending = true;
    const [status, detail] = endpoint ? await post(endpoint, answer) : [1, ""];
    this.#sending = false;
    const did = this.#tell(`tell outcome-0-${status}`, detail);
    if (did & 32) this.#emit("sent", { response, receipt: this.#ask("receipt") });
    else this.#emit("error", { reason: status ? "refused" : "unreachable", status, detail, response });
    // Taken away meanwhile, for good.
    if (!this.isConnected) this.#stop();
  }

  #emit(name, detail, cancelable = false) {
    return this.dispatchEvent(new CustomEvent(`mienskip-${name}`, { bubbles: true, composed: true, cancelable, detail }));
  }

  #restart() {
    // An answer on its way is not given up for another survey.
    if (!this.isConnected || this.#sending) return;
    const starting = (this.#starting = {});
    queueMicrotask(() => starting === this.#starting && this.#start(starting));
  }

  async #start(starting) {
    const source = this.getAttribute("src");
    if (!source && !this.#survey) return;
    const wanted = this.getAttribute("lang") || this.closest("[lang]")?.lang;
    const guess = known(wanted) ?? LANGUAGES[0];
    const said = catalogue(guess);
    said.catch(() => {}); // Whoever waits for it hears it.
    try {
      const given = this.#survey ? JSON.stringify(this.#survey) : text(source);
      let [survey, messages] = await Promise.all([given, said, load()]);
      // The survey may not be there in the language of the page; its texts and ours stay in one language.
      const offered = languagesOf(survey);
      const language = offered.includes(guess) ? guess : (offered.map(known).find(Boolean) ?? guess);
      if (language !== guess) messages = await catalogue(language);
      if (starting !== this.#starting || !this.isConnected) return;
      this.#stop();
      const tag = offered.includes(wanted) ? wanted : language;
      const options = {
        language: tag,
        source: this.getAttribute("source") ?? "",
        today: today(),
        seed: Math.floor(Math.random() * 2 ** 52),
        slider: this.hasAttribute("slider"),
      };
      this.#root.replaceChildren();
      this.#widget = open(survey, `${JSON.stringify(options)}\n${messages}`);
      this.#tell("tell shown");
      this.#starting = starting;
      this.#answer();
      this.#emit("ready", { language: tag });
    } catch (error) {
      const sentence = await said.then((messages) => JSON.parse(messages).unavailable).catch(() => UNAVAILABLE);
      if (starting === this.#starting) this.#fail(error, sentence);
    }
  }

  /** Shows what the page itself says, and perhaps more. */
  #show(...more) {
    this.#root.replaceChildren(document.createElement("slot"), ...more);
  }

  /** Leaves what the page itself says in place, with a sentence for the resident and an event for the developer. */
  #fail(error, sentence) {
    this.#stop();
    const alert = document.createElement("p");
    alert.setAttribute("role", "alert");
    alert.textContent = sentence;
    this.#show(alert);
    const problems = typeof error === "string" ? JSON.parse(error) : [];
    this.#emit("error", { reason: problems.length ? "survey" : "load", problems, error });
  }

  #stop() {
    clearTimeout(this.#quiet);
    if (this.#widget) close(this.#widget);
    this.#widget = undefined;
    this.#show();
  }
}

function languagesOf(survey) {
  try {
    return JSON.parse(survey).languages.map(String);
  } catch {
    return []; // The core says what is wrong with it.
  }
}

if (globalThis.customElements && !customElements.get("mienskip-survey")) {
  customElements.define("mienskip-survey", MienskipSurvey);
}
