// Why: an answer goes to whatever back end there is, over whatever connection there is. It is there once, or whoever
// sent it is told, calmly, and has it as a file.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, request } from "node:http";
import { buffer } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { HTTP } from "cloudevents";
import { useBrowser } from "./support/browser.js";
import { collect, verify } from "./support/collector.js";
import { example, file } from "./support/places.js";
import { page as pageOf, serve } from "./support/site.js";
import { Widget, hasFocus, openWidget } from "./support/widget.js";

const inBrowser = useBrowser();
const survey = example("energie", { order: "fixed" });
const POST = "POST /responses";
const ENDPOINT = 'endpoint="/responses"';
const NOON = new Date(2026, 10, 23, 12);
const THANKS = "Dank u wel. Uw antwoord is ontvangen.";
const NOT_YET = "Uw antwoord is nog niet aangekomen";
const REFUSED = "Uw antwoord is niet aangenomen";
/** What the console says of a request that fails as the test wants it to. */
const complaints = /Failed to load resource/;
const stored = { status: 201, body: "{}" };
const NUMBER_OF_ANSWERS = process.env.MIENSKIP_LONG ? 100 : 12;

/** A widget with a complete answer, before a server that answers thus; with a `clock` the test moves its time. */
async function filledIn(t, open, answer, { attributes = ENDPOINT, ...options } = {}) {
  const site = await serve(t, { [POST]: answer });
  const widget = await openWidget(open, site, survey, { attributes, ...options });
  await widget.give({ lead: 60, storage: 40 });
  return { site, widget, sent: () => site.bodies(POST) };
}

const valid = async (t, answer) => (await verify(t, survey, await file(t, "answer.json", answer))).valid;

inBrowser("the answer is posted as it is, below a key, or as the data of an event that the SDK of CloudEvents accepts", async (t, open) => {
  for (const [attributes, type, read] of [
    ["", "application/json", JSON.parse],
    ['endpoint-format="raw"', "application/json", JSON.parse],
    ['endpoint-format="wrap:payload"', "application/json", (body) => JSON.parse(body).payload],
    ['endpoint-format="wrap"', "application/json", (body) => JSON.parse(body).response],
    ['endpoint-format="cloudevents"', "application/cloudevents+json", (body, event) => event.data],
    ['endpoint-format="cloudevents" endpoint-source="urn:nld:oin:1:systeem:vragenlijst"', "application/cloudevents+json", (body, event) => event.data],
  ]) {
    const { widget, site } = await filledIn(t, open, () => stored, { attributes: `${ENDPOINT} ${attributes}` });
    await widget.send.click();
    await widget.heading(THANKS);
    const [{ body, headers }] = site.requests(POST);
    assert.equal(headers["content-type"], type);
    const event = type.includes("cloudevents") ? HTTP.toEvent({ headers, body }) : undefined;
    const answer = read(body, event);
    assert.ok(await valid(t, answer), attributes);
    if (!event) continue;
    event.validate();
    assert.deepEqual([event.id, event.subject, event.datacontenttype], [answer.id, "energie", "application/json"]);
    assert.equal(event.source, attributes.includes("urn:nld") ? "urn:nld:oin:1:systeem:vragenlijst" : "urn:mienskip:energie");
    assert.match(event.type, /^nl\.[a-z]+\.[a-z-]+\.v1$/);
    assert.equal(JSON.parse(body).time, undefined, "the day in the answer is all that is told of when");
  }
});

