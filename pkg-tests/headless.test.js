// Why: whoever uses `mienskip/core` (a server, a report, a page of their own) must get what the widget and the
// `mienskip` command get, under the names that are promised, and never an exception that says nothing.

import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { useBrowser } from "./support/browser.js";
import { verify } from "./support/collector.js";
import { NPM, example, file, fixture } from "./support/places.js";
import { page as pageOf, serve } from "./support/site.js";

const { load, Survey, SurveyError, InputError } = await import(pathToFileURL(join(NPM, "core.js")));
const inBrowser = useBrowser();
const energie = example("energie");
const points = { lead: 60, storage: 40 };

before(() => load());

/** What a call throws. */
function thrown(call) {
  try {
    call();
  } catch (error) {
    return error;
  }
  assert.fail("nothing was thrown");
}

/** The problems without their sentences, which may improve. */
const bare = (problems) => problems.map(({ path, code, severity }) => ({ path, code, severity }));

const wellFormed = (problems) => {
  for (const problem of problems) {
    assert.deepEqual(Object.keys(problem).sort(), ["code", "message", "path", "severity"]);
    assert.match(problem.path, /^(\/([^~/]|~[01])*)*$/, "a JSON pointer");
    assert.match(problem.code, /^[a-z]+(-[a-z]+)*$/);
    assert.ok(["error", "warning", "note"].includes(problem.severity));
    assert.match(problem.message, /\.$/);
    assert.doesNotMatch(problem.message, /\{\}|undefined/);
  }
};

test("the core loads from its own file, from bytes, from a module, and twice", async () => {
  await load();
  const bytes = await readFile(join(NPM, "core.wasm"));
  for (const [at, input] of [bytes, await WebAssembly.compile(bytes), pathToFileURL(join(NPM, "core.wasm"))].entries()) {
    const core = await import(`${pathToFileURL(join(NPM, "core.js"))}?${at}`);
    await core.load(input);
    assert.equal(core.Survey.from(energie).id, "energie");
  }
});

/** What a worker makes of a survey and a division; it says so in one message. */
const WORK = (core) => `
  const { load, Survey } = await import(${JSON.stringify(core)});
  await load();
  const survey = Survey.from(${JSON.stringify(energie)});
  const response = survey.respond(${JSON.stringify({ points })});
  const said = { digest: survey.digest, response, receipt: survey.receipt(response), ...survey.verify(response) };
`;

/** Holds what a worker said against what is said here. */
function sameAsHere({ digest, response, receipt, valid, problems }) {
  const survey = Survey.from(energie);
  assert.deepEqual([digest, receipt, valid, problems], [survey.digest, survey.receipt(response), true, []]);
  assert.deepEqual(survey.verify(response), { valid: true, problems: [] });
  assert.deepEqual([response.points.lead, response.points.storage], [60, 40]);
}

test("in a thread of Node it says the same", async () => {
  const thread = `(async () => {${WORK(pathToFileURL(join(NPM, "core.js")))}
    require("node:worker_threads").parentPort.postMessage(said);
  })()`;
  const [said] = await once(new Worker(thread, { eval: true }), "message");
  sameAsHere(said);
});

inBrowser("in a worker of a page it says the same, under the policy of the page", async (t, open) => {
  const site = await serve(t, {
    "GET /worker.js": `${WORK("/mienskip/core.js")} postMessage(said);`,
    "GET /test.html": pageOf("", { script: false }),
  });
  const page = await open(`${site.url}test.html`);
  const said = await page.evaluate(
    () =>
      new Promise((done, failed) => {
        // A page with Trusted Types says which scripts may run.
        const trusted = globalThis.trustedTypes.createPolicy("worker", { createScriptURL: (url) => url });
        const worker = new Worker(trusted.createScriptURL("/worker.js"), { type: "module" });
        worker.onmessage = ({ data }) => done(data);
        worker.onerror = ({ message }) => failed(new Error(message));
      }),
  );
  sameAsHere(said);
});

test("a survey tells its id, version, languages, digest and what the check found", () => {
  const survey = Survey.from({ ...energie, followUp: undefined });
  assert.deepEqual([survey.id, survey.version, survey.languages], ["energie", "2026-1", ["nl", "fy", "en"]]);
  assert.match(survey.digest, /^[0-9a-f]{64}$/);
  wellFormed(survey.problems);
  assert.deepEqual(bare(survey.problems), [{ path: "/followUp", code: "no-follow-up", severity: "warning" }]);
  assert.deepEqual(Survey.from(energie).problems, []);
});

