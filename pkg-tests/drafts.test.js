// Why: what a resident fills in may be about themselves, and the device may be a library's. Nothing is kept on it unless
// they ask; then they see until when, and can end it; and whatever else happens to the store, the survey goes on.

import assert from "node:assert/strict";
import { findings } from "./support/axe.js";
import { useBrowser, NARROW } from "./support/browser.js";
import { example } from "./support/places.js";
import { page as pageOf, serve } from "./support/site.js";
import { Widget, hasFocus, openWidget } from "./support/widget.js";

const inBrowser = useBrowser();
const survey = example("energie", { order: "fixed" });
const NAME = "mienskip energie";
const DAY = 86_400_000;
const POST = "POST /responses";
const ENDPOINT = 'endpoint="/responses"';
const complaints = /Failed to load resource/;

/** A day so many days from now, as the formats write it, where the browser is. */
const day = (days) => new Date(Date.now() + days * DAY).toLocaleDateString("sv");

/** A draft of the survey as it is kept, with these changes. */
const draft = (changes = {}) => ({
  version: 1,
  until: day(14),
  of: `energie ${survey.version}`,
  seed: 1,
  fields: [["points-0", "60"], ["points-4", "40"], ["motivations-0", "Iemand moet beginnen."], ["reason-0-0", "on"], ["answers-0", "heeg"]],
  ...changes,
});

class Kept extends Widget {
  constructor(...given) {
    super(...given);
    this.tick = this.element.getByRole("checkbox", { name: /^Bewaar wat ik invul op dit apparaat, tot \d+ [a-z]+ \d{4}$/ });
    this.forget = this.button("forget");
    this.told = this.element.locator("#told-0");
  }

  /** What is on the device under the name of this survey, as text; `null` for nothing. */
  item() {
    return this.page.evaluate((name) => localStorage.getItem(name), NAME);
  }

  /** Waits until what is kept on the device has this in it. */
  async keeps(text) {
    await this.page.waitForFunction(([name, text]) => localStorage.getItem(name)?.includes(text), [NAME, text]);
  }

  async says(name) {
    await this.told.getByText(this.say(`draft-${name}`), { exact: true }).waitFor();
  }

  /** Waits until the live region has said this. */
  async announces(name) {
    await this.status.filter({ hasText: this.say(`draft-${name}`) }).waitFor({ state: "attached" });
  }

  /** Nothing more is kept, and the tick says so; what is on the screen stays. */
  async hasStopped(points) {
    assert.equal(await this.tick.isChecked(), false, "the tick");
    assert.equal(await this.forget.isVisible(), false, "there is nothing to forget");
    assert.equal((await this.points()).lead, points, "what is on the screen");
    const before = await this.item();
    await this.more("market").click();
    await this.page.waitForTimeout(1300);
    assert.equal(await this.item(), before, "what is on the device");
  }
}

/** All that a page can leave on a device. */
const traces = (page) =>
  page.evaluate(async () => [
    document.cookie, ...Object.keys(localStorage), sessionStorage.length, (await indexedDB.databases()).length, (await caches.keys()).length,
  ]);
const NOTHING = ["", 0, 0, 0];

/** The widget on a page where this is on the device before. */
async function openKept(t, open, { there, attributes = ENDPOINT, changes = {}, language, before = "", answer = () => ({ status: 201, body: "{}" }), ...options } = {}) {
  const site = await serve(t, {
    [POST]: answer,
    "GET /survey.json": { ...survey, ...changes },
    "GET /empty.html": pageOf("<p>Leeg</p>", { script: false }),
    "GET /before.js": before,
    "GET /test.html": pageOf(`<script src="/before.js"></script><mienskip-survey src="/survey.json" ${attributes}></mienskip-survey>`, { lang: language }),
  });
  const page = await open(`${site.url}empty.html`, options);
  if (there !== undefined) {
    const text = typeof there === "string" ? there : JSON.stringify(there);
    await page.evaluate(([name, text]) => localStorage.setItem(name, text), [NAME, text]);
  }
  await page.goto(`${site.url}test.html`);
  return Object.assign(await new Kept(page, survey, language).ready(), { site });
}

