// Why: pages add, move, change and remove what is on them, at moments of their own; a survey or a file may be
// broken. Then the resident must still see what the page itself says, and the developer must hear what is wrong.

import assert from "node:assert/strict";
import { useBrowser } from "./support/browser.js";
import { verify } from "./support/collector.js";
import { example, file } from "./support/places.js";
import { POLICY, page as pageOf, serve } from "./support/site.js";
import { Widget, openWidget } from "./support/widget.js";

const inBrowser = useBrowser();
const energie = example("energie", { order: "fixed" });
const complaints = /Failed to load resource|^error: <mienskip-survey>: /;
const TAG = '<mienskip-survey src="/survey.json"><p>Bel de gemeente.</p></mienskip-survey>';

/** Opens a page with this in its body, where `/survey.json` is the energy survey unless told otherwise. */
const openPage = async (t, open, body, routes = {}, options = {}) => {
  const site = await serve(t, { "GET /survey.json": energie, "GET /test.html": pageOf(body, options), ...routes });
  return open(`${site.url}test.html`);
};

inBrowser("added and removed twenty times it works each time, and leaves nothing running", async (t, open) => {
  const page = await openPage(t, open, '<div id="place"></div>');
  for (let turn = 0; turn < 20; turn++) {
    await page.evaluate(() => {
      const place = document.getElementById("place");
      const element = document.createElement("mienskip-survey");
      element.setAttribute("src", "/survey.json");
      place.replaceChildren(element);
    });
    const widget = await new Widget(page, energie).ready();
    await widget.more("lead").click();
    await widget.stands("Nog 95 van de 100 punten");
    await page.evaluate(() => document.getElementById("place").replaceChildren());
  }
  // An announcement of a widget that is gone must not fail.
  await page.waitForTimeout(1200);
  const events = await page.evaluate(() => globalThis.heard.map(([name]) => name));
  assert.deepEqual(events, Array(20).fill(["ready", "change"]).flat());
});

inBrowser("added and removed a hundred times it leaves nothing behind", async (t, open) => {
  const site = await serve(t, {
    "GET /survey.json": energie,
    "GET /before.js": `const { instantiate } = WebAssembly;
      WebAssembly.instantiate = async (...given) => {
        const made = await instantiate(...given);
        globalThis.memory = (made.instance ?? made).exports.memory;
        return made;
      };`,
    "GET /test.html": pageOf('<script src="/before.js"></script><div id="place"></div>'),
  });
  const page = await open(`${site.url}test.html`);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable");
  const turns = (count) =>
    page.evaluate(async (count) => {
      for (let turn = 0; turn < count; turn++) {
        const element = document.createElement("mienskip-survey");
        element.setAttribute("src", "/survey.json");
        const ready = new Promise((done) => element.addEventListener("mienskip-ready", done));
        document.getElementById("place").append(element);
        await ready;
        const more = element.shadowRoot.getElementById("more-0");
        more.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
        more.dispatchEvent(new PointerEvent("pointerup", { bubbles: true, composed: true }));
        more.click();
        element.remove();
        await null;
      }
    }, count);
  const held = async () => {
    for (let time = 0; time < 3; time++) await devtools.send("HeapProfiler.collectGarbage");
    const { metrics } = await devtools.send("Performance.getMetrics");
    const { Nodes, JSEventListeners, JSHeapUsedSize } = Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
    return { nodes: Nodes, listeners: JSEventListeners, heap: JSHeapUsedSize, wasm: await page.evaluate(() => globalThis.memory.buffer.byteLength) };
  };
  await turns(10);
  const before = await held();
  await turns(100);
  const after = await held();
  t.diagnostic(`before ${JSON.stringify(before)}, after ${JSON.stringify(after)}`);
  assert.equal(after.wasm, before.wasm, "the memory of the core");
  assert.ok(after.listeners <= before.listeners + 2, "listeners");
  // One survey has some five hundred nodes, and takes about 200 kB.
  assert.ok(after.nodes < before.nodes + 500, `nodes: ${before.nodes}, then ${after.nodes}`);
  assert.ok(after.heap < before.heap + 1_000_000, `heap: ${before.heap}, then ${after.heap}`);
});