inBrowser("a code from a letter goes beside the answer, is asked for, and can be mended when it is not known", async (t, open) => {
  const replies = [{ status: 403, body: '{"type":"urn:mienskip:unknown-code","detail":"Which code?"}' }, null, stored];
  const site = await serve(t, { [POST]: () => replies.shift() });
  const widget = await openWidget(open, site, { ...survey, codes: true }, { attributes: ENDPOINT });
  const code = widget.element.getByRole("textbox", { name: "Code uit uw brief" });
  await widget.give({ lead: 60, storage: 40 });
  assert.equal(await widget.response(), null, "it is not ready to be sent");
  await widget.send.click();
  const link = widget.element.getByRole("link", { name: "Code uit uw brief: Geef een antwoord." });
  await link.click();
  assert.ok(await hasFocus(code));
  assert.equal(await code.getAttribute("aria-invalid"), "true");
  await code.fill("k7qd 9m2x – rt4b");
  await widget.send.click();
  await widget.heading(REFUSED);
  await widget.element.getByText("Deze code kennen wij niet, of hij is al gebruikt. Kijk of u hem goed overnam.", { exact: true }).waitFor();
  await code.fill("K7QD-9M2X-RT4A");
  await widget.send.click();
  await widget.heading(THANKS);
  assert.ok(await code.isHidden());
  const sent = site.requests(POST);
  assert.deepEqual(sent.map(({ headers }) => headers["mienskip-code"]), ["k7qd9m2xrt4b", "K7QD9M2XRT4A", "K7QD9M2XRT4A"]);
  for (const { body } of sent) assert.doesNotMatch(body, /k7qd/i);
  assert.equal(sent[1].body, sent[2].body);
}, { complaints });

inBrowser("a server that asks to wait is not asked again before that", async (t, open) => {
  for (const after of ["9", new Date(NOON.getTime() + 9_500).toUTCString()]) {
    const answers = [{ status: 503, body: "{}", headers: { "retry-after": after } }, stored];
    const { widget, sent } = await filledIn(t, open, () => answers.shift(), { clock: NOON });
    await widget.page.clock.pauseAt((await widget.page.evaluate(() => Date.now())) + 1_000);
    await widget.send.click();
    await widget.page.clock.runFor(100);
    for (let turns = 0; turns < 100 && sent().length < 1; turns++) await wait(20);
    await wait(200);
    assert.equal(sent().length, 1);
    await widget.page.clock.runFor(2_000);
    await wait(200);
    assert.equal(sent().length, 1, `too early: ${after}`);
    await widget.page.clock.runFor(9_000);
    await widget.heading(THANKS);
    assert.equal(new Set(sent()).size, 1);
    assert.equal(sent().length, 2);
  }
}, { complaints });

inBrowser("of a server that asks for more patience than a resident has, the resident hears at once", async (t, open) => {
  const { widget, sent } = await filledIn(t, open, () => ({ status: 429, body: "{}", headers: { "retry-after": "3600" } }));
  await widget.send.click();
  await widget.heading(NOT_YET);
  assert.equal(sent().length, 1);
  assert.ok(await widget.file.isVisible(), "there is the file");
}, { complaints });

inBrowser("without a connection it says so, and once that is back the same answer arrives", async (t, open) => {
  const { widget, sent } = await filledIn(t, open, () => stored);
  const context = widget.page.context();
  await context.setOffline(true);
  await widget.send.click();
  await widget.heading(NOT_YET);
  await widget.element.getByText(widget.say("offline-help"), { exact: true }).waitFor();
  const error = (await widget.events()).find(([name]) => name === "error")[1];
  assert.deepEqual([error.reason, error.status], ["unreachable", 0]);
  const [download] = await Promise.all([widget.page.waitForEvent("download"), widget.file.click()]);
  assert.equal((await verify(t, survey, await download.path())).status, 0);
  assert.deepEqual(sent(), []);
  await context.setOffline(false);
  await widget.button("retry").click();
  await widget.heading(THANKS);
  assert.equal(sent().length, 1);
  assert.equal(JSON.parse(sent()[0]).id, error.response.id);
}, { complaints });