/** The same page in another tab of the same browser. */
async function another(widget) {
  const page = await widget.page.context().newPage();
  await page.goto(widget.page.url());
  return new Kept(page, survey).ready();
}

inBrowser("before the tick nothing is on the device, however long one fills in and wherever one goes", async (t, open) => {
  const widget = await openKept(t, open);
  await widget.give({ lead: 60, storage: 20 });
  await widget.why("lead");
  await widget.motivation("lead").fill("Iemand moet beginnen.");
  assert.equal(await widget.tick.isChecked(), false);
  assert.equal(await widget.forget.isVisible(), false);
  await widget.page.waitForTimeout(1300);
  assert.deepEqual(await traces(widget.page), NOTHING);
  await widget.page.goto(`${widget.site.url}empty.html`);
  assert.deepEqual(await traces(widget.page), NOTHING);
  await widget.page.goto(`${widget.site.url}test.html`);
  await widget.stands("Nog 100 van de 100 punten");
});

inBrowser("a tick keeps what is filled in for two weeks, in one place, and says so; nothing else is on the device", async (t, open) => {
  const widget = await openKept(t, open, { clock: new Date(2026, 10, 23, 12) });
  await widget.give({ lead: 60 });
  const label = widget.element.getByText("Bewaar wat ik invul op dit apparaat, tot 7 december 2026", { exact: true });
  await label.click();
  await widget.says("on");
  await widget.announces("on");
  assert.ok(await widget.element.getByText(widget.say("draft-where"), { exact: true }).isVisible());
  const { seed, ...rest } = JSON.parse(await widget.item());
  assert.ok(Number.isSafeInteger(seed));
  const fields = survey.scenarios.map((scenario, at) => [`points-${at}`, at ? "0" : "60"]);
  assert.deepEqual(rest, { version: 1, until: "2026-12-07", of: `energie ${survey.version}`, fields });
  assert.deepEqual(await traces(widget.page), ["", NAME, 0, 0, 0]);
});

inBrowser("what was kept is there again, with the order of the plans, told at the top and aloud, and can be forgotten there", async (t, open) => {
  const widget = await openKept(t, open, { changes: { order: "random" } });
  const order = () => widget.element.locator("[id^=points]").evaluateAll((fields) => fields.map(({ id }) => id));
  const before = await order();
  await widget.tick.check();
  await widget.give({ lead: 60, market: 35 });
  await widget.field("storage").fill("veel");
  await widget.why("lead");
  await widget.reason("lead", "leadership").check();
  await widget.motivation("lead").fill("Iemand moet beginnen.");
  await widget.element.getByRole("textbox", { name: widget.say("idea") }).fill("Een zonnedak\nop elke schuur.");
  await widget.page.getByLabel("Waar woont u?").selectOption("heeg");
  await widget.element.getByRole("radio", { name: /^5/ }).check();
  // At once: what was not yet kept when the page goes, is kept then.
  await widget.page.reload();
  await widget.says("back");
  assert.deepEqual(await order(), before);
  const { lead, market, storage } = await widget.points();
  assert.deepEqual([lead, market, storage], ["60", "35", "veel"]);
  assert.ok(await widget.tick.isChecked());
  const box = await widget.told.boundingBox();
  assert.ok(box.y > 0 && box.y + box.height < 800, "in view");
  assert.ok((await widget.forget.boundingBox()).y < box.y + box.height, "beside what is told");
  await widget.announces("back");
  await widget.give({ storage: 5 });
  const { motivations, reasons, idea, answers } = await widget.response();
  assert.deepEqual([motivations.lead, reasons.lead, idea], ["Iemand moet beginnen.", ["leadership"], "Een zonnedak\nop elke schuur."]);
  assert.deepEqual([answers[survey.questions[0].id], answers[survey.questions[2].id]], ["heeg", 5]);
  await widget.forget.click();
  await widget.says("off");
  assert.ok(await hasFocus(widget.told), "the focus is not lost");
  assert.deepEqual(await traces(widget.page), NOTHING);
  await widget.hasStopped("60");
  await widget.page.reload();
  await widget.stands("Nog 100 van de 100 punten");
});