inBrowser("removed before it has loaded it stays away, and says nothing", async (t, open) => {
  const page = await openPage(t, open, '<div id="place"></div>');
  await page.evaluate(async () => {
    await customElements.whenDefined("mienskip-survey");
    const element = document.createElement("mienskip-survey");
    element.setAttribute("src", "/survey.json");
    document.getElementById("place").append(element);
    element.remove();
    globalThis.gone = element;
  });
  await page.waitForTimeout(500);
  assert.deepEqual(await page.evaluate(() => globalThis.heard), []);
  assert.equal(await page.evaluate(() => globalThis.gone.response), null);
});

inBrowser("moved to another place on the page it keeps what was filled in", async (t, open) => {
  const page = await openPage(t, open, `<div id="one">${TAG}</div><div id="two"></div>`);
  const widget = await new Widget(page, energie).ready();
  await widget.give({ lead: 60, market: 40 });
  await widget.why("lead");
  await widget.motivation("lead").fill("Iemand moet beginnen.");
  await page.evaluate(() => document.getElementById("two").append(document.querySelector("mienskip-survey")));
  await page.waitForTimeout(300);
  const { lead, market } = await widget.points();
  assert.deepEqual([lead, market], ["60", "40"]);
  assert.equal(await widget.motivation("lead").inputValue(), "Iemand moet beginnen.");
  await widget.more("lead").click();
  await widget.stands("5 punten te veel");
});

/** What a resident filled in, of every kind. */
async function fillIn(widget) {
  await widget.give({ lead: 60, market: 35 });
  await widget.field("storage").fill("veel");
  await widget.why("lead");
  await widget.reason("lead", "leadership").check();
  await widget.motivation("lead").fill("Iemand moet beginnen.");
  await widget.element.getByRole("textbox", { name: widget.say("idea") }).fill("Een zonnedak op elke schuur.");
  await widget.element.getByRole("radio").nth(1).check();
}

async function isFilledIn(widget) {
  const { lead, market, storage } = await widget.points();
  assert.deepEqual([lead, market, storage], ["60", "35", "veel"]);
  if (!(await widget.motivation("lead").isVisible())) await widget.why("lead");
  assert.ok(await widget.reason("lead", "leadership").isChecked());
  assert.equal(await widget.motivation("lead").inputValue(), "Iemand moet beginnen.");
  assert.equal(await widget.element.getByRole("textbox", { name: widget.say("idea") }).inputValue(), "Een zonnedak op elke schuur.");
  assert.ok(await widget.element.getByRole("radio").nth(1).isChecked());
  await widget.field("storage").fill("5");
  await widget.field("storage").blur();
  const { points, reasons, motivations, idea } = await widget.response();
  assert.deepEqual([points.lead, points.market, points.storage], [60, 35, 5]);
  assert.deepEqual([reasons.lead, motivations.lead, idea], [["leadership"], "Iemand moet beginnen.", "Een zonnedak op elke schuur."]);
}

inBrowser("in another language, what was filled in stays, and so does the order", async (t, open) => {
  const shuffled = example("energie");
  const page = await openPage(t, open, TAG, { "GET /survey.json": shuffled });
  const widget = await new Widget(page, shuffled).ready();
  await fillIn(widget);
  const order = () => widget.element.locator("[id^=points]").evaluateAll((fields) => fields.map(({ id }) => id));
  const before = await order();
  await widget.element.evaluate((element) => (element.lang = "en"));
  const english = new Widget(page, shuffled, "en");
  await english.heading(english.words(shuffled.title));
  assert.deepEqual(await order(), before);
  await isFilledIn(english);
  const names = (await english.events()).map(([name]) => name);
  assert.equal(names.filter((name) => name === "ready").length, 2);
  assert.equal((await english.response()).language, "en");
});

inBrowser("taken away and put back later, what was filled in is there again", async (t, open) => {
  const page = await openPage(t, open, `<div id="place">${TAG}</div>`);
  const widget = await new Widget(page, energie).ready();
  await fillIn(widget);
  await page.evaluate(() => {
    globalThis.away = document.querySelector("mienskip-survey");
    globalThis.away.remove();
  });
  await page.waitForTimeout(300);
  await page.evaluate(() => document.getElementById("place").append(globalThis.away));
  await widget.ready();
  await isFilledIn(widget);
});