inBrowser("that an answer is there already is what its sender hopes for, after an attempt that was cut off", async (t, open) => {
  const answers = [null, { status: 409, body: "{}" }];
  const { widget } = await filledIn(t, open, () => answers.shift());
  await widget.send.click();
  await widget.heading(THANKS);
  // But not that an answer is there from which this one was changed since.
  const changed = [null, { status: 400, body: "{}" }, { status: 409, body: '{"detail":"Er is er al een."}' }];
  const { widget: mended, sent } = await filledIn(t, open, () => changed.shift());
  await mended.send.click();
  await mended.heading(REFUSED);
  await mended.give({ lead: 55, storage: 45 });
  await mended.send.click();
  await mended.element.getByText("Er is er al een.", { exact: true }).waitFor();
  await mended.heading(REFUSED);
  assert.equal(new Set(sent().map((body) => JSON.parse(body).id)).size, 1, "it may be there: its id stays");
  // Nor that another answer is there with its id.
  const others = [null, { status: 409, body: '{"type":"urn:mienskip:id-conflict","detail":"Een ander antwoord."}' }];
  const { widget: other } = await filledIn(t, open, () => others.shift());
  await other.send.click();
  await other.heading(REFUSED);
}, { complaints });

inBrowser("who leaves with what is neither sent nor kept is asked first; nobody else is", async (t, open) => {
  const site = await serve(t, { [POST]: () => stored, "GET /elsewhere.html": pageOf("<p>Elders</p>", { script: false }) });
  const asked = async (attributes, act, around = (tag) => tag) => {
    site.routes["GET /survey.json"] = survey;
    site.routes["GET /test.html"] = pageOf(around(`<mienskip-survey src="/survey.json" ${attributes}></mienskip-survey>`));
    const page = await open(`${site.url}test.html`);
    const widget = await new Widget(page, survey).ready();
    let times = 0;
    page.on("dialog", (dialog) => {
      times += 1;
      assert.equal(dialog.type(), "beforeunload");
      return dialog.accept();
    });
    await act(widget);
    await page.goto(`${site.url}elsewhere.html`);
    return times;
  };
  const fill = (widget) => widget.give({ lead: 60, storage: 40 });
  const wants = (name) => (widget) => widget.element.evaluate((element, name) => element.addEventListener(`mienskip-${name}`, (event) => event.preventDefault()), name);
  const inFrisian = async (widget) => {
    await widget.element.evaluate((element) => (element.lang = "fy"));
    await widget.element.locator("#main-0[lang=fy]").waitFor();
  };
  assert.equal(await asked(ENDPOINT, (widget) => widget.send.focus()), 0, "nothing was filled in");
  assert.equal(await asked(ENDPOINT, fill), 1, "half-way");
  assert.equal(await asked(ENDPOINT, inFrisian), 0, "nothing was filled in, in another language");
  assert.equal(await asked(ENDPOINT, async (widget) => (await fill(widget), await inFrisian(widget))), 1, "half-way, in another language since");
  assert.equal(await asked(ENDPOINT, async (widget) => (await fill(widget), await widget.element.locator("#tick-0").check())), 0, "kept on the device");
  assert.equal(await asked(ENDPOINT, async (widget) => (await fill(widget), await widget.send.click(), await widget.heading(THANKS))), 0, "sent");
  assert.equal(await asked(ENDPOINT, async (widget) => (await fill(widget), await wants("submit")(widget), await widget.send.click())), 0, "taken over by the page");
  assert.equal(await asked('name="answer"', fill, (tag) => `<form>${tag}</form>`), 0, "in a form, of which the page takes care");
  assert.equal(await asked(ENDPOINT, async (widget) => (await fill(widget), await widget.element.evaluate((element) => element.remove()))), 0, "taken away");
});