inBrowser("what changes is kept a moment later, until the tick goes", async (t, open) => {
  const widget = await openKept(t, open);
  await widget.tick.check();
  await widget.give({ lead: 60 });
  await widget.keeps('["points-0","60"]');
  await widget.page.getByLabel("Waar woont u?").selectOption("sneek");
  await widget.keeps("sneek");
  await widget.tick.uncheck();
  await widget.says("off");
  assert.deepEqual(await traces(widget.page), NOTHING);
  await widget.hasStopped("60");
});

inBrowser("in another language the tick stays, and what is filled in goes on being kept", async (t, open) => {
  const widget = await openKept(t, open);
  await widget.tick.check();
  await widget.give({ lead: 60 });
  await widget.element.evaluate((element) => (element.lang = "en"));
  const english = new Kept(widget.page, survey, "en");
  await english.says("on");
  const tick = english.element.getByRole("checkbox", { name: /^Keep what I fill in on this device, until \d+ [A-Z][a-z]+ \d{4}$/ });
  assert.ok(await tick.isChecked());
  await english.give({ market: 15 });
  await english.keeps('["points-2","15"]');
});

inBrowser("taken away and put back, it goes on being kept", async (t, open) => {
  const widget = await openKept(t, open);
  await widget.tick.check();
  await widget.give({ lead: 60 });
  await widget.element.evaluate(async (element) => {
    const parent = element.parentNode;
    element.remove();
    await new Promise((done) => setTimeout(done, 100));
    parent.append(element);
  });
  await widget.says("on");
  assert.ok(await widget.tick.isChecked());
  await widget.give({ market: 15 });
  await widget.keeps('["points-2","15"]');
});

inBrowser("what is over is wiped without a word", async (t, open) => {
  for (const until of [day(0), day(-1)]) {
    const widget = await openKept(t, open, { there: draft({ until }) });
    await widget.stands("Nog 100 van de 100 punten");
    assert.equal(await widget.told.isVisible(), false);
    assert.deepEqual(await traces(widget.page), NOTHING);
  }
});

inBrowser("of a survey that has changed nothing is put back: that is told, with what was written, and it stays until one decides", async (t, open) => {
  const there = draft({ of: "energie 2020-1" });
  const widget = await openKept(t, open, { there });
  await widget.says("changed");
  await widget.announces("changed");
  await widget.told.getByText("Iemand moet beginnen.", { exact: true }).waitFor();
  assert.equal(await widget.told.getByText("heeg").count(), 0, "only what was written");
  await widget.stands("Nog 100 van de 100 punten");
  assert.equal(await widget.tick.isChecked(), false);
  await widget.give({ lead: 50 });
  await widget.page.reload();
  await widget.says("changed");
  assert.deepEqual(JSON.parse(await widget.item()), there, "as it was");
  await widget.forget.click();
  await widget.says("off");
  assert.deepEqual(await traces(widget.page), NOTHING);

  const again = await openKept(t, open, { there });
  await again.give({ lead: 50 });
  await again.tick.check();
  await again.says("on");
  assert.equal(JSON.parse(await again.item()).of, `energie ${survey.version}`);
});

