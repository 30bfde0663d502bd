// The custom element <mienskip-survey>: its life, its events, its form value and its loading. What is counted,
// checked, said and drawn is in the core; the core returns what happened, and this file tells the page.

import * as drafts from "./drafts.js";
import { draw } from "./draw.js";
import * as files from "./files.js";
import { ask, close, engine, good, load, once, open, today } from "./load.js";
import css from "./mienskip.css";
import { send } from "./send.js";

export { load };

/** The languages there are messages for; the first is the one to fall back on. */
const LANGUAGES = Object.keys(files.locales);
/** How long it must be quiet before a change is announced, or kept on the device, in milliseconds. */
const QUIET = 1000;

/** What is said when not even the messages arrive. */
const UNAVAILABLE = "De vragenlijst kan nu niet worden getoond. The survey cannot be shown now.";

let sheet;
/** The elements that show a survey: two of them may show the same. */
const showing = new Set();

const text = async (input) => good(input instanceof Response ? input : await fetch(input)).text();

/** The language without its variant: `nl` of `nl-x-informal`. */
const main = (tag) => tag.toLowerCase().split("-")[0];

/** Of some tags the one that is this language, or else the first that is a variant of the same. */
const near = (tags, wanted) =>
  tags.find((tag) => tag.toLowerCase() === wanted.toLowerCase()) ?? tags.find((tag) => main(tag) === main(wanted));

const catalogue = (language) =>
  once(language, async () => {
    const file = await files.locales[language](); // Its place, what was fetched, or the text itself.
    return typeof file === "string" ? file : text(file);
  });

/** Messages with numbers, and money in the currency of a survey, as the browser writes them in their language. */
function localised(messages, language, currency) {
  const write = (number, options) =>
    // For a language that the browser does not know it would take its own: rather Dutch.
    new Intl.NumberFormat([language, "nl"], { numberingSystem: "latn", ...options }).format(number);
  const [, thousands, decimal] = /12(.+)345(.+)6/.exec(write(12345.6));
  const written = { ...JSON.parse(messages), thousands, decimal };
  if (/^[A-Z]{3}$/.test(currency)) {
    const money = { style: "currency", currency, currencyDisplay: "narrowSymbol", maximumFractionDigits: 0 };
    written[currency] = write(1, money).replace("1", "{n}");
  }
  return JSON.stringify(written);
}

/** What is selected in a page; nothing for what is no selector. */
const select = (page, selector) => {
  try {
    return page.querySelector(selector);
  } catch {
    return null;
  }
};

export class MienskipSurvey extends (globalThis.HTMLElement ?? class {}) {
  static formAssociated = true;
  static observedAttributes = ["src", "lang"];