inBrowser("a new version of the survey, or another one, begins empty; an unreadable one loses nothing", async (t, open) => {
  const page = await openPage(t, open, TAG, { "GET /new.json": { ...energie, version: "2" }, "GET /bad.json": "{" });
  const widget = await new Widget(page, energie).ready();
  await fillIn(widget);
  const show = (src) => widget.element.evaluate((element, src) => element.setAttribute("src", src), src);
  await show("/bad.json");
  await page.getByRole("alert").waitFor();
  await show("/survey.json");
  await widget.ready();
  await isFilledIn(widget);
  await show("/new.json");
  await widget.stands("Nog 100 van de 100 punten");
}, { complaints });

inBrowser("a copy of the element is a survey of its own, empty", async (t, open) => {
  const page = await openPage(t, open, TAG);
  const widget = await new Widget(page, energie).ready();
  await widget.give({ lead: 60 });
  await page.evaluate(() => document.querySelector("main").append(document.querySelector("mienskip-survey").cloneNode(true)));
  const copy = new Widget(page, energie);
  copy.element = page.locator("mienskip-survey").nth(1);
  await copy.element.locator("[part=bar]").getByText("Nog 100 van de 100 punten").waitFor();
  assert.equal(await copy.element.locator("#points-0").inputValue(), "0");
});

inBrowser("ten on a page: each its own, and the core is loaded once", async (t, open) => {
  const site = await serve(t, { "GET /survey.json": energie, "GET /test.html": pageOf(TAG.repeat(10)) });
  const page = await open(`${site.url}test.html`);
  await page.waitForFunction(() => globalThis.heard.filter(([name]) => name === "ready").length === 10);
  assert.equal(site.requests("GET /mienskip/core.wasm").length, 1);
  assert.equal(site.requests("GET /mienskip/locales/nl.json").length, 1);
  const points = () => page.locator("mienskip-survey").evaluateAll((all) => all.map(({ shadowRoot }) => shadowRoot.querySelector("#points-0").value));
  await page.locator("mienskip-survey").nth(7).locator("#more-0").click();
  assert.deepEqual(await points(), Array.from({ length: 10 }, (_, at) => (at === 7 ? "5" : "0")));
});

for (const [what, policy, script] of [
  ["the policy of the page", POLICY.replace(" 'wasm-unsafe-eval'", ""), ""],
  ["the browser", POLICY, "delete globalThis.WebAssembly;"],
]) {
  inBrowser(`where ${what} refuses WebAssembly, the same core runs as JavaScript, and the answer is valid`, async (t, open) => {
    const site = await serve(t, {
      "GET /survey.json": energie,
      "GET /before.js": script,
      "GET /test.html": pageOf(`<script src="/before.js"></script>${TAG}`),
    }, { policy });
    const page = await open(`${site.url}test.html`);
    const widget = await new Widget(page, energie).ready();
    assert.equal(await widget.element.getAttribute("data-engine"), "plain");
    assert.equal(site.requests("GET /mienskip/core.wasm").length, 0, "what cannot run is not fetched");
    await fillIn(widget);
    await isFilledIn(widget);
    const answer = await file(t, "answer.json", await widget.response());
    assert.equal((await verify(t, energie, answer)).status, 0);
  }, { complaints: /wasm-eval|unsafe-eval|Content Security Policy/ });
}

inBrowser("where WebAssembly runs, what stands in for it is not fetched", async (t, open) => {
  const site = await serve(t);
  const widget = await openWidget(open, site, energie);
  assert.equal(await widget.element.getAttribute("data-engine"), "wasm");
  assert.equal(site.requests("GET /mienskip/core.plain.js").length, 0);
  assert.equal(site.requests("GET /mienskip/problems.js").length, 0);
});

