// Why: residents come with whatever browser they have, and the three engines differ in focus, keys, forms and policies.
// One scenario, from the question to the receipt, is run in each; and what an engine cannot tell us is itself tested.

import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { collect, verify } from "./support/collector.js";
import { ENGINES } from "./support/engines.js";
import { example, file, messages } from "./support/places.js";
import { page, serve } from "./support/site.js";

const survey = example("energie", { order: "fixed" });
const WITNESS = '<script src="/witness.js"></script>';
const witness = await readFile(new URL("support/witness.js", import.meta.url), "utf8");
const title = (id) => survey.scenarios.find((scenario) => scenario.id === id).title.nl;
const value = (id) => survey.values.find((value) => value.id === id).title.nl;
const question = (id) => survey.questions.find((question) => question.id === id);
const say = messages("nl");

/** What a resident looks for. */
const heading = (named) => ({ css: "h2, h3, legend", named });
const button = (named) => ({ css: "button", named });
const more = (id) => button(`5 punten meer voor ${title(id)}`);
const points = (id) => ({ css: "input[inputmode=numeric]", named: title(id) });
const bar = (named) => ({ css: "[part=bar] p", named });
const why = (id) => ({ css: ".why summary", under: title(id) });
const reason = (id, of) => ({ css: "[type=checkbox]", named: value(of), under: title(id) });
const motivation = (id) => ({ css: "textarea", under: title(id) });
const rest = (id) => button(`De rest hier: ${title(id)}`);
const THANKS = heading(say.sent);

/**
 * What each engine tells of a page that does what none may do. `engine` is the console as a protocol hands it over, with
 * what the engine itself writes there; the driver of WebKitGTK has none, and its browser prints none under automation.
 */
const TELLS = {
  Chromium: ["console", "engine", "left", "policy", "uncaught"],
  "Firefox ESR": ["console", "engine", "left", "policy", "uncaught"],
  WebKitGTK: ["console", "left", "policy", "uncaught"],
};

/** Waits until something is so; a loaded machine is slow, not wrong. */
async function until(what, so) {
  for (const late = Date.now() + 20_000; Date.now() < late; await wait(50)) if (await so()) return;
  assert.fail(`in vain: ${what}`);
}