test("a profile worked out by hand comes out under the promised names", () => {
  const profile = Survey.from(energie).profile({ points: { lead: 40, storage: 60 }, reasons: { lead: ["leadership"] } });
  assert.deepEqual(Object.keys(profile).sort(), ["exact", "margin", "method", "status", "strength", "values"]);
  assert.equal(profile.method, "emphasis/1");
  assert.deepEqual(Object.keys(profile.values[0]).sort(), ["emphasis", "exact", "id", "rank", "share"]);
  const leadership = profile.values.find(({ id }) => id === "leadership");
  // 40 points for one reason, and a seventh of 60.
  assert.equal(leadership.exact.share, "17/35");
  assert.equal(leadership.share, 17 / 35);
});

test("every profile vector comes out to the last bit", () => {
  const vectors = fixture("profile.json");
  assert.ok(vectors.length > 0);
  for (const { name, survey, input, profile } of vectors) {
    assert.deepEqual(Survey.from(survey).profile(input), profile, name);
  }
});

inBrowser("every profile vector comes out to the last bit in a browser too", async (t, open) => {
  const vectors = fixture("profile.json");
  const site = await serve(t, {
    "GET /test.html": pageOf('<script type="module" src="/test.js"></script>', { script: false }),
    "GET /test.js": `import { load, Survey } from "/mienskip/core.js";
      await load();
      globalThis.profile = (survey, input) => Survey.from(survey).profile(input);`,
  });
  const page = await open(`${site.url}test.html`);
  await page.waitForFunction(() => globalThis.profile);
  const profiles = await page.evaluate(
    (vectors) => vectors.map(({ survey, input }) => globalThis.profile(survey, input)),
    vectors,
  );
  assert.deepEqual(profiles, vectors.map(({ profile }) => profile));
});

test("every response vector is accepted, with its receipt, and still is without the resident's own words", () => {
  for (const { survey: document, digest, responses } of fixture("responses.json")) {
    const survey = Survey.from(document);
    assert.equal(survey.digest, digest);
    for (const { name, input, response, receipt, redacted } of responses) {
      assert.deepEqual(survey.verify(response), { valid: true, problems: [] }, name);
      assert.deepEqual(survey.verify(redacted), { valid: true, problems: [] }, name);
      assert.deepEqual([survey.receipt(response), survey.receipt(redacted)], [receipt, receipt], name);
      // The same answer again differs in nothing but its stamp.
      const again = survey.respond(input);
      const { id, day, salt } = response;
      assert.deepEqual({ ...again, id, day, ...(salt && { salt }) }, response, name);
    }
  }
});

test("every broken survey is refused with the problems it has, as a text and as a value alike", () => {
  const { documents } = fixture("problems.json");
  assert.ok(documents.length > 0);
  for (const { name, text, textOnly, problems } of documents) {
    const given = textOnly ? [text] : [text, JSON.parse(text)];
    const errors = problems.some(({ severity }) => severity === "error");
    for (const document of given) {
      const found = errors ? thrown(() => Survey.from(document)) : Survey.from(document);
      if (errors) assert.ok(found instanceof SurveyError, name);
      wellFormed(found.problems);
      assert.deepEqual(bare(found.problems), problems, name);
    }
  }
});

test("every broken answer is told as it is, by `profile`, `respond` and `verify`, as a text and as a value alike", () => {
  const { surveys, answers } = fixture("problems.json");
  assert.ok(answers.length > 0);
  for (const { name, survey: which, call, text, textOnly, problems } of answers) {
    const survey = Survey.from(surveys[which]);
    for (const answer of textOnly ? [text] : [text, JSON.parse(text)]) {
      let found = [];
      if (call === "verify") {
        const verdict = survey.verify(answer);
        assert.equal(verdict.valid, problems.length === 0, name);
        found = verdict.problems;
      } else if (problems.length) {
        const error = thrown(() => survey[call](answer));
        assert.ok(error instanceof InputError && !(error instanceof SurveyError), name);
        found = error.problems;
      } else {
        survey[call](answer);
      }
      wellFormed(found);
      assert.deepEqual(bare(found), problems, name);
    }
  }
});

test("errors are what they say they are", () => {
  const error = thrown(() => Survey.from({ ...energie, titel: "x", points: { total: 0 } }));
  assert.ok(error instanceof SurveyError && error instanceof Error);
  assert.equal(error.name, "SurveyError");
  assert.ok(error.problems.length >= 2, "all of them at once");
  for (const { path, message } of error.problems) assert.ok(error.message.includes(path) && error.message.includes(message));
  const wrong = thrown(() => Survey.from(energie).profile({ points: { lead: 1.5, nobody: 1 } }));
  assert.ok(wrong instanceof InputError && !(wrong instanceof SurveyError));
  assert.equal(wrong.name, "InputError");
  assert.deepEqual(bare(wrong.problems), [
    { path: "/points/lead", code: "not-a-whole-number", severity: "error" },
    { path: "/points/nobody", code: "unknown-id", severity: "error" },
  ]);
});

