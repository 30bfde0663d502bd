// Why: the demo pages are the first that a municipality sees and the first that a developer copies.

import assert from "node:assert/strict";
import { test } from "node:test";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { findings } from "./support/axe.js";
import { NARROW, WIDE, useBrowser } from "./support/browser.js";
import { collect } from "./support/collector.js";
import { faint } from "./support/contrast.js";
import { NPM, SITE, example, json } from "./support/places.js";
import { page as pageOf, serve } from "./support/site.js";
import { LANGUAGES } from "./support/states.js";
import { Widget } from "./support/widget.js";

const inBrowser = useBrowser();
const energie = example("energie");
const ILLUSTRATION = { nl: "een illustratie", fy: "in yllustraasje", en: "an illustration" };

inBrowser("every demo page opens without a complaint, says that it is an illustration, and leads to the others", async (t, open) => {
  const { url } = await collect(t, energie);
  const page = await open(url);
  for (const [name, survey, language] of [
    ["Energie", energie, "nl"],
    ["Begroting", example("budget"), "nl"],
    ["Werkstijl", example("werkstijl"), "nl"],
    ["Voorstellen", example("voorstellen"), "nl"],
    ["English", example("voorstellen"), "en"],
    ["Working style", example("werkstijl"), "en"],
    ["Energy", energie, "en"],
    ["Frysk", energie, "fy"],
    ["Wurkstyl", example("werkstijl"), "nl"],
    ["Energie", energie, "nl"],
    ["English", energie, "en"],
    ["Nederlands", energie, "nl"],
  ]) {
    // Every request of a page must succeed, the icon's as well.
    const failed = [];
    page.on("response", (reply) => reply.status() >= 400 && failed.push(reply.url()));
    await page.getByRole("link", { name, exact: true }).click();
    const widget = new Widget(page, survey, language);
    await widget.heading(widget.words(survey.title));
    assert.equal(await page.evaluate(() => document.documentElement.lang), language);
    assert.ok(await page.getByRole("banner").getByText(ILLUSTRATION[language]).isVisible(), name);
    assert.equal(await page.getByRole("banner").getByRole("paragraph").count(), 1, "in one language");
    assert.notEqual(await page.title(), "");
    const current = await page.locator("nav [aria-current=true]").evaluateAll((links) => links.map((link) => link.hreflang));
    assert.deepEqual(current, [language]);
    assert.deepEqual(failed, []);
  }
});

for (const path of ["", "budget.html", "werkstijl.html", "voorstellen.html", "welkom.html", "galerij.html"]) {
  inBrowser(`${path || "index.html"} fits a small phone, and axe finds nothing on it, narrow or wide`, async (t, open) => {
    const { url } = await collect(t, energie);
    for (const viewport of [NARROW, WIDE]) {
      const page = await open(`${url}${path}`, { viewport });
      await page.locator("mienskip-survey").first().getByRole("button", { name: "Verstuur mijn antwoord" }).waitFor();
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= viewport.width, `${viewport.width}`);
      assert.deepEqual(await findings(page), []);
    }
  });
}

/** The gallery, with the widget that its choices are about. */
async function openGallery(t, open, options) {
  const { url } = await collect(t, energie);
  const page = await open(`${url}galerij.html`, options);
  const widget = new Widget(page, energie);
  widget.element = page.locator(".workbench mienskip-survey");
  const choose = (group, name) => page.getByRole("group", { name: group }).getByRole("radio", { name, exact: true }).check({ force: true });
  await widget.element.getByText("Nog 20 van de 100 punten", { exact: true }).first().waitFor();
  return { page, widget, choose };
}

inBrowser("the gallery shows every house style, and each is seen well", async (t, open) => {
  const { page, widget, choose } = await openGallery(t, open, { viewport: WIDE });
  const ground = () => widget.element.evaluate((element) => `${getComputedStyle(element).backgroundColor} ${getComputedStyle(element).fontFamily}`);
  const looks = new Set();
  const found = [];
  for (const style of ["Wetterhoek", "Aldwâld", "Sânmar", "Tsjusterdyk", "Heechterp", "Klaverdam"]) {
    await choose("Huisstijl", style);
    await page.locator(".stage .band").getByText(style, { exact: true }).first().waitFor();
    for (const moment of ["Halverwege", "Er mist iets"]) {
      await choose("Moment", moment);
      await widget.element.getByText(moment === "Halverwege" ? "Nog 20 van de 100 punten" : "Er is nog iets nodig", { exact: true }).first().waitFor();
      for (const sentence of await faint(widget)) found.push(`${style}: ${sentence}`);
    }
    looks.add(await ground());
    for (const sentence of await findings(page)) found.push(`${style}: ${sentence}`);
  }
  assert.deepEqual(found, []);
  assert.equal(looks.size, 6, "no two are alike");
});