inBrowser("another `src` shows another survey, another `lang` another language", async (t, open) => {
  const werkstijl = example("werkstijl", { order: "fixed" });
  const page = await openPage(t, open, TAG, { "GET /other.json": werkstijl });
  await new Widget(page, energie).ready();
  await page.evaluate(() => document.querySelector("mienskip-survey").setAttribute("src", "/other.json"));
  const widget = new Widget(page, werkstijl);
  await widget.heading(widget.words(werkstijl.title));
  await page.evaluate(() => document.querySelector("mienskip-survey").setAttribute("lang", "en"));
  const english = new Widget(page, werkstijl, "en");
  await english.heading(english.words(werkstijl.title));
  await english.more("listen").click();
  await english.stands("95 of the 100 points left");
});

inBrowser("a survey without the language of the page is shown in one that it has, and says which", async (t, open) => {
  const werkstijl = example("werkstijl", { order: "fixed" });
  const page = await openPage(t, open, TAG, { "GET /survey.json": werkstijl }, { lang: "fy" });
  const widget = await new Widget(page, werkstijl).ready();
  await widget.heading(widget.words(werkstijl.title));
  const [[, ready]] = await widget.events();
  assert.equal(ready.language, "nl");
  // Whoever reads it aloud must know.
  assert.equal(await widget.send.evaluate((button) => button.closest("[lang]")?.lang), "nl");
});

for (const [what, routes, reason] of [
  ["a survey with errors", { "GET /survey.json": { ...energie, points: { total: 0 }, titel: "x" } }, "survey"],
  ["a survey that is no JSON", { "GET /survey.json": "<!doctype html>" }, "survey"],
  ["a survey that is not there", { "GET /survey.json": () => ({ status: 404, body: "{}" }) }, "load"],
  ["a core that is not there", { "GET /mienskip/core.wasm": () => ({ status: 404 }) }, "load"],
  ["a core that is no WebAssembly", { "GET /mienskip/core.wasm": () => ({ body: "nothing", type: "application/wasm" }) }, "load"],
  ["messages that are not there", { "GET /mienskip/locales/nl.json": () => ({ status: 404, body: "{}" }) }, "load"],
  ["messages that are no JSON", { "GET /mienskip/locales/nl.json": "<!doctype html>" }, null],
]) {
  inBrowser(
    `${what}: what the page says stays, with a sentence, and the page is told why`,
    async (t, open) => {
      const page = await openPage(t, open, TAG, routes);
      await page.getByRole("alert").waitFor();
      assert.ok(await page.getByText("Bel de gemeente.").isVisible(), "what the page itself says");
      assert.match(await page.getByRole("alert").innerText(), /\S.*\.$/, "a sentence");
      const [[name, detail], ...more] = await page.evaluate(() => globalThis.heard);
      assert.deepEqual([name, more], ["error", []]);
      if (reason) assert.equal(detail.reason, reason);
      if (reason === "survey") {
        assert.ok(detail.problems.length > 0);
        for (const { path, code, severity, message } of detail.problems) {
          assert.match(path, /^(\/.*)?$/);
          assert.match(code, /^[a-z]+(-[a-z]+)*$/);
          assert.equal(severity, "error");
          assert.match(message, /\.$/);
        }
      }
    },
    { complaints },
  );
}

inBrowser(
  "what failed to load is loaded when the page says so again",
  async (t, open) => {
    const routes = { "GET /later.json": () => ({ status: 503, body: "{}" }), "GET /again.json": energie };
    const page = await openPage(t, open, TAG.replace("survey.json", "later.json"), routes);
    await page.getByRole("alert").waitFor();
    await page.evaluate(() => document.querySelector("mienskip-survey").setAttribute("src", "/again.json"));
    await new Widget(page, energie).ready();
    assert.equal(await page.getByRole("alert").count(), 0);
    assert.equal(await page.getByText("Bel de gemeente.").isVisible(), false);
  },
  { complaints },
);

inBrowser("without script, what the page says is what there is", async (t, open) => {
  const site = await serve(t, { "GET /test.html": pageOf(TAG) });
  const page = await open(`${site.url}test.html`, { javaScriptEnabled: false });
  assert.ok(await page.getByText("Bel de gemeente.").isVisible());
});