test("a response is accepted by whoever checks it: the same core, and the `mienskip` command", async (t) => {
  const survey = Survey.from(energie);
  const response = survey.respond({
    points,
    first: { lead: 100 },
    reasons: { lead: ["leadership"] },
    motivations: { storage: "Anders waait het weg." },
    answers: { place: "heeg", informed: 4 },
    language: "fy",
    order: energie.scenarios.map(({ id }) => id).reverse(),
    idea: "Een warmtenet.",
    fit: "partly",
    source: "brief",
  });
  assert.deepEqual(survey.verify(response), { valid: true, problems: [] });
  const report = await verify(t, energie, await file(t, "answer.json", response));
  assert.deepEqual([report.status, report.responses[0].receipt], [0, survey.receipt(response)]);
  assert.match(response.id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.notEqual(survey.respond({ points }).id, survey.respond({ points }).id);
  assert.deepEqual(survey.respond({ none: true }).points, {
    lead: 0, residents: 0, market: 0, "large-scale": 0, storage: 0, supplier: 0,
  });
});

test("any change of what counts in a response is found", () => {
  const survey = Survey.from(energie);
  const response = survey.respond({ points });
  for (const [path, change] of [
    ["/points", (copy) => (copy.points.lead = 61)],
    ["/points", (copy) => (copy.points = { lead: 100 })],
    ["/profile/values/2/exact/share", (copy) => (copy.profile.values[2].exact.share = "1/1")],
    ["/survey/digest", (copy) => (copy.survey.digest = "0".repeat(64))],
    ["/ip", (copy) => (copy.ip = "192.0.2.1")],
    ["/id", (copy) => delete copy.id],
  ]) {
    const copy = structuredClone(response);
    change(copy);
    const { valid, problems } = survey.verify(copy);
    assert.equal(valid, false, path);
    wellFormed(problems);
    if (!path.startsWith("/points") || copy.points.lead === 61) assert.equal(problems[0].path, path);
  }
});

test("`verify` never throws, whatever it is given", () => {
  const survey = Survey.from(energie);
  const cycle = survey.respond({ points });
  cycle.self = cycle;
  const trap = new Proxy({}, { ownKeys: () => { throw new RangeError("no"); } });
  const deep = (depth) => `${"[".repeat(depth)}${"]".repeat(depth)}`;
  let nested = [];
  for (let depth = 0; depth < 100_000; depth++) nested = [nested];
  for (const [name, given] of Object.entries({
    nothing: undefined, null: null, true: true, number: 1, "not a number": NaN, text: "answer", empty: "",
    symbol: Symbol("x"), function: () => 1, bigint: 1n, "bigint inside": { points: { lead: 1n } }, date: new Date(NaN),
    list: [], object: {}, cycle, map: new Map([[1, 2]]), bytes: new Uint8Array(8), promise: Promise.resolve(),
    "own toJSON": { toJSON: () => { throw new Error("no"); } }, "toJSON of nothing": { toJSON: () => undefined },
    proxy: trap, getter: { get points() { throw new Error("no"); } }, "no prototype": Object.create(null),
    "lone surrogate": { id: "\ud800" }, "deep text": deep(100_000), "deep value": nested,
    "long text": "x".repeat(5_000_000), "long list": new Array(300_000).fill(0), "long id": { [`${"x".repeat(1e6)}`]: 1 },
    "__proto__": JSON.parse('{"__proto__": {"valid": true}}'),
  })) {
    const verdict = survey.verify(given);
    assert.deepEqual(Object.keys(verdict).sort(), ["problems", "valid"], name);
    assert.equal(verdict.valid, false, name);
    assert.ok(verdict.problems?.length > 0, `${name}: no problem is told`);
    wellFormed(verdict.problems);
  }
  assert.equal(survey.verify(survey.respond({ points })).valid, true, "and is as well as before");
});

test("`Survey.from` and the other calls throw their own errors, whatever they are given", () => {
  const survey = Survey.from(energie);
  const cycle = {};
  cycle.self = cycle;
  for (const given of [undefined, null, 1n, cycle, () => 1, Symbol("x"), "", "{", [], { format: 1 }]) {
    const error = thrown(() => Survey.from(given));
    assert.ok(error instanceof SurveyError, `${error}`);
    wellFormed(error.problems);
    for (const call of ["profile", "respond"]) {
      const error = thrown(() => survey[call](given));
      assert.ok(error instanceof InputError, `${call}: ${error}`);
      wellFormed(error.problems);
    }
  }
});

test("a division makes the moves of the widget, and says what each did", () => {
  const division = Survey.from(energie).allocation();
  assert.deepEqual(division.set("lead", 40), {
    changes: [{ scenario: "lead", from: 0, to: 40 }], refusals: [], left: 60, complete: false,
  });
  assert.deepEqual(division.add("lead", 5).left, 55);
  assert.deepEqual(division.take("lead", 5).left, 60);
  division.lock("lead");
  assert.deepEqual(division.locked, ["lead"]);
  assert.deepEqual(bareRefusals(division.set("lead", 1)), [["lead", "locked"]]);
  assert.equal(division.points.lead, 40);
  const { changes, complete } = division.spread();
  assert.deepEqual([changes.length, complete, division.left], [5, true, 0]);
  division.undo();
  assert.deepEqual([division.left, division.canRedo], [60, true]);
  division.redo();
  assert.deepEqual([division.left, division.canRedo, division.canUndo], [0, false, true]);
  division.clear();
  assert.equal(division.points.lead, 40, "what is locked stays");
  division.unlock("lead");
  division.clear();
  assert.equal(division.fill("market").left, 0);
  assert.deepEqual(bareRefusals(division.fill("lead")), [["lead", "nothing-left"]]);
  division.add("lead", 5);
  assert.deepEqual([division.left, division.complete], [-5, false]);
  division.clear();
  assert.deepEqual(division.spread(["lead", "market"]).changes, [
    { scenario: "lead", from: 0, to: 50 }, { scenario: "market", from: 0, to: 50 },
  ]);
});

const bareRefusals = ({ refusals }) =>
  refusals.map(({ scenario, code, message }) => {
    assert.match(message, /^[A-Z].*\.$/);
    return [scenario, code];
  });

test("a move that cannot be read is an input error with its problems, and changes nothing", () => {
  const division = Survey.from(energie).allocation();
  for (const move of [
    () => division.set("nobody", 1), () => division.set("lead", 1.5), () => division.set("lead", -1),
    () => division.set("lead"), () => division.set("lead", "5"), () => division.set("lead", NaN),
    () => division.spread(["lead", "nobody"]), () => division.lock(), () => division.set("lead", 2e9),
  ]) {
    const error = thrown(move);
    assert.ok(error instanceof InputError, `${error}`);
    assert.ok(error.problems.length > 0);
    wellFormed(error.problems);
  }
  assert.deepEqual([division.left, division.canUndo], [100, false]);
});

test("two divisions of one survey do not know of each other", () => {
  const survey = Survey.from(energie);
  const [one, other] = [survey.allocation(), survey.allocation()];
  one.set("lead", 40);
  assert.deepEqual([one.left, other.left, other.canUndo], [60, 100, false]);
});

test("the widget can be imported where there is no page, without effect", async () => {
  const { MienskipSurvey } = await import(pathToFileURL(join(NPM, "mienskip.js")));
  assert.equal(typeof MienskipSurvey, "function");
  assert.equal(globalThis.customElements, undefined);
});

test("the core is loaded from the address of its file, as text too, and says so when it is not there yet", async () => {
  const fresh = await import(`${pathToFileURL(join(NPM, "core.js"))}?fresh`);
  assert.throws(() => fresh.Survey.from(energie), /load\(\)/);
  await fresh.load(pathToFileURL(join(NPM, "core.wasm")).href);
  assert.equal(fresh.Survey.from(energie).id, "energie");
});

test("a scenario named twice in a move, and what is no response, are problems", () => {
  const survey = Survey.from(energie);
  const twice = thrown(() => survey.allocation().spread(["lead", "lead"]));
  assert.ok(twice instanceof InputError);
  assert.deepEqual(bare(twice.problems), [{ path: "/scenarios/1", code: "duplicate-id", severity: "error" }]);
  for (const nothing of [null, 5, [], "7"]) {
    assert.equal(thrown(() => survey.receipt(nothing)).problems[0].code, "not-an-object");
  }
});

test("what throws while it is written, and what is too large, is told as a problem", () => {
  const survey = Survey.from(energie);
  for (const hostile of [{ toJSON() { throw Object.create(null); } }, { toJSON() { throw { get message() { throw 1; } }; } }]) {
    const { valid, problems } = survey.verify(hostile);
    assert.deepEqual([valid, bare(problems)], [false, [{ path: "", code: "not-json", severity: "error" }]]);
    assert.ok(thrown(() => survey.profile(hostile)) instanceof InputError);
  }
  const large = "a".repeat(3e8);
  for (let times = 0; times < 8; times++) assert.equal(survey.verify(large).problems[0].code, "too-large");
  assert.equal(survey.verify("\u20ac".repeat(1e6)).problems[0].code, "too-large");
  assert.equal(survey.profile({ points }).status, "ok");
});
