// Why: a package has more than one door, and each must open by itself: one file for a CMS, the class alone for a page
// that has its own names, and none of them twice.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { useBrowser } from "./support/browser.js";
import { verify } from "./support/collector.js";
import { NPM, example, file, json } from "./support/places.js";
import { page as pageOf, serve } from "./support/site.js";
import { Widget } from "./support/widget.js";

const inBrowser = useBrowser();
const energie = example("energie", { order: "fixed" });
const welkom = example("welkom", { order: "fixed" });
const TAG = '<mienskip-survey src="/survey.json"></mienskip-survey>';
const script = (source) => `<script type="module" src="${source}"></script>`;

for (const [language, survey] of [
  ["nl", energie],
  ["nl-x-informal", energie],
  ["fy", energie],
  ["en", energie],
  ["ar", welkom],
  ["tr", welkom],
  ["pl", welkom],
  ["uk", welkom],
]) {
  inBrowser(`one file has it all: with nothing beside it, a survey in ${language} is filled in`, async (t, open) => {
    const site = await serve(t, {
      "GET /survey.json": survey,
      "GET /cms/pasted.js": await readFile(join(NPM, "inline.js"), "utf8"),
      "GET /test.html": pageOf(TAG + script("/cms/pasted.js"), { lang: language, script: false }),
    });
    const page = await open(`${site.url}test.html`);
    const widget = await new Widget(page, survey, language).ready();
    await widget.give({ [survey.scenarios[0].id]: 60, market: 40 });
    assert.equal((await verify(t, survey, await file(t, "answer.json", await widget.response()))).status, 0);
    const fetched = [...site.requests("GET /mienskip/core.wasm"), ...site.requests(`GET /mienskip/locales/${language}.json`)];
    assert.deepEqual(fetched, []);
    assert.equal(await widget.element.getAttribute("data-engine"), "wasm");
  });
}

test("one file has the headless API too", async () => {
  const { load, Survey } = await import(pathToFileURL(join(NPM, "inline.js")));
  await load();
  assert.equal(Survey.from(energie).id, "energie");
});

inBrowser("the class alone defines nothing; under a name of one's own it is the same survey", async (t, open) => {
  const site = await serve(t, {
    "GET /survey.json": energie,
    "GET /own.js": `import { MienskipSurvey } from "/mienskip/element.js";
      globalThis.before = customElements.get("mienskip-survey");
      customElements.define("dorps-enquete", class extends MienskipSurvey {});`,
    "GET /test.html": pageOf(`<dorps-enquete src="/survey.json"></dorps-enquete>${script("/own.js")}`, { script: false }),
  });
  const page = await open(`${site.url}test.html`);
  const widget = new Widget(page, energie);
  widget.element = page.locator("dorps-enquete");
  await widget.element.locator("#more-0").click();
  await widget.element.getByText("Nog 95 van de 100 punten").waitFor();
  assert.equal(await page.evaluate(() => globalThis.before), undefined);
});

inBrowser("two scripts that both define the element do not quarrel", async (t, open) => {
  const site = await serve(t, {
    "GET /survey.json": energie,
    "GET /test.html": pageOf(TAG + script("/mienskip/inline.js")),
  });
  const page = await open(`${site.url}test.html`);
  const widget = await new Widget(page, energie).ready();
  await widget.more("lead").click();
  await widget.stands("Nog 95 van de 100 punten");
});

test("every entry that the package names is there, and so are its types", async () => {
  const { exports } = json(join(NPM, "package.json"));
  for (const [name, target] of Object.entries(exports)) {
    for (const path of typeof target === "string" ? [target] : Object.values(target)) {
      if (!path.includes("*")) await readFile(join(NPM, path)).catch(() => assert.fail(`${name}: ${path} is not there`));
    }
  }
});

test("no entry names a module of Node, which a bundler would look for in the browser", async () => {
  for (const entry of ["mienskip.js", "element.js", "core.js", "inline.js", "problems.js", "core.plain.js"]) {
    assert.doesNotMatch(await readFile(join(NPM, entry), "utf8"), /(import\(|from ?)["'`](node:|fs)/, entry);
  }
});

test("no entry does anything on a server", async () => {
  for (const entry of ["mienskip.js", "element.js", "core.js", "inline.js", "problems.js", "core.plain.js"]) {
    const before = Object.keys(globalThis);
    await import(pathToFileURL(join(NPM, entry)));
    assert.deepEqual(Object.keys(globalThis), before, entry);
  }
});
