// Why: who sends an answer may want it on paper. What a printer gets is the answer, whole and by itself, and not the
// fields, buttons and hints it was given with.

import assert from "node:assert/strict";
import { useBrowser } from "./support/browser.js";
import { example } from "./support/places.js";
import { serve } from "./support/site.js";
import { openWidget } from "./support/widget.js";

const inBrowser = useBrowser();
const survey = example("energie", { order: "fixed" });
const A4 = { width: 794, height: 1123 };
const LONG = "Iemand moet beginnen, en de gemeente kan dat het beste. ".repeat(8).trim();

/** Turns the page to paper, as a browser does that prints. */
async function onPaper(page) {
  await page.setViewportSize(A4);
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
}

/** The lines that the widget shows, from top to bottom, each with its box. */
const lines = (widget) =>
  widget.element.evaluate(({ shadowRoot }) =>
    [...shadowRoot.querySelectorAll("*")]
      .filter((node) => node.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !node.closest(".hidden"))
      .flatMap((node) => {
        const text = [...node.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE).map(({ data }) => data).join("").trim();
        const { left, right, top, height } = node.getBoundingClientRect();
        return text && height ? [{ text, left, right, top: top + scrollY }] : [];
      })
      .sort((one, other) => one.top - other.top),
  );

const shown = async (widget, selector) => (await widget.element.locator(selector).filter({ visible: true }).count()) > 0;

/** A complete answer with everything in it. */
async function fillIn(widget) {
  await widget.give({ lead: 60, storage: 40 });
  await widget.why("lead");
  await widget.reason("lead", "leadership").check();
  await widget.motivation("lead").fill(LONG);
  await widget.motivation("lead").blur();
  await widget.element.getByRole("textbox", { name: widget.say("idea") }).fill("Een zonnedak\nop elke schuur.");
  await widget.page.getByLabel("Waar woont u?").selectOption("heeg");
  await widget.element.getByRole("radio", { name: /^5/ }).check();
  await widget.element.getByRole("radio", { name: widget.say("fit-partly") }).check();
}

inBrowser("the button after sending opens the print dialog, and is not there before", async (t, open) => {
  const widget = await openWidget(open, await serve(t), survey);
  await widget.page.evaluate(() => (globalThis.print = () => globalThis.heard.push(["print"])));
  const print = widget.button("print");
  await fillIn(widget);
  assert.equal(await print.count(), 0);
  await widget.send.click();
  await widget.heading("Dank u wel. Uw antwoord is klaar.");
  assert.equal(await shown(widget, ".copy"), false, "on the screen the answer stands in its fields");
  await print.focus();
  await widget.page.keyboard.press("Enter");
  assert.deepEqual((await widget.events()).at(-1), ["print"]);
});

inBrowser("on paper there is the answer and nothing else: title, receipt, dots, plans with points, answers, bars, table", async (t, open) => {
  const widget = await openWidget(open, await serve(t), survey);
  await fillIn(widget);
  await widget.send.click();
  await widget.heading("Dank u wel. Uw antwoord is klaar.");
  const receipt = await widget.element.getByText(/^Uw ontvangstbewijs: [0-9a-f]{20}$/).filter({ visible: true }).innerText();
  await onPaper(widget.page);
  const found = await lines(widget);
  const texts = found.map(({ text }) => text);
  const order = [
    widget.words(survey.title),
    widget.words(survey.question),
    "Alle 100 punten verdeeld",
    receipt,
    "De gemeente neemt de leiding – 60 punten",
    "– Leiding nemen",
    LONG,
    "Inzetten op opslag – 40 punten",
    "Waar woont u?",
    "Heeg",
    widget.words(survey.questions[2].title),
    "5",
    "Mijn eigen idee",
    "Een zonnedak",
    "op elke schuur.",
    "Past dit bij u?",
    "Een beetje",
  ];
  assert.deepEqual(texts.slice(0, order.length), order);
  for (const { title } of survey.values) {
    assert.equal(texts.filter((text) => text === widget.words(title)).length, 2, "each value has a bar and a line in the table");
  }
  for (const name of ["value", "your-share", "difference"]) assert.ok(texts.includes(widget.say(name)), name);
  for (const name of ["spread", "undo", "again", "send", "hint", "privacy-hint", "as-table", "how", "fit-no", "save", "print", "draft", "read-on", "choose", "privacy"]) {
    assert.ok(!texts.includes(widget.say(name)), `on paper: ${name}`);
  }
  for (const { id } of survey.scenarios.filter(({ id }) => !["lead", "storage"].includes(id))) {
    assert.ok(!texts.some((text) => text.includes(widget.title(id))), `a plan without points: ${id}`);
  }
  for (const field of ["button", "input", "select", "textarea"]) assert.equal(await shown(widget, field), false, field);
  const links = await widget.element.locator("a").filter({ visible: true }).all();
  for (const link of links) assert.equal(await link.evaluate((node) => getComputedStyle(node).textDecorationLine), "none", "a title, not a link");
  assert.ok(await shown(widget, ".dots"));
  assert.ok(found.every(({ left, right }) => left >= 0 && right <= A4.width), "within the page");

  // After it the screen is as it was.
  await widget.page.emulateMedia({ media: null });
  await widget.page.evaluate(() => dispatchEvent(new Event("afterprint")));
  assert.equal(await shown(widget, "table"), false);
  assert.equal(await shown(widget, ".copy"), false);
});