inBrowser("the gallery brings the survey to every moment, and who chooses keeps the focus", async (t, open) => {
  const { page, widget, choose } = await openGallery(t, open, { viewport: WIDE });
  for (const [moment, text] of [
    ["Leeg", "Nog 100 van de 100 punten"],
    ["Te veel", "5 punten te veel"],
    ["Bijna gelijk", "Uw verdeling lijkt op een gelijke verdeling."],
    ["Gelijke stand", "Die staan samen bovenaan."],
    ["Er mist iets", "Verdeel nog 40 punten."],
    ["Klaar", "Dank u wel. Uw antwoord is klaar."],
    ["Niet aangekomen", "Uw antwoord is nog niet aangekomen"],
    ["Halverwege", "Nog 20 van de 100 punten"],
  ]) {
    await choose("Moment", moment);
    await widget.element.getByText(text).first().waitFor();
    assert.ok(await page.getByRole("radio", { name: moment, exact: true }).evaluate((radio) => radio === document.activeElement), moment);
  }
});

inBrowser("the gallery has every language, on phones that are filled when they come into view", async (t, open) => {
  const { page, widget, choose } = await openGallery(t, open, { viewport: WIDE });
  const languages = await page.locator("input[name=language]").evaluateAll((inputs) => inputs.map((input) => input.value));
  assert.deepEqual([...languages].sort(), [...LANGUAGES].sort());
  const phones = page.locator(".phones mienskip-survey");
  assert.equal(await phones.count(), 0, "not before");
  await page.getByRole("heading", { name: "In elke taal, op een telefoon" }).scrollIntoViewIfNeeded();
  for (const [at, language] of languages.entries()) {
    await page.locator(".phones figure").nth(at).scrollIntoViewIfNeeded();
    const phone = page.locator(".phones figure").nth(at).locator("mienskip-survey");
    await phone.locator("#main-0").waitFor();
    assert.equal(await phone.locator("#main-0").getAttribute("lang"), language.split("-")[0]);
    assert.deepEqual(await faint({ element: phone }), [], language);
  }
  await choose("Taal", "العربية");
  await widget.element.locator("#main-0[dir=rtl]").waitFor();
  await choose("Moment", "Gelijke stand");
  await widget.element.locator("#main-0[dir=rtl] #sentence-0:visible").waitFor();
  await choose("Moment", "Halverwege");
  await choose("Taal", "English");
  await widget.element.getByText(energie.title.en, { exact: true }).waitFor();
  assert.match(await page.locator(".tag").textContent(), /lang="en"/);
  const width = () => widget.element.evaluate((element) => element.offsetWidth);
  assert.ok((await width()) > 700);
  await choose("Scherm", "Telefoon");
  assert.ok((await width()) < 400);
});

inBrowser("the tag in the gallery is copied with one press, and says so", async (t, open) => {
  const { page } = await openGallery(t, open, { viewport: WIDE, permissions: ["clipboard-read", "clipboard-write"] });
  await page.getByRole("button", { name: "Kopieer" }).click();
  await page.getByRole("status").getByText("Gekopieerd.").waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(copied, /^<script type="module" src="mienskip\.js"><\/script>\n<mienskip-survey src="energie\.json" lang="nl"/);
});

/** The code blocks of the README in a language. */
async function examples(language) {
  const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
  return [...readme.matchAll(/```(\w+)\n([\s\S]*?)```/g)].filter(([, of]) => of === language).map(([, , text]) => text);
}

inBrowser("the tag of the README works as it stands there", async (t, open) => {
  const [tag] = await examples("html");
  assert.match(tag, /<mienskip-survey/);
  const site = await serve(t, { "GET /test.html": pageOf(tag, { script: false }), "GET /energie.json": energie });
  for (const name of ["mienskip.js", "core.wasm"]) {
    site.routes[`GET /${name}`] = async () => ({
      body: await readFile(join(NPM, name)),
      type: name.endsWith("js") ? "text/javascript" : "application/wasm",
    });
  }
  for (const name of await readdir(join(NPM, "locales"))) site.routes[`GET /locales/${name}`] = json(join(NPM, "locales", name));
  const widget = new Widget(await open(`${site.url}test.html`), energie);
  await widget.heading(widget.words(energie.title));
});

test("the example of the README for the headless API runs, and says what it says there", async () => {
  const [code] = (await examples("js")).filter((text) => text.includes("mienskip/core"));
  const lines = [];
  const there = code
    .replace('"mienskip/core"', JSON.stringify(new URL(`file://${join(NPM, "core.js")}`).href))
    .replace('"energie.json"', JSON.stringify(join(SITE, "surveys/energie.json")));
  globalThis.print = (...words) => lines.push(words.join(" "));
  await import(`data:text/javascript,${encodeURIComponent(there.replaceAll("console.log", "globalThis.print"))}`);
  const promised = [...code.matchAll(/console\.log\(.*\/\/ (.*)$/gm)].map(([, text]) => text);
  assert.ok(promised.length > 0);
  assert.deepEqual(lines, promised);
});