  #root;
  #internals;
  #widget;
  /** What the survey that is shown is called, to know it again. */
  #shown;
  #seed;
  /** The division as it was when it was first complete, as the fields held it. */
  #divided;
  /** What was filled in when it was last taken away. */
  #kept;
  #id;
  /** What this element keeps on the device, as text, once the resident asks for that; and the day that it ends. */
  #stored;
  #until;
  #storing;
  /** Ends when the survey is no longer shown. */
  #heard;
  #survey;
  #said;
  #quiet;
  #starting;
  #sending;
  /** The answer that may have arrived, as it was sent; and whether it has. */
  #tried;
  #done;
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
    // A label of the page was pressed.
    this.addEventListener("click", (event) => event.composedPath()[0] === this && this.#first()?.focus());
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

  get form() {
    return this.#internals.form;
  }

  get labels() {
    return this.#internals.labels;
  }

  get validity() {
    return this.#internals.validity;
  }

  checkValidity() {
    return this.#internals.checkValidity();
  }

  reportValidity() {
    return this.#internals.reportValidity();
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

  formResetCallback() {
    if (this.#stored) this.#forget("off");
    this.#stop();
    this.#kept = undefined;
    this.#restart();
  }

  formDisabledCallback(disabled) {
    this.#make(disabled ? "tell hold" : "tell free");
    this.#answer();
  }

  formStateRestoreCallback(state) {
    try {
      this.#kept = JSON.parse(state);
    } catch {
      return; // Not what this element gave the browser to keep.
    }
    if (this.#widget) this.#restore(this.#kept);
  }

  attributeChangedCallback(name, before, after) {
    if (before !== after && this.#starting) this.#restart();
  }

  handleEvent(event) {
    const { type, target } = event;
    if (type === "invalid") {
      event.preventDefault();
      return this.#widget ? this.#tell("invalid send") : this.#wait();
    }
    // The end of the press that enters a field takes its selection away in WebKit: there "40" would become "400".
    if (type === "mouseup") return target === this.#entered && event.preventDefault();
    this.#entered = type === "focusin" && target.id.startsWith("points") && target;
    if (type === "focusin") return this.#uncover(target);
    if (type === "pointerdown") {
      this.#press = new Promise((over) => {
        const heard = new AbortController();
        const { value } = target;
        const up = ({ type }) => {
          heard.abort();
          // A finger that turns out to scroll the page has moved a slider by landing on it.
          if (type === "pointercancel" && target.type === "range") {
            target.value = value;
            target.dispatchEvent(new Event("input", { bubbles: true }));
          }
          setTimeout(over, 300); // A finger is tapping for some time after it is up.
        };
        for (const end of ["pointerup", "pointercancel"]) addEventListener(end, up, heard);
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
    if (type === "click" && control.id === "print-0") return print();
    if (type === "click" && control.id === "forget-0") {
      // Its button goes: it is said where the focus goes, and once.
      this.#forget("off", "");
      control.parentNode.focus();
      return clearTimeout(this.#quiet);
    }
    if (control.id === "tick-0") {
      if (type === "change") control.checked ? this.#store("on") : this.#forget("off");
      return;
    }
    // What it holds by then: more may have been typed.
    const value = () => (type === "keydown" ? event.key : (control.value ?? ""));
    const tell = () => this.#tell(`${type} ${control.id} ${control.checked ?? control.open}`, value(), event);
    // What is said below a field that was left moves what stands below that: not while it is being pressed.
    if (type === "change" && this.#press && /^text/.test(control.type)) this.#press.then(tell);
    else tell();
  }

  #ask(what) {
    return this.#widget && ask(this.#widget, `ask ${what}`);
  }

  /** Tells the core what happened and draws what that changed; the bits are those of `did` there. */
  #make(what, value) {
    if (!this.#widget) return 0;
    try {
      const [did, ...steps] = JSON.parse(ask(this.#widget, what, value));
      draw(this.#root, steps);
      if (did & 4) this.#divided ??= this.#fields().filter(([id]) => /^points/.test(id));
      return did;
    } catch (error) {
      // The core has come to a stop in the middle of something: half a survey is worse than none, and nothing is lost.
      this.#save();
      this.#widget = undefined;
      this.#fail(error);
      return 0;
    }
  }

  /** The same, and tells the page. */
  #tell(what, value, event) {
    const did = this.#make(what, value);
    if (did & 1) event.preventDefault();
    if (did & 16) {
      clearTimeout(this.#quiet);
      this.#quiet = setTimeout(() => this.#tell("tell announce"), QUIET);
    }
    if (event || did & 2) {
      this.#answer();
      clearTimeout(this.#storing);
      if (this.#stored) this.#storing = setTimeout(() => this.#store(), QUIET);
    }
    if (did & 2) {
      addEventListener("beforeunload", this.#leave);
      const state = this.#state();
      this.#emit("change", state);
      if (did & 4) this.#emit("complete", state);
    }
    if (did & 8) this.#send();
    return did;
  }

  /** How the division stands, as the events tell it. */
  #state() {
    const state = JSON.parse(this.#ask("state"));
    this.#mark("complete", state.complete);
    return state;
  }

  /** The field of the page that gets the answer as well. */
  #mirror() {
    return select(this.getRootNode(), this.getAttribute("mirror-to"));
  }

  /** What the form the element is in would post: an answer that is whole, or nothing yet. */
  #answer() {
    const [field, mirror] = [this.#first(), this.#mirror()];
    if (!field || !(this.#internals.form || mirror)) return;
    const answer = this.#ask("draft") || null;
    // A survey that takes no answers does not hold up the form around it.
    const fine = answer || field.matches(":disabled");
    this.#internals.setFormValue(answer && this.#entries(answer), JSON.stringify(this.#keep()));
    this.#internals.setValidity(fine ? {} : { customError: true }, fine ? "" : "-", field);
    if (mirror && mirror.value !== (answer ?? "")) {
      mirror.value = answer ?? "";
      for (const type of ["input", "change"]) mirror.dispatchEvent(new Event(type, { bubbles: true }));
    }
  }

  /** What a form posts of the element: the answer, and beside it the code that the survey asks for. */
  #entries(answer) {
    const code = this.#ask("code");
    const name = this.getAttribute("name");
    if (!code || !name) return answer;
    const entries = new FormData();
    entries.set(name, answer);
    entries.set(`${name}-code`, code);
    return entries;
  }

  /** The first field. */
  #first() {
    return this.#root.querySelector("input");
  }

  /** A state for the style sheets of the page, `:state(sent)`; older browsers know none. */
  #mark(state, on) {
    try {
      this.#internals.states[on ? "add" : "delete"](state);
    } catch {}
  }

  /** Keeps what was filled in for when this survey is shown again, until it is sent. */
  #save() {
    if (!this.#widget) return;
    // The code as well, which is kept nowhere else.
    this.#kept = this.#done ? undefined : { ...this.#keep(), code: this.#ask("code") };
    this.#store();
  }

  /** Keeps what is filled in on the device as well: when the resident asks for that, and then as it changes. */
  #store(asked) {
    clearTimeout(this.#storing);
    this.#heed();
    if (!asked && !this.#stored) return;
    this.#stored = drafts.put(this.#id, JSON.stringify({ version: 1, until: this.#until, ...this.#keep() }));
    if (!this.#stored) return this.#forget("refused");
    if (asked) this.#draft(asked);
    for (const other of showing) other.#heed();
  }

  /** Keeps nothing more on the device once something else is there: another tab has stored this survey, or wiped it. */
  #heed() {
    const there = drafts.get(this.#id);
    if (!this.#stored || there === this.#stored) return;
    this.#stored = null;
    this.#draft(there ? "taken" : "gone");
  }

  #forget(state, place) {
    drafts.wipe(this.#id);
    this.#stored = null;
    this.#draft(state, place);
    for (const other of showing) other.#heed();
  }

  /** Says how it is with what is kept on the device, at its place: below the tick, or where the survey begins. */
  #draft(state, place = "draft-0", wrote) {
    const [tick, told, forget, there] = ["tick-0", "told-0", "forget-0", place].map((id) => this.#root.getElementById(id));
    tick.checked = this.#stored;
    forget.hidden = !this.#stored && state !== "changed";
    there?.append(told);
    this.#tell(`tell draft-${state}`, wrote);
  }

  /** What was filled in, and an answer that was sent and may have arrived: if it is sent again, it must be the same. */
  #keep() {
    const [first, sent] = [this.#divided, this.#ask("answer") || undefined];
    return { of: this.#shown, seed: this.#seed, fields: this.#fields(), first, sent };
  }

  /** Everything that was filled in, as the fields hold it: their ids, each with a value. */
  #fields() {
    const fields = [];
    for (const { id, type, value, checked } of this.#root.querySelectorAll("input:not([type=range],#tick-0,#code-0),select,textarea")) {
      if (/^(check|radio)/.test(type) ? checked : value) fields.push([id, value]);
    }
    return fields;
  }

  /** Fills in what was kept of this survey. */
  #restore(kept) {
    if (kept?.of !== this.#shown) return;
    // The first division before the last, so that it is the first again.
    for (const [id, value] of [...(kept.first ?? []), ...kept.fields, ["code-0", kept.code ?? ""]]) {
      const field = this.#root.getElementById(id);
      if (!field) continue;
      const ticked = /^(check|radio)/.test(field.type);
      if (ticked) field.checked = true;
      else field.value = value;
      // What it holds now: what is no choice any more is none.
      this.#make(`input ${id} ${ticked}`, field.value);
      this.#make(`change ${id} ${ticked}`, field.value);
    }
    this.#make(`tell restored-${kept.first ? 1 : 0}`, kept.sent);
    this.#divided = kept.first;
    if (kept.fields.some(([, value]) => value !== "0")) addEventListener("beforeunload", this.#leave);
    this.#tried = this.#ask("answer");
    this.#mark("failed", this.#tried);
    this.#state();
    this.#answer();
  }

  /** Selects what a field of points holds, and scrolls a control from below a bar that stays in view. */
  #uncover(control) {
    if (control.id.startsWith("points")) control.select();
    for (const bar of this.#root.querySelectorAll(".bar, .picked")) {
      const { top, bottom } = bar.getBoundingClientRect();
      if (top <= 1 && !bar.contains(control) && control.getBoundingClientRect().top < bottom) {
        control.scrollIntoView({ block: "center" });
      }
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
    this.#make("tell reveal-0", target.slice(1));
    const field = this.#root.getElementById(target.slice(1));
    (field?.matches("legend") ? field.parentNode.querySelector("input") : field)?.focus();
  }

  async #send() {
    const answer = this.#ask("answer");
    const code = this.#ask("code");
    const response = JSON.parse(answer);
    if (!this.#emit("submit", { response, code }, true)) {
      this.#tell("tell thaw");
      return removeEventListener("beforeunload", this.#leave);
    }
    const endpoint = this.getAttribute("endpoint");
    const form = this.#internals.form ?? this.#mirror()?.form;
    if (!endpoint && form) {
      // The form is what sends.
      this.#tell("tell thaw");
      return form.requestSubmit();
    }
    this.#sending = true;
    const how = ["endpoint-format", "endpoint-source"].map((name) => this.getAttribute(name));
    const [status, detail, uncertain] = endpoint ? await send(answer, code, endpoint, ...how, this.#tried === answer) : [1, ""];
    this.#sending = false;
    if (uncertain) this.#tried = answer;
    const did = this.#tell(`tell outcome-${this.#tried ? 1 : 0}-${status}`, detail);
    this.#done = !!(did & 32);
    this.#mark("sent", this.#done);
    this.#mark("failed", !this.#done);
    if (this.#done) this.#sent();
    else this.#store();
    if (this.#done) this.#emit("sent", { response, receipt: this.#ask("receipt") });
    else if (status > 2) this.#emit("error", { reason: "refused", status: status === 3 ? 403 : status, detail, response });
    else this.#emit("error", { reason: "unreachable", status: 0, detail, response });
    // Taken away meanwhile, for good.
    if (!this.isConnected) this.#stop();
  }

  /** Has the browser ask who leaves the page with what is neither sent nor kept; of a form, the page takes care. */
  #leave = (event) => this.#stored || this.#internals.form || this.#mirror() || event.preventDefault();

  /** Wipes what is on the device once the answer is on its way for good. */
  #sent() {
    removeEventListener("beforeunload", this.#leave);
    if (drafts.get(this.#id)) this.#forget("off");
  }

  /** Hears what happens to the page: in other tabs, with the form around the element, on its way to paper. */
  #listen() {
    this.#heard = new AbortController();
    const on = (type, act) => addEventListener(type, act, this.#heard);
    for (const type of ["storage", "pageshow"]) on(type, () => this.#heed());
    on("pagehide", () => this.#store());
    on("submit", ({ target, defaultPrevented }) => {
      const form = this.#internals.form ?? this.#mirror()?.form;
      // What a script of the page prevents, it may still send, or not: that is not known here.
      if (target === form && !defaultPrevented && this.#ask("draft")) this.#sent();
    });
    // On paper nothing can be opened.
    const table = this.#root.getElementById("table-0");
    let open;
    on("beforeprint", () => table && ([open, table.open] = [table.open, true]));
    on("afterprint", () => table && (table.open = open));
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
    const awaited = source || this.#survey;
    // A form that is sent now would be sent without the answer, and nobody would know.
    if (!this.#widget) this.#internals.setValidity({ customError: awaited }, "-");
    if (!awaited) return;
    const wanted = this.getAttribute("lang") || this.closest("[lang]")?.lang || "";
    const guess = near(LANGUAGES, wanted) ?? LANGUAGES[0];
    this.#said = catalogue(guess);
    this.#said.catch(() => {}); // Whoever waits for it hears it.
    try {
      const given = this.#survey ? JSON.stringify(this.#survey) : text(source);
      let [survey, messages] = await Promise.all([given, this.#said, load()]);
      // The survey may not be there in the language of the page; its texts and ours stay in one language. Of that, ours
      // are in the variant that the page wants, unless the survey has a variant itself.
      const { id, version, languages, currency } = named(survey);
      const ours = (tag) => near(LANGUAGES, tag);
      const tag = near(languages, wanted) ?? near(languages, guess) ?? languages.find(ours) ?? guess;
      const language = guess.startsWith(ours(tag)) ? guess : (ours(tag) ?? guess);
      if (language !== guess) messages = await catalogue(language);
      if (starting !== this.#starting || !this.isConnected) return;
      this.#save();
      const shown = `${id} ${version}`;
      const draft = drafts.read(id);
      // What was filled in here is newer than what is on the device; what the browser gives back is not.
      const past = (this.#shown ? [this.#kept, draft] : [draft, this.#kept]).find((kept) => kept?.of === shown);
      const seed = past?.seed ?? Math.floor(Math.random() * 2 ** 52);
      const until = draft?.of === shown ? draft.until : drafts.end();
      const options = {
        language: tag,
        source: this.getAttribute("source") ?? "",
        today: today(),
        seed,
        until,
        slider: this.hasAttribute("slider"),
        steps: this.hasAttribute("steps"),
      };
      const widget = open(survey, `${JSON.stringify(options)}\n${localised(messages, language, currency)}`);
      const steps = JSON.parse(ask(widget, "tell shown")).slice(1);
      this.#stop();
      if (this.#shown !== shown) this.#stored = null;
      [this.#widget, this.#id, this.#shown, this.#seed, this.#until] = [widget, id, shown, seed, until];
      this.#root.replaceChildren();
      draw(this.#root, steps);
      this.#restore(past);
      this.#listen();
      showing.add(this);
      this.#resume(draft, past);
      if (this.matches(":disabled")) this.#make("tell hold");
      this.#answer();
      this.dataset.engine = engine();
      this.#mark("ready", true);
      this.#emit("ready", { language: tag });
    } catch (error) {
      if (starting === this.#starting) this.#fail(error);
    }
  }

  /** Says what was on the device when the survey is shown, and goes on keeping it there. */
  #resume(draft, past) {
    if (draft && draft.of !== this.#shown) {
      // What was written, and can be taken over by hand: nothing else has a space after more than a digit.
      const wrote = draft.fields.map(([, value]) => value).filter((value) => /\D /.test(value));
      this.#draft("changed", "begin-0", wrote.join("\n"));
    } else if (draft && draft === past) {
      this.#stored = draft.text;
      this.#draft("back", "begin-0");
    } else if (this.#stored) {
      this.#draft("on");
      this.#heed();
    }
  }

  /** Shows what the page itself says, and perhaps more. */
  #show(...more) {
    this.#root.replaceChildren(document.createElement("slot"), ...more);
  }

  /** Says something below what the page itself says. */
  #alert(sentence) {
    const alert = document.createElement("p");
    alert.setAttribute("role", "alert");
    alert.dir = "auto";
    alert.textContent = sentence;
    this.#show(alert);
    return alert;
  }

  /** A sentence for when there is no survey to say it. */
  #sentence(name) {
    return this.#said.then((messages) => JSON.parse(messages)[name]).catch(() => UNAVAILABLE);
  }

  /** Says to whoever sends the form around it that the survey is still on its way. */
  async #wait() {
    const sentence = await this.#sentence("coming");
    if (!this.#widget) this.#alert(sentence).scrollIntoView({ block: "nearest" });
  }

  /** Leaves what the page itself says in place, with a sentence for the resident and an event for the developer. */
  async #fail(error) {
    this.#stop();
    const starting = this.#starting;
    const sentence = await this.#sentence("unavailable");
    let problems = typeof error === "string" ? JSON.parse(error) : [];
    const explained = await files.problems().catch(() => {});
    if (explained) problems = problems.map(explained.explain);
    // Another survey has come.
    if (starting !== this.#starting || this.#widget) return;
    this.#alert(sentence);
    this.#mark("failed", true);
    console.error(`<mienskip-survey>: ${explained && problems.length ? explained.lines(problems) : error}`);
    this.#emit("error", { reason: problems.length ? "survey" : "load", problems, error });
  }

  #stop() {
    clearTimeout(this.#quiet);
    removeEventListener("beforeunload", this.#leave);
    this.#heard?.abort();
    showing.delete(this);
    for (const state of ["ready", "complete", "sent", "failed"]) this.#mark(state, false);
    this.#save();
    if (this.#widget) close(this.#widget);
    this.#widget = this.#done = this.#divided = this.#tried = undefined;
    // Without a survey the form around it is sent as it is.
    this.#internals.setValidity({});
    this.#show();
  }
}

/** What a survey says of itself; the core says what is wrong with it. */
function named(survey) {
  try {
    const { id, version, languages, points } = JSON.parse(survey);
    return { id, version, languages: languages.map(String), currency: points?.unit?.currency };
  } catch {
    return { languages: [] };
  }
}