const MALFORMED = [
  "", "{", "null", "true", "[]", "{}", '"x"', "x".repeat(100_000),
  JSON.stringify(draft()).slice(0, -20),
  ...[
    { version: 2 }, { version: "1" }, { of: 1 }, { of: null }, { until: 7 }, { until: "morgen" }, { until: [day(14)] }, { until: day(15) },
    { until: "9999-12-31" }, { until: `${day(14)}T00:00` }, { until: null }, { seed: -1 }, { seed: 1.5 }, { seed: "1" }, { seed: 1e300 }, { fields: {} },
    { fields: "points-0" }, { fields: null }, { fields: [1] }, { fields: [null] }, { fields: [["points-0"]] }, { fields: [["points-0", 60]] },
    { fields: [["points-0", { toString: "x" }]] },
  ].map(draft).map((one) => JSON.stringify(one)),
];

inBrowser("what is there and is no draft of ours is wiped, and the survey is as if it were not there", async (t, open) => {
  const widget = await openKept(t, open);
  for (const there of MALFORMED) {
    await widget.page.evaluate(([name, text]) => localStorage.setItem(name, text), [NAME, there]);
    await widget.page.reload();
    await widget.ready();
    const short = there.slice(0, 200);
    assert.equal(await widget.item(), null, short);
    assert.equal(await widget.told.isVisible(), false, short);
    assert.equal((await widget.points()).lead, "0", short);
  }
});

inBrowser("fields that are not there, are no fields, or hold what nobody can choose, do no harm", async (t, open) => {
  const fields = [
    ["points-0", "60"], ["points-99", "5"], ["points-1", "<img src=x onerror=alert(1)>"], ["send-0", "x"], ["end-0", "x"], ["tick-0", "on"], ["", ""],
    ["__proto__", "x"], ["points-0 true", "9"], ["answers-0", "nergens"], ["reason-0-99", "on"], ["main-0", "x"], ["points-4", "40"], ["fill-0", "x"],
  ];
  const widget = await openKept(t, open, { there: draft({ fields }) });
  await widget.says("back");
  assert.deepEqual(Object.values(await widget.points()), ["60", "<img src=x onerror=alert(1)>", "0", "0", "40", "0"]);
  await widget.give({ residents: 0 });
  const { points, answers } = await widget.response();
  assert.deepEqual([points.lead, points.storage, answers], [60, 40, undefined]);
  await widget.send.click();
  await widget.heading("Dank u wel. Uw antwoord is ontvangen.");
});

inBrowser("once another tab keeps the survey, this one stops, and says so", async (t, open) => {
  const widget = await openKept(t, open);
  await widget.tick.check();
  await widget.give({ lead: 60 });
  await widget.keeps('["points-0","60"]');
  const other = await another(widget);
  await other.says("back");
  assert.ok(await widget.tick.isChecked(), "only opening it changes nothing");
  await other.give({ lead: 70 });
  await other.keeps('["points-0","70"]');
  await widget.says("taken");
  await widget.announces("taken");
  await widget.hasStopped("60");
  assert.ok(await other.tick.isChecked());
  // And the other way round, for who asks for it here.
  await widget.tick.check();
  await other.says("taken");
  await other.hasStopped("70");
});

for (const [what, act] of [
  ["forgets", async (other) => other.forget.click()],
  ["sends", async (other) => (await other.spread.click(), await other.send.click())],
]) {
  inBrowser(`when another tab ${what} the answers, this one stops keeping them, and says so`, async (t, open) => {
    const widget = await openKept(t, open);
    await widget.tick.check();
    await widget.give({ lead: 60 });
    await widget.keeps('["points-0","60"]');
    await act(await another(widget));
    await widget.says("gone");
    await widget.announces("gone");
    assert.deepEqual(await traces(widget.page), NOTHING);
    await widget.hasStopped("60");
  });
}