/** Numbers that look like chance and are the same each time. */
function chance(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** What a connection may do to a request. */
const FAULTS = {
  "drops it": (forward, socket) => socket.destroy(),
  "loses the reply": (forward, socket) => forward().then(() => socket.destroy()),
  "is late": (forward, socket, pass) => wait(300).then(pass),
  "repeats it": (forward, socket, pass) => forward().then(pass),
  "repeats it at once": (forward, socket, pass) => Promise.all([forward(), forward(), pass()]),
  "corrupts it": (forward, socket, pass) => pass((body) => Buffer.concat([body.subarray(0, body.length / 2), Buffer.from([0xff, 0]), body.subarray(body.length / 2)])),
  "cuts it off": (forward, socket, pass) => pass((body) => body.subarray(0, body.length - 20)),
  "answers 502 itself": (forward, socket, pass, say) => say(502),
  "forwards it and answers 504 itself": (forward, socket, pass, say) => forward().then(() => say(504)),
  "is fine": (forward, socket, pass) => pass(),
};

/** A connection to a collector that does such things to the answers that go over it. */
async function badConnection(t, target, next) {
  const proxy = createServer(async (incoming, outgoing) => {
    const body = await buffer(incoming);
    const forward = (change = (same) => same) =>
      new Promise((done, failed) => {
        const changed = change(body);
        const headers = { ...incoming.headers, host: new URL(target).host };
        if (changed.length) headers["content-length"] = changed.length;
        const onward = request(new URL(incoming.url, target), { method: incoming.method, headers });
        onward.on("error", failed).on("response", async (reply) => done({ reply, body: await buffer(reply) }));
        onward.end(changed);
      });
    const pass = async (change) => {
      const { reply, body } = await forward(change);
      outgoing.writeHead(reply.statusCode, reply.headers).end(body);
    };
    const say = (status) => outgoing.writeHead(status, { "content-type": "text/html" }).end("<h1>Bad Gateway</h1>");
    const fault = incoming.method === "POST" ? next() : "is fine";
    try {
      await FAULTS[fault](forward, incoming.socket, pass, say);
    } catch {
      incoming.socket.destroy();
    }
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  t.after(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  return `http://127.0.0.1:${proxy.address().port}/`;
}

inBrowser("over a connection that drops, delays, repeats and corrupts, every answer arrives once, and whoever has to wait has the file", async (t, open) => {
  const random = chance(5);
  const names = Object.keys(FAULTS);
  let fine = false;
  let seen = [];
  const collector = await collect(t, survey);
  const url = await badConnection(t, collector.url, () => {
    const fault = fine ? "is fine" : names[Math.floor(random() * names.length)];
    seen.push(fault);
    return fault;
  });
  const sent = new Map();
  const happened = new Set();
  for (let answer = 0; answer < NUMBER_OF_ANSWERS; answer++) {
    [fine, seen] = [false, []];
    const page = await open(url, { clock: NOON });
    const widget = await new Widget(page, survey).ready();
    await widget.give({ lead: 100 - answer, storage: answer });
    await widget.why("lead");
    await widget.motivation("lead").fill(`Antwoord nummer ${answer}.`);
    await widget.motivation("lead").blur();
    for (let presses = 0; ; presses++) {
      fine = presses > 2;
      const button = widget.element.locator("#send-0");
      await button.click();
      // The time between attempts goes by at once.
      const over = widget.element.locator("#end-0:visible h3");
      while (!(await over.count())) await page.clock.runFor(1_000);
      const heading = await over.textContent();
      if (heading === THANKS) break;
      assert.ok([NOT_YET, REFUSED].includes(heading), heading);
      assert.ok(await widget.file.isVisible(), "there is the file");
      assert.ok(presses < 4, `not even over a good connection: ${seen.join(", ")}`);
    }
    const { response } = (await widget.events()).find(([name]) => name === "sent")[1];
    sent.set(response.id, response);
    for (const fault of seen) happened.add(fault);
    await page.context().close();
  }
  const there = await collector.answers();
  assert.equal(there.length, NUMBER_OF_ANSWERS, "none is lost and none is there twice");
  for (const answer of there) assert.deepEqual(answer, sent.get(answer.id), "as it was sent");
  assert.ok(happened.size > 5, `${[...happened]}`);
}, { complaints: /Failed to load resource/, timeout: 600_000 });