inBrowser("a real print is of a few pages, with the table open", async (t, open) => {
  const widget = await openWidget(open, await serve(t), survey);
  await fillIn(widget);
  await widget.send.click();
  await widget.heading("Dank u wel. Uw antwoord is klaar.");
  await widget.page.evaluate(() => {
    const { shadowRoot } = document.querySelector("mienskip-survey");
    const see = ({ type }) => globalThis.heard.push([type, shadowRoot.querySelector("table").checkVisibility()]);
    for (const type of ["beforeprint", "afterprint"]) addEventListener(type, see);
  });
  const pdf = await widget.page.pdf({ format: "A4" });
  assert.deepEqual((await widget.events()).slice(-2), [["beforeprint", true], ["afterprint", false]]);
  const pages = pdf.toString("latin1").match(/\/Type ?\/Page\b/g).length;
  assert.ok(pages <= 3, `${pages} pages`);
});

inBrowser("a dark house style is dark on light on paper", async (t, open) => {
  const widget = await openWidget(open, await serve(t), survey, {
    attributes: 'class="dark"',
  });
  await widget.page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(".dark { --mienskip-color: #eee; --mienskip-background-color: #111 }");
    document.adoptedStyleSheets = [sheet];
  });
  await fillIn(widget);
  await widget.send.click();
  await widget.heading("Dank u wel. Uw antwoord is klaar.");
  const colours = () =>
    widget.element.evaluate(({ shadowRoot }) => [".copy h3", ".sentence", ".bars .more", ".hole"].map((selector) => {
      const { color, fill, stroke } = getComputedStyle(shadowRoot.querySelector(selector));
      return selector === ".hole" ? stroke : selector.startsWith(".bars") ? fill : color;
    }));
  assert.deepEqual(await colours(), ["rgb(238, 238, 238)", "rgb(238, 238, 238)", "rgb(238, 238, 238)", "rgb(17, 17, 17)"]);
  await onPaper(widget.page);
  assert.deepEqual(await colours(), ["rgb(0, 0, 0)", "rgb(0, 0, 0)", "rgb(0, 0, 0)", "rgb(255, 255, 255)"]);
});

inBrowser("an answer of none of the plans, and a text that looks like a code, are printed as they are", async (t, open) => {
  const widget = await openWidget(open, await serve(t), survey);
  await widget.element.getByRole("checkbox", { name: widget.say("none") }).check();
  await widget.element.getByRole("textbox", { name: widget.words(survey.questions[3].title) }).fill("<b>{title}</b> heeg ~ @none");
  await widget.send.click();
  await widget.heading("Dank u wel. Uw antwoord is klaar.");
  await onPaper(widget.page);
  const texts = (await lines(widget)).map(({ text }) => text);
  assert.ok(texts.includes(widget.say("none")));
  assert.ok(texts.includes("<b>{title}</b> heeg ~ @none"));
  assert.ok(!texts.some((text) => / – \d+ punten$/.test(text)), "no plan");
});

inBrowser("before it is sent, paper has the survey to read, without buttons and without what is kept on the device", async (t, open) => {
  const widget = await openWidget(open, await serve(t), survey);
  await onPaper(widget.page);
  const texts = (await lines(widget)).map(({ text }) => text);
  for (const { id } of survey.scenarios) assert.ok(texts.includes(widget.title(id)), id);
  assert.equal(await shown(widget, "button"), false);
  assert.equal(await shown(widget, ".draft"), false);
});