inBrowser("a store that is full is told at the tick: nothing is lost from the screen", async (t, open) => {
  const widget = await openKept(t, open);
  const fill = () =>
    widget.page.evaluate(() => {
      for (let size = 4_000_000; size >= 1; size = Math.floor(size / 2)) {
        try {
          for (;;) localStorage.setItem(`full ${size} ${localStorage.length}`, "x".repeat(size));
        } catch {}
      }
    });
  await widget.give({ lead: 60 });
  await fill();
  await widget.tick.click();
  await widget.says("refused");
  await widget.announces("refused");
  await widget.hasStopped("60");
  // And when it is full later on.
  await widget.page.evaluate(() => localStorage.clear());
  await widget.tick.check();
  await widget.says("on");
  await fill();
  await widget.why("lead");
  await widget.motivation("lead").fill("Iemand moet beginnen. ".repeat(20));
  await widget.says("refused");
  assert.equal(await widget.item(), null, "nothing is left of what was kept before");
  assert.equal(await widget.tick.isChecked(), false);
});

inBrowser("where the browser gives no store at all, the survey goes on, and the tick says so", async (t, open) => {
  const before = `Object.defineProperty(window, "localStorage", { get() { throw new DOMException("No.", "SecurityError"); } });`;
  const widget = await openKept(t, open, { before });
  await widget.give({ lead: 60, storage: 40 });
  await widget.tick.click();
  await widget.says("refused");
  assert.equal(await widget.tick.isChecked(), false);
  assert.equal((await widget.points()).lead, "60");
  await widget.send.click();
  await widget.heading("Dank u wel. Uw antwoord is ontvangen.");
});

for (const [where, attributes, heading] of [
  ["to a server", ENDPOINT, "Dank u wel. Uw antwoord is ontvangen."],
  ["nowhere, where there is no server", "", "Dank u wel. Uw antwoord is klaar."],
]) {
  inBrowser(`after sending ${where} it is wiped, told, and the tick is gone`, async (t, open) => {
    const widget = await openKept(t, open, { attributes });
    await widget.give({ lead: 60, storage: 40 });
    await widget.tick.check();
    await widget.says("on");
    await widget.send.click();
    await widget.heading(heading);
    await widget.says("off");
    assert.equal(await widget.tick.count(), 0);
    await widget.page.waitForTimeout(1300);
    assert.deepEqual(await traces(widget.page), NOTHING);
    await widget.page.reload();
    await widget.stands("Nog 100 van de 100 punten");
    assert.deepEqual(await traces(widget.page), NOTHING);
  });
}

inBrowser("a division that comes back is the one it was: first and last, complete for the page, with nothing to undo", async (t, open) => {
  const widget = await openKept(t, open);
  await widget.tick.check();
  await widget.give({ lead: 60, storage: 40 });
  await widget.give({ storage: 10, market: 30 });
  await widget.page.reload();
  await widget.says("back");
  const { first, points } = await widget.response();
  assert.deepEqual([first.lead, first.storage, first.market], [60, 40, 0]);
  assert.deepEqual([points.lead, points.storage, points.market], [60, 10, 30]);
  assert.ok(await widget.page.locator("mienskip-survey:state(complete)").count(), "complete for the style sheets of the page");
  assert.equal(await widget.undo.getAttribute("aria-disabled"), "true", "nothing was done yet");
  await widget.give({ market: 20, lead: 70 });
  await widget.page.reload();
  await widget.says("back");
  assert.deepEqual((await widget.response()).first, first, "again");
});

inBrowser("a division with too much that comes back was never complete, whatever it passes on the way", async (t, open) => {
  // In the order of the plans its first two make a hundred.
  const fields = [["points-0", "60"], ["points-1", "40"], ["points-2", "5"]];
  const widget = await openKept(t, open, { there: draft({ fields }) });
  await widget.says("back");
  await widget.give({ lead: 55 });
  const { first, points } = await widget.response();
  assert.deepEqual([first.lead, first.market, first], [55, 5, points]);
  await widget.keeps('"first"');
  assert.deepEqual(JSON.parse(await widget.item()).first[0], ["points-0", "55"]);
});

/** Sends a whole answer that is kept, hears how that ended, and opens the page again. */
async function sendAndComeBack(widget, outcome) {
  await widget.give({ lead: 60, storage: 40 });
  await widget.tick.check();
  await widget.send.click();
  await widget.heading(outcome);
  await widget.page.reload();
  await widget.says("back");
}