inBrowser("two widgets on a page do not know of each other", async (t, open) => {
  const werkstijl = example("werkstijl", { order: "fixed" });
  const page = await openPage(t, open, TAG + TAG.replace("survey.json", "other.json"), { "GET /other.json": werkstijl });
  const [one, other] = [new Widget(page, energie), new Widget(page, werkstijl)];
  one.element = page.locator("mienskip-survey").nth(0);
  other.element = page.locator("mienskip-survey").nth(1);
  await one.more("lead").click();
  await other.more("listen").click();
  await other.more("listen").click();
  await one.stands("Nog 95 van de 100 punten");
  await other.stands("Nog 90 van de 100 punten");
  await other.button("spread").click();
  assert.deepEqual([await one.response(), (await other.response()).survey.id], [null, "werkstijl"]);
});

inBrowser("a survey given as a property before the script is there is shown", async (t, open) => {
  const page = await openPage(t, open, "<mienskip-survey></mienskip-survey><script src='/before.js'></script>", {
    "GET /before.js": `document.querySelector("mienskip-survey").survey = ${JSON.stringify(energie)};`,
  });
  const widget = await new Widget(page, energie).ready();
  assert.equal(await widget.element.evaluate((element) => element.survey.id), "energie");
  // And a new one given later takes its place.
  const werkstijl = example("werkstijl", { order: "fixed" });
  await widget.element.evaluate((element, survey) => (element.survey = survey), werkstijl);
  await widget.heading(new Widget(page, werkstijl).words(werkstijl.title));
});

inBrowser("a property with errors is told as well as a file with errors", async (t, open) => {
  const page = await openPage(t, open, TAG.replace('src="/survey.json"', ""));
  await page.evaluate(() => (document.querySelector("mienskip-survey").survey = { format: "mienskip-survey/1", titel: 1 }));
  await page.getByRole("alert").waitFor();
  const [[name, detail]] = await page.evaluate(() => globalThis.heard);
  assert.deepEqual([name, detail.problems[0].path, detail.problems[0].code], ["error", "/titel", "unknown-field"]);
}, { complaints });

inBrowser("nothing is stored on the device", async (t, open) => {
  const site = await serve(t);
  const widget = await openWidget(open, site, energie);
  await widget.give({ lead: 60, market: 40 });
  await widget.send.click();
  await widget.heading("Dank u wel. Uw antwoord is klaar.");
  const kept = await widget.page.evaluate(async () => [
    document.cookie, localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, (await caches.keys()).length,
  ]);
  assert.deepEqual(kept, ["", 0, 0, 0, 0]);
});

for (const [what, dates, sentence] of [
  ["not open yet", { opens: "2999-01-02" }, /^U kunt deze vragenlijst invullen vanaf 2 januari 2999\.$/],
  ["closed", { closes: "2001-01-02" }, /^Deze vragenlijst was open tot en met 2 januari 2001\.$/],
]) {
  inBrowser(`a survey that is ${what} can be read, says so, and cannot be filled in`, async (t, open) => {
    const page = await openPage(t, open, TAG, { "GET /survey.json": { ...energie, ...dates } });
    await page.getByText(sentence).waitFor();
    const widget = new Widget(page, energie);
    await page.getByText("Meer lezen").first().click();
    await page.getByText("Voordelen").first().waitFor();
    assert.equal(await widget.send.isVisible(), false);
    assert.equal(await widget.field("lead").isEnabled(), false);
  });
}

inBrowser("while an answer is on its way, a change of the page does not lose it", async (t, open) => {
  let answer;
  const site = await serve(t, {
    "POST /responses": () => new Promise((done) => (answer = () => done({ status: 201, body: "{}" }))),
  });
  const widget = await openWidget(open, site, energie, { attributes: 'endpoint="/responses"' });
  await widget.give({ lead: 60, market: 40 });
  await widget.send.click();
  await widget.button("sending").waitFor();
  await widget.element.evaluate((element) => element.setAttribute("lang", "en"));
  await widget.page.waitForTimeout(300);
  assert.equal((await widget.points()).lead, "60");
  answer();
  await widget.heading("Dank u wel. Uw antwoord is ontvangen.");
});