for (const [name, start] of Object.entries(ENGINES)) {
  describe(name, { timeout: 180_000 }, () => {
    let engine;
    before(async () => {
      engine = await start();
    });
    after(() => engine?.close());

    const inSight = (wanted) =>
      until(JSON.stringify(wanted), () => engine.tab.run((wanted) => Boolean(globalThis.witness?.find(wanted)), wanted));
    const press = async (wanted) => {
      await inSight(wanted);
      await engine.tab.press(wanted);
    };
    const inField = (wanted) => engine.tab.run((wanted) => globalThis.witness.find(wanted).value, wanted);
    /** Moves the focus with Tab until it is there. */
    const reach = async (wanted) => {
      for (let presses = 0; presses < 100; presses++) {
        if (await engine.tab.run((wanted) => globalThis.witness.focused(globalThis.witness.find(wanted)), wanted)) return;
        await engine.tab.key("Tab");
      }
      assert.fail(`Tab does not lead to ${JSON.stringify(wanted)}`);
    };

    /** Opens the page under the strict policy; the answers go to a collector, past the site. */
    const open = async (t) => {
      const collector = await collect(t, survey);
      const relay = async (body) => {
        const reply = await fetch(new URL("/responses", collector.url), {
          method: "POST",
          headers: { "content-type": "application/json" },
          body,
        });
        return { status: reply.status, body: await reply.text(), type: reply.headers.get("content-type") };
      };
      const site = await serve(t, {
        "GET /witness.js": witness,
        "GET /survey.json": survey,
        "GET /test.html": page(`${WITNESS}<mienskip-survey src="/survey.json" endpoint="/responses"></mienskip-survey>`),
        "POST /responses": relay,
      });
      await engine.tab.go(`${site.url}test.html`);
      await inSight(button(say.send));
      return collector;
    };

    /** One answer is stored, the command accepts it, and the receipt on the page is its receipt. */
    const stored = async (t, collector) => {
      await inSight(THANKS);
      const report = await verify(t, survey, await collector.stored());
      assert.deepEqual([report.status, report.valid, report.responses.length], [0, true, 1], JSON.stringify(report));
      await inSight({ css: "p", named: say.receipt.replace("{receipt}", report.responses[0].receipt) });
      assert.deepEqual(await engine.tab.faults(), [], "what no page may do");
      const [answer] = await collector.answers();
      return answer;
    };

    test("with the mouse: from the question to the receipt", async (t) => {
      const { tab } = engine;
      const collector = await open(t);
      await inSight(heading(survey.question.nl));
      await press(points("storage"));
      await tab.type("40");
      await press(more("residents"));
      await inSight(bar("Nog 55 van de 100 punten"));
      await press(more("residents"));
      await inSight(bar("Nog 50 van de 100 punten"));
      await press(button(say.undo));
      await inSight(bar("Nog 55 van de 100 punten"));
      assert.equal(await inField(points("residents")), "5");
      await press(more("residents"));
      await press(points("lead"));
      await press(rest("lead"));
      await inSight(bar("Alle 100 punten verdeeld"));
      await press(button(say.undo));
      await inSight(bar("Nog 50 van de 100 punten"));
      await press(button(say.spread));
      await inSight(bar("Alle 100 punten verdeeld"));
      assert.equal(await inField(points("storage")), "48");
      await press(why("storage"));
      await press(reason("storage", "landscape"));
      await press(motivation("storage"));
      await tab.type("Eén accu per dorp 😀");
      await press({ css: "[type=radio]", named: "Een beetje" });
      await press({ css: "[type=radio]", named: "5 – Heel goed" });
      await press(button(say.send));
      const answer = await stored(t, collector);
      // The 50 points that were left are 8 for each, and one more for the first two.
      assert.deepEqual(answer.points, { lead: 9, residents: 19, market: 8, "large-scale": 8, storage: 48, supplier: 8 });
      assert.deepEqual([answer.reasons, answer.motivations], [{ storage: ["landscape"] }, { storage: "Eén accu per dorp 😀" }]);
      assert.deepEqual([answer.fit, answer.answers], ["partly", { informed: 5 }]);
    });

    test("with the keyboard alone: the same", async (t) => {
      const { tab } = engine;
      const collector = await open(t);
      await reach(points("lead"));
      await tab.type("35");
      for (let presses = 0; presses < 5; presses++) await tab.key("ArrowUp");
      assert.equal(await inField(points("lead")), "40");
      await reach(why("lead"));
      await tab.key("Enter");
      await reach(reason("lead", "cooperation"));
      await tab.key(" ");
      await reach(motivation("lead"));
      await tab.type("Eén plan 😀");
      await reach(more("residents"));
      await tab.key("Enter");
      await tab.key(" ");
      await inSight(bar("Nog 50 van de 100 punten"));
      await reach(rest("storage"));
      await tab.key("Enter");
      await inSight(bar("Alle 100 punten verdeeld"));
      await reach({ css: "select", named: `${question("place").title.nl} ${say.optional}` });
      await tab.type("Hee");
      await reach({ css: "[type=radio]", named: "1 – Helemaal niet goed" });
      for (let presses = 0; presses < 3; presses++) await tab.key("ArrowRight");
      await reach(button(say.send));
      await tab.key("Enter");
      const answer = await stored(t, collector);
      assert.deepEqual(answer.points, { lead: 40, residents: 10, market: 0, "large-scale": 0, storage: 50, supplier: 0 });
      assert.deepEqual([answer.reasons, answer.motivations], [{ lead: ["cooperation"] }, { lead: "Eén plan 😀" }]);
      assert.deepEqual(answer.answers, { place: "heeg", informed: 4 });
    });

    test("in a plain form: what is not ready is held back, and the form's own button posts the answer", async (t) => {
      const { tab } = engine;
      const site = await serve(t, {
        "GET /witness.js": witness,
        "GET /survey.json": survey,
        "GET /test.html": page(
          `${WITNESS}<form method="post" action="/form"><label>Naam <input name="who"></label>
          <mienskip-survey name="answer" src="/survey.json"></mienskip-survey><button>Naar de gemeente</button></form>`,
        ),
        "POST /form": () => ({ type: "text/html; charset=utf-8", body: page("<h2>Bedankt</h2>", { script: false }) }),
      });
      await tab.go(`${site.url}test.html`);
      await press(points("lead"));
      await tab.type("60");
      await press(button("Naar de gemeente"));
      await inSight(heading(say.needed));
      assert.deepEqual(site.bodies("POST /form"), [], "half an answer was posted");
      await press(points("storage"));
      await press(rest("storage"));
      await inSight(bar("Alle 100 punten verdeeld"));
      await press(button("Naar de gemeente"));
      await until("the form arrives", () => site.bodies("POST /form").length);
      await until("the page after it", () => tab.run(() => document.querySelector("h2")?.textContent === "Bedankt"));
      const [form] = site.bodies("POST /form").map((body) => new URLSearchParams(body));
      assert.deepEqual([...form.keys()], ["who", "answer"]);
      const report = await verify(t, survey, await file(t, "answers.ndjson", form.get("answer")));
      assert.deepEqual([report.status, report.responses.length], [0, 1], JSON.stringify(report));
      assert.deepEqual(await tab.faults(), [], "what no page may do");
    });

    test("what was kept on the device is there the next time, opens for paper, and can be forgotten", async (t) => {
      const { tab } = engine;
      const site = await serve(t, {
        "GET /witness.js": witness,
        "GET /survey.json": survey,
        "GET /test.html": page(`${WITNESS}<mienskip-survey src="/survey.json"></mienskip-survey>`),
      });
      const kept = () => tab.run(() => Object.keys(localStorage));
      await tab.go(`${site.url}test.html`);
      await press(points("lead"));
      await tab.type("60");
      await press(points("storage"));
      await press(rest("storage"));
      assert.deepEqual(await kept(), []);
      await press({ css: "#tick-0" });
      await until("it is kept", async () => (await kept()).length > 0);
      await tab.go(`${site.url}test.html`);
      await inSight({ css: "#said-0", named: say["draft-back"] });
      await inSight(bar("Alle 100 punten verdeeld"));
      assert.deepEqual([await inField(points("lead")), await inField(points("storage"))], ["60", "40"]);
      const open = (type) => tab.run((type) => (dispatchEvent(new Event(type)), document.querySelector("mienskip-survey").shadowRoot.getElementById("table-0").open), type);
      assert.deepEqual([await open("beforeprint"), await open("afterprint")], [true, false]);
      await press(button(say.forget));
      await until("it is forgotten", async () => (await kept()).length === 0);
      assert.equal(await inField(points("lead")), "60", "what is on the screen stays");
      // Who leaves with that is asked first, and a driver does not answer.
      await tab.run(() => document.querySelector("mienskip-survey").remove());
      assert.deepEqual(await tab.faults(), [], "what no page may do");
    });

    test("what goes wrong is noticed, as far as this engine tells", async (t) => {
      const { tab } = engine;
      t.diagnostic(`${name} ${engine.version} tells of: ${TELLS[name].join(", ")}`);
      const site = await serve(t, { "GET /witness.js": witness, "GET /test.html": page(WITNESS, { script: false }) });
      await tab.go(`${site.url}test.html`);
      assert.deepEqual(await tab.faults(), []);
      await tab.run(() => {
        console.error("said by the page");
        setTimeout(() => {
          throw new Error("nobody catches this");
        });
        document.body.append(Object.assign(new Image(), { src: "http://elsewhere.invalid/x.png" }));
        // No policy stands in the way of a link.
        const link = Object.assign(document.createElement("a"), { href: "http://elsewhere.invalid/", target: "_self" });
        document.body.append(link);
      });
      const kinds = async () => [...new Set((await tab.faults()).map((fault) => fault.split(":")[0]))].sort();
      await until("the page told", async () => (await kinds()).includes("policy") && (await kinds()).includes("uncaught"));
      const before = await kinds();
      await tab.run(() => void setTimeout(() => document.querySelector("a").click()));
      await until("the page left", async () => tab.left().length > 0);
      assert.deepEqual([...new Set([...before, ...tab.left().map((fault) => fault.split(":")[0])])].sort(), TELLS[name]);
    });
  });
}