inBrowser("an answer that may have arrived is kept as it was sent, and is the same answer when it is tried again", async (t, open) => {
  const sent = [];
  let reply = null;
  const widget = await openKept(t, open, { answer: (body) => (sent.push(String(body)), reply) });
  await sendAndComeBack(widget, "Uw antwoord is nog niet aangekomen");
  await widget.heading("Uw antwoord is nog niet aangekomen");
  assert.ok(await widget.field("lead").isDisabled(), "what may have arrived does not change");
  assert.equal(await widget.page.evaluate(() => document.activeElement.localName), "body", "the page begins where it begins");
  reply = { status: 201, body: "{}" };
  await widget.told.getByRole("link", { name: "Uw antwoord is nog niet aangekomen" }).click();
  assert.ok(await hasFocus(widget.button("retry")), "where it begins, there is the way to it");
  await widget.page.keyboard.press("Enter");
  await widget.heading("Dank u wel. Uw antwoord is ontvangen.");
  assert.ok(sent.length > 1 && new Set(sent).size === 1, "the same answer, with the same id, each time");
  assert.deepEqual(await traces(widget.page), NOTHING);
}, { complaints });

inBrowser("what is kept as sent and is no valid answer is not sent", async (t, open) => {
  for (const sent of ["{}", "\0", '{"format":"mienskip-response/1","points":{"lead":1000}}']) {
    const widget = await openKept(t, open, { there: draft({ sent }) });
    await widget.says("back");
    assert.ok(await widget.send.isVisible(), sent);
    assert.equal(await widget.field("lead").isDisabled(), false, sent);
  }
});

inBrowser("an answer that was refused is kept to be mended, without its id, and can be forgotten all the same", async (t, open) => {
  const widget = await openKept(t, open, { answer: () => ({ status: 400, body: "{}" }) });
  await sendAndComeBack(widget, "Uw antwoord is niet aangenomen");
  assert.equal((await widget.points()).lead, "60");
  const kept = JSON.parse(await widget.item());
  assert.deepEqual(Object.keys(kept).sort(), ["fields", "first", "of", "seed", "until", "version"]);
  widget.site.routes[POST] = () => null;
  await widget.send.click();
  await widget.heading("Uw antwoord is nog niet aangekomen");
  await widget.forget.click();
  assert.deepEqual(await traces(widget.page), NOTHING);
}, { complaints });

/** The widget in a form, with a draft kept. */
async function inForm(t, open, script = "") {
  const widget = await openKept(t, open, { attributes: 'name="answer"', before: script });
  widget.site.routes["POST /form"] = () => ({ type: "text/html", body: '<link rel="icon" href="/favicon.svg">Ja' });
  await widget.element.evaluate((element) => {
    const form = Object.assign(document.createElement("form"), { method: "post", action: "/form" });
    element.replaceWith(form);
    form.append(element, document.createElement("button"));
  });
  await widget.ready();
  await widget.tick.check();
  await widget.give({ lead: 60 });
  await widget.keeps('["points-0","60"]');
  return widget;
}

inBrowser("a form that is sent wipes it; one that was held back, or that a script took over, keeps it; a reset wipes it", async (t, open) => {
  const widget = await inForm(t, open, 'addEventListener("submit", (event) => globalThis.hold && event.preventDefault(), true);');
  const submit = widget.page.locator("form > button");
  await submit.click();
  await widget.heading("Er is nog iets nodig");
  assert.ok(await widget.item(), "what is not whole is not sent");
  await widget.give({ storage: 40 });
  await widget.keeps('["points-4","40"]');
  await widget.page.evaluate(() => (globalThis.hold = true));
  await submit.click();
  assert.ok(await widget.item(), "what a script holds back is not known to be sent");
  await widget.page.evaluate(() => (globalThis.hold = false));
  await widget.send.click();
  await widget.page.getByText("Ja", { exact: true }).waitFor();
  assert.deepEqual(await traces(widget.page), NOTHING);

  const other = await inForm(t, open);
  await other.page.evaluate(() => document.querySelector("form").reset());
  await other.stands("Nog 100 van de 100 punten");
  assert.equal(await other.tick.isChecked(), false);
  assert.deepEqual(await traces(other.page), NOTHING);
});

