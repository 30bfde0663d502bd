// The widget as its residents find it: by roles and names.

import assert from "node:assert/strict";
import { messages } from "./places.js";
import { page as pageOf } from "./site.js";

const fill = (text, names) => text.replace(/\{(\w+)\}/g, (whole, name) => names[name] ?? whole);

/** The widget of a survey on a page, in a language. */
export class Widget {
  constructor(page, survey, language = "nl") {
    this.page = page;
    this.survey = survey;
    this.language = language;
    this.messages = messages(language);
    this.element = page.locator("mienskip-survey");
    this.send = this.element.getByRole("button", { name: this.say("send") });
    this.status = this.element.getByRole("status");
    this.spread = this.button("spread");
    this.undo = this.button("undo");
    this.again = this.button("again");
    this.file = this.element.getByRole("link", { name: this.say("save") });
  }

  say(name, names = {}) {
    const text = this.messages[name];
    return fill(typeof text === "string" ? text : text.other, names);
  }

  /** A number with its unit. */
  amount(n) {
    const tags = [this.language, "nl"];
    const write = (options) => new Intl.NumberFormat(tags, { numberingSystem: "latn", useGrouping: "min2", ...options }).format(n);
    const currency = this.survey.points.unit?.currency;
    if (currency) return write({ style: "currency", currency, currencyDisplay: "narrowSymbol", maximumFractionDigits: 0 });
    return fill(this.messages.points[new Intl.PluralRules(tags).select(n)], { n: write() });
  }

  /** A text of the survey in the language of the page. */
  words(text) {
    return typeof text === "string" ? text : (text[this.language] ?? text[this.language.split("-")[0]]);
  }

  title(id) {
    return this.words(this.survey.scenarios.find((scenario) => scenario.id === id).title);
  }

  value(id) {
    return this.words(this.survey.values.find((value) => value.id === id).title);
  }

  button(name, names) {
    return this.element.getByRole("button", { name: this.say(name, names), exact: true });
  }

  field(id) {
    return this.element.getByRole("textbox", { name: this.title(id), exact: true });
  }

  more(id) {
    return this.button("more", { amount: this.amount(this.step), title: this.title(id) });
  }

  less(id) {
    return this.button("fewer", { amount: this.amount(this.step), title: this.title(id) });
  }

  rest(id) {
    return this.button("fill-for", { title: this.title(id) });
  }

  /** What a press of + adds. */
  get step() {
    const { step = 1, button } = this.survey.points;
    return button ?? step;
  }

  row(id) {
    return this.element.locator("[part=scenario]").filter({ has: this.page.getByRole("heading", { name: this.title(id), exact: true }) });
  }

  /** Opens the reasons of a scenario. */
  async why(id) {
    await this.row(id).locator("summary").filter({ hasText: this.say("why", { amount: "" }).split(" ")[0] }).click();
  }

  reason(id, value) {
    return this.row(id).getByRole("checkbox", { name: this.value(value), exact: true });
  }

  motivation(id) {
    return this.row(id).getByRole("textbox", { name: this.say("own-words") });
  }

  /** What the fields say, in the order of the survey. */
  async points() {
    const points = {};
    for (const { id } of this.survey.scenarios) points[id] = await this.field(id).inputValue();
    return points;
  }

  /** Waits until the bar says this. */
  async stands(text) {
    await this.element.locator("[part=bar]").getByText(text, { exact: true }).waitFor();
  }

  /** Gives points by typing, and leaves the field. */
  async give(points) {
    for (const [id, number] of Object.entries(points)) {
      await this.field(id).fill(String(number));
      await this.field(id).blur();
    }
  }

  async heading(text) {
    await this.element.getByRole("heading", { name: text, exact: true }).waitFor();
  }

  /** The response as things stand. */
  response() {
    return this.element.evaluate((element) => element.response);
  }

  /** The events so far, each `[name, detail]`. */
  events() {
    return this.page.evaluate(() => globalThis.heard);
  }

  async ready() {
    // In steps it is there, and not yet in view.
    await this.element.locator("#send-0").waitFor({ state: "attached" });
    return this;
  }
}

/** Opens the widget of a survey on a page of a site. */
export async function openWidget(open, site, survey, { language = "nl", attributes = "", ...options } = {}) {
  site.routes["GET /survey.json"] = survey;
  site.routes["GET /test.html"] = pageOf(`<mienskip-survey src="/survey.json" ${attributes}><p>Bel de gemeente.</p></mienskip-survey>`, {
    lang: language,
  });
  const page = await open(`${site.url}test.html`, options);
  return new Widget(page, survey, language).ready();
}

/** Moves the focus with a key until it is there. */
export async function reach(locator, key = "Tab") {
  const page = locator.page();
  for (let presses = 0; presses < 200; presses++) {
    if (await locator.evaluate((element) => element.getRootNode().activeElement === element)) return;
    await page.keyboard.press(key);
  }
  assert.fail(`${key} does not lead to ${locator}`);
}

/** Whether the focus is on an element, or on something in it. */
export const hasFocus = (locator) => locator.evaluate((element) => element.contains(element.getRootNode().activeElement));
