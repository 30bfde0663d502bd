// Why: the demo pages are the first that a municipality sees and the first that a developer copies.

import assert from "node:assert/strict";
import { test } from "node:test";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { NARROW, useBrowser } from "./support/browser.js";
import { collect } from "./support/collector.js";
import { NPM, SITE, example, json } from "./support/places.js";
import { page as pageOf, serve } from "./support/site.js";
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
    ["English", example("werkstijl"), "en"],
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

inBrowser("every demo page fits a small phone", async (t, open) => {
  const { url } = await collect(t, energie);
  for (const [path, survey] of [["", energie], ["budget.html", example("budget")], ["werkstijl.html", example("werkstijl")]]) {
    const page = await open(`${url}${path}`, { viewport: NARROW });
    const widget = new Widget(page, survey);
    await widget.heading(widget.words(survey.title));
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= NARROW.width, path);
  }
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