inBrowser("ten surveys on a page keep their own; the same twice is as in two tabs", async (t, open) => {
  const names = Array.from({ length: 10 }, (_, at) => `s${at}`);
  const tag = (name) => `<mienskip-survey src="/${name}.json"></mienskip-survey>`;
  const site = await serve(t, {
    ...Object.fromEntries(names.map((id) => [`GET /${id}.json`, { ...survey, id }])),
    "GET /test.html": pageOf([...names, "s0"].map(tag).join("")),
  });
  const page = await open(`${site.url}test.html`);
  const ready = () => page.waitForFunction(() => globalThis.heard.filter(([name]) => name === "ready").length === 11);
  await ready();
  const at = (place) => page.locator("mienskip-survey").nth(place);
  const points = () => page.locator("mienskip-survey").evaluateAll((all) => all.map(({ shadowRoot }) => shadowRoot.querySelector("#points-0").value));
  const ticks = () => page.locator("mienskip-survey").evaluateAll((all) => all.map(({ shadowRoot }) => shadowRoot.querySelector("#tick-0").checked));
  for (const place of [3, 7]) {
    await at(place).locator("#tick-0").check();
    for (let press = 0; press < place; press++) await at(place).locator("#more-0").click();
  }
  await page.reload();
  await ready();
  assert.deepEqual(await points(), [0, 0, 0, 15, 0, 0, 0, 35, 0, 0, 0].map(String));
  assert.deepEqual((await traces(page)).slice(1, 3).sort(), ["mienskip s3", "mienskip s7"]);

  await at(0).locator("#tick-0").check();
  await at(10).locator("#tick-0").check();
  const taken = "Deze vragenlijst staat ook in een ander tabblad.";
  await at(0).locator("#told-0").getByText(taken).waitFor();
  assert.deepEqual(await ticks(), [false, false, false, true, false, false, false, true, false, false, true]);
  await at(10).locator("#forget-0").click();
  await page.waitForTimeout(1300);
  assert.deepEqual((await traces(page)).slice(1, 3).sort(), ["mienskip s3", "mienskip s7"]);
});

inBrowser("a closed survey gives back what was kept, offers no tick, and lets it be forgotten", async (t, open) => {
  const site = await serve(t, {
    "GET /survey.json": { ...survey, closes: "2001-01-02" },
    "GET /test.html": pageOf('<mienskip-survey src="/survey.json"></mienskip-survey>'),
  });
  const page = await open(`${site.url}test.html`);
  const widget = new Kept(page, survey);
  await page.evaluate(([name, text]) => localStorage.setItem(name, text), [NAME, JSON.stringify(draft())]);
  await page.reload();
  await widget.says("back");
  assert.equal(await widget.tick.count(), 0);
  assert.equal((await widget.points()).lead, "60");
  await widget.forget.click();
  assert.deepEqual(await traces(page), NOTHING);
});

for (const language of ["nl", "fy", "en"]) {
  inBrowser(`${language}: axe finds nothing with the tick and what is told, and all of it fits a small phone`, async (t, open) => {
    for (const there of [draft(), draft({ of: "energie 2020-1" })]) {
      const widget = await openKept(t, open, { there, viewport: NARROW, language });
      await widget.told.waitFor();
      assert.deepEqual(await findings(widget.page), []);
      assert.ok((await widget.page.evaluate(() => document.documentElement.scrollWidth)) <= NARROW.width);
      const { height } = await widget.forget.boundingBox();
      assert.ok(height >= 24, `${height}`);
    }
  });
}
