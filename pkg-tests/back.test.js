// Why: who follows a link half-way and comes back must not begin again. A browser puts a page away whole, in its
// back-forward cache, unless something on the page keeps it from that; the survey must be no such thing. Where a page is
// made anew all the same, a form restores what was filled in (forms.test.js).

import assert from "node:assert/strict";
import { useBrowser } from "./support/browser.js";
import { example } from "./support/places.js";
import { page as pageOf, serve } from "./support/site.js";
import { Widget } from "./support/widget.js";

// What drives the browser switches the cache off unless told otherwise.
const inBrowser = useBrowser({ ignoreDefaultArgs: ["--disable-back-forward-cache"] });
const energie = example("energie", { order: "fixed" });

for (const [what, tag] of [
  ["a page", '<mienskip-survey src="/survey.json"></mienskip-survey>'],
  ["a page with a form", '<form><mienskip-survey name="answer" src="/survey.json"></mienskip-survey></form>'],
]) {
  inBrowser(`${what} is put away whole, and gone back to has what was filled in and goes on`, async (t, open) => {
    let tell;
    const told = new Promise((done) => (tell = done));
    const site = await serve(t, {
      "GET /survey.json": energie,
      // The page tells by itself how it was shown: what drives the browser waits for a page that is made anew.
      "GET /shown.js": `addEventListener("pageshow", ({ persisted }) => {
        const [{ type, notRestoredReasons }] = performance.getEntriesByType("navigation");
        const why = JSON.stringify(notRestoredReasons ?? null);
        if (persisted || type === "back_forward") fetch("/told", { method: "POST", body: JSON.stringify({ persisted, why }) });
      });`,
      "POST /told": (body) => (tell(JSON.parse(body)), { body: "{}" }),
      "GET /back.js": "addEventListener('load', () => setTimeout(() => history.back(), 100));",
      "GET /test.html": pageOf(`<script src="/shown.js"></script>${tag}`),
      "GET /elsewhere.html": pageOf('<script src="/back.js"></script>', { script: false }),
    });
    const page = await open(`${site.url}test.html`);
    const widget = await new Widget(page, energie).ready();
    await widget.give({ lead: 60, market: 35 });
    await page.evaluate(() => void (location.href = "/elsewhere.html"));
    assert.deepEqual(await told, { persisted: true, why: "null" });
    await widget.stands("Nog 5 van de 100 punten");
    await widget.more("market").click();
    await widget.stands("Alle 100 punten verdeeld");
    assert.equal((await widget.response()).points.market, 40);
  });
}
