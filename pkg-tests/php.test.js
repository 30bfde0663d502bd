// Why: a municipality's own form handler is mostly PHP behind an ordinary form. What the example receiver keeps must be
// what `mienskip verify` accepts: whole, once, and without a trace of who sent it.

import { test } from "node:test";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { useBrowser } from "./support/browser.js";
import { verify } from "./support/collector.js";
import { NPM, example, folder, place } from "./support/places.js";
import { Widget } from "./support/widget.js";

const PHP = place("PHP");
const EXAMPLE = new URL("../examples/php/", import.meta.url).pathname;
const inBrowser = useBrowser();
const survey = example("energie", { order: "fixed" });
const MOTIVATION = 'Eén accu per dorp 😀, en "niet" <b>meer</b>.\nEcht & waar.';

/** PHP's own server with the example; it stops when the test ends. */
async function start(t) {
  const home = await folder(t);
  const web = join(home, "web");
  await cp(EXAMPLE, web, { recursive: true });
  await cp(NPM, join(web, "mienskip"), { recursive: true });
  await writeFile(join(web, "survey.json"), JSON.stringify(survey));
  await writeFile(join(web, "favicon.ico"), "");
  await mkdir(join(home, "answers"));
  const port = await freePort();
  const env = { ...process.env, PHP_CLI_SERVER_WORKERS: "4" };
  // A group of its own: its workers end with it.
  const php = spawn(PHP, ["-S", `127.0.0.1:${port}`, "-t", web], { env, stdio: "ignore", detached: true });
  t.after(async () => {
    process.kill(-php.pid);
    if (php.exitCode === null && php.signalCode === null) await once(php, "exit");
  });
  const url = `http://127.0.0.1:${port}/`;
  for (const late = Date.now() + 30_000; !(await fetch(`${url}survey.json`).catch(() => {}))?.ok; await wait(50)) {
    assert.ok(Date.now() < late && php.exitCode === null, "PHP's server does not start");
  }
  const stored = join(home, "answers/answers.ndjson");
  return {
    url,
    web,
    stored,
    lines: async () => (await readFile(stored, "utf8").catch(() => "")).split("\n").slice(0, -1),
    post: (body, headers) => fetch(`${url}receive.php`, { method: "POST", body, headers }),
  };
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** One answer is kept, whole, and the command accepts it; nothing else is. */
async function keptOnce(t, server) {
  const lines = await server.lines();
  assert.equal(lines.length, 1, "kept once");
  const report = await verify(t, survey, server.stored);
  assert.deepEqual([report.status, report.valid, report.responses.length], [0, true, 1], JSON.stringify(report));
  const answer = JSON.parse(lines[0]);
  assert.deepEqual([answer.points.lead, answer.points.storage, answer.motivations], [60, 40, { lead: MOTIVATION }]);
  assert.doesNotMatch(lines[0], /127\.0\.0\.1|Mozilla/);
  return { answer, line: lines[0] };
}

async function fillIn(widget) {
  await widget.ready();
  await widget.give({ lead: 60, storage: 40 });
  await widget.why("lead");
  await widget.motivation("lead").fill(MOTIVATION);
}

inBrowser("a plain form: its own button posts the answer to PHP, once however often, and the command accepts it", async (t, open) => {
  const server = await start(t);
  const page = await open(server.url);
  await fillIn(new Widget(page, survey));
  await page.getByRole("button", { name: "Naar de gemeente" }).click();
  await page.getByRole("heading", { name: "Dank u wel. Uw antwoord is ontvangen." }).waitFor();
  const { answer, line } = await keptOnce(t, server);
  await page.getByText(answer.id).waitFor();
  assert.equal((await server.post(new URLSearchParams({ answer: line }))).status, 200, "the same form once more");
  await keptOnce(t, server);
});

inBrowser("as an endpoint: the same script takes the answer as JSON, and the widget says thanks", async (t, open) => {
  const server = await start(t);
  const form = await readFile(join(EXAMPLE, "index.html"), "utf8");
  const tag = form.replace('name="answer"', 'endpoint="receive.php"');
  assert.notEqual(tag, form);
  await writeFile(join(server.web, "index.html"), tag);
  const widget = new Widget(await open(server.url), survey);
  await fillIn(widget);
  await widget.send.click();
  await widget.heading("Dank u wel. Uw antwoord is ontvangen.");
  const { answer, line } = await keptOnce(t, server);
  const again = await server.post(line, { "content-type": "application/json" });
  assert.deepEqual([again.status, await again.json()], [200, { id: answer.id }], "the same answer once more");
  await keptOnce(t, server);
});

const ID = "01234567-89ab-4cde-8f01-23456789abcd";
const response = (rest = {}) => ({ format: "mienskip-response/1", id: ID, ...rest });

test("what is no answer, or too long, is refused with a sentence, and nothing is kept", async (t) => {
  const server = await start(t);
  assert.equal((await fetch(`${server.url}receive.php`)).status, 405);
  for (const [status, text] of [
    [400, ""],
    [400, "x"],
    [400, "[]"],
    [400, "null"],
    [400, JSON.stringify(response({ format: "other" }))],
    [400, JSON.stringify(response({ id: "../../etc/passwd" }))],
    [400, JSON.stringify(response({ id: `${ID}\n` }))],
    [400, JSON.stringify(response({ id: [ID] }))],
    [413, JSON.stringify(response({ idea: "x".repeat(64 * 1024) }))],
    [413, "x".repeat(300 * 1024)],
  ]) {
    const what = text.slice(0, 80);
    const form = await server.post(new URLSearchParams({ answer: text }));
    assert.equal(form.status, status, `form: ${what}`);
    assert.match(await form.text(), /<h1>[^<]+\.<\/h1>/);
    const json = await server.post(text, { "content-type": "application/json" });
    assert.equal(json.status, status, `JSON: ${what}`);
    assert.equal(json.headers.get("content-type"), "application/problem+json");
    assert.ok((await json.json()).detail);
  }
  assert.equal((await server.post(new URLSearchParams({ "answer[]": "x" }))).status, 400);
  assert.deepEqual(await server.lines(), []);
});

test("many at once are all kept whole, and an id only once, with what came first", async (t) => {
  const server = await start(t);
  const type = { "content-type": "application/json" };
  const id = (n) => ID.replace(/.{4}$/, String(n).padStart(4, "0"));
  const post = (value) => server.post(JSON.stringify(value, null, 1), type).then(({ status }) => status);
  const idea = "é😀".repeat(5000);
  const statuses = await Promise.all(Array.from({ length: 40 }, (_, n) => post(response({ id: id(n % 20), idea }))));
  assert.deepEqual(statuses.sort(), [...Array(20).fill(200), ...Array(20).fill(201)]);
  assert.equal(await post(response({ id: id(7), idea: "another" })), 409);
  // That an id stands in the text of another answer does not make it that one.
  assert.equal(await post(response({ id: id(20), idea: `"id":"${id(21)}"` })), 201);
  assert.equal(await post(response({ id: id(21) })), 201);
  const kept = (await server.lines()).map((line) => JSON.parse(line));
  assert.deepEqual(kept.map((answer) => answer.id).sort(), Array.from({ length: 22 }, (_, n) => id(n)));
  assert.ok(kept.slice(0, 20).every((answer) => answer.idea === idea));
});

test("an answer that cannot be kept is not thanked for", async (t) => {
  const server = await start(t);
  await mkdir(server.stored);
  assert.equal((await server.post(JSON.stringify(response()), { "content-type": "application/json" })).status, 503);
});
