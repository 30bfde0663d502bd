// How many answers a second the collector stores, and how long the slowest wait, beside a receiver in Node with
// better-sqlite3 (load/receiver.js) that stores them as durably, in the same run. It measures and asserts nothing.
//
//   MIENSKIP_BIN   the command, built for release      MIENSKIP_NPM, MIENSKIP_SITE  the built package and site
//   LOAD_ANSWERS   answers in a run (10000)            LOAD_SENDERS                 senders at once (64)
//   LOAD_ROUNDS    runs of each, in turn (3)

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { BIN, NPM, example } from "./support/places.js";

const { LOAD_ANSWERS = 10000, LOAD_SENDERS = 64, LOAD_ROUNDS = 3 } = process.env;
const folder = await mkdtemp(join(tmpdir(), "mienskip-load-"));
const survey = join(folder, "survey.json");
const energie = example("energie");
await writeFile(survey, JSON.stringify(energie));
const { load, Survey } = await import(pathToFileURL(join(NPM, "core.js")));
await load();

const receiver = new URL("load/receiver.js", import.meta.url).pathname;
const serve = (data) => [BIN, ["serve", survey, "--listen", "127.0.0.1:0", "--rate", "1000000", "--data", data]];
const candidates = {
  collector: serve,
  "node, verifying": (data) => [process.execPath, [receiver, `${data}.sqlite`, survey, join(NPM, "core.js")]],
  "node, storing unread": (data) => [process.execPath, [receiver, `${data}.sqlite`, survey]],
};

/** As many answers as are asked for, each as the bytes of a request. */
function requests(count) {
  const checked = Survey.from(energie);
  const [first, second] = energie.scenarios.map(({ id }) => id);
  return Array.from({ length: count }, (_, at) => {
    const points = { [first]: at % 101, [second]: 100 - (at % 101) };
    const body = JSON.stringify(checked.respond({ points, motivations: { [first]: `Omdat ${at} telt.` } }));
    const head = `POST /responses HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`;
    return Buffer.from(head + body);
  });
}

/** Sends everything, so many at a time; gives the seconds that it took, and how long each waited in milliseconds. */
async function send(port, all) {
  const waited = [];
  let next = 0;
  const started = performance.now();
  const sender = () =>
    new Promise((done, failed) => {
      let sent;
      let reply = "";
      const socket = connect(port, "127.0.0.1");
      socket.setNoDelay(true).setEncoding("latin1").on("error", failed);
      const one = () => {
        if (next === all.length) return done(socket.end());
        sent = performance.now();
        socket.write(all[next++]);
      };
      socket.on("connect", one).on("data", (text) => {
        reply += text;
        const end = reply.indexOf("\r\n\r\n");
        const length = /content-length: (\d+)/i.exec(reply);
        if (end < 0 || reply.length < end + 4 + Number(length[1])) return;
        if (!reply.startsWith("HTTP/1.1 201")) return failed(new Error(reply));
        waited.push(performance.now() - sent);
        reply = "";
        one();
      });
    });
  await Promise.all(Array.from({ length: Number(LOAD_SENDERS) }, sender));
  return { seconds: (performance.now() - started) / 1000, waited: waited.sort((a, b) => a - b) };
}

async function run(name, round) {
  const [program, words] = candidates[name](join(folder, `${name.replace(/\W+/g, "-")}-${round}`));
  const child = spawn(program, words, { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  for await (const text of child.stdout.setEncoding("utf8").iterator({ destroyOnReturn: false })) {
    said += text;
    if (said.includes("Address:")) break;
  }
  child.stdout.resume();
  const port = Number(/Address: http:\/\/127\.0\.0\.1:(\d+)/.exec(said)[1]);
  const { seconds, waited } = await send(port, all);
  child.kill();
  if (child.exitCode === null) await once(child, "exit");
  return { perSecond: waited.length / seconds, p50: waited[waited.length >> 1], p99: waited[Math.floor(waited.length * 0.99)] };
}

const all = requests(Number(LOAD_ANSWERS));
const results = Object.fromEntries(Object.keys(candidates).map((name) => [name, []]));
for (let round = 0; round < LOAD_ROUNDS; round++) {
  for (const name of Object.keys(candidates)) results[name].push(await run(name, round));
}
await rm(folder, { recursive: true });

const median = (name, of) => results[name].map((result) => result[of]).sort((a, b) => a - b)[results[name].length >> 1];
console.log(`${LOAD_ANSWERS} answers of ${all[0].length} bytes, ${LOAD_SENDERS} senders, median of ${LOAD_ROUNDS}`);
for (const name of Object.keys(candidates)) {
  const times = median("collector", "perSecond") / median(name, "perSecond");
  const [rate, p50, p99] = ["perSecond", "p50", "p99"].map((of) => median(name, of).toFixed(of === "perSecond" ? 0 : 1));
  console.log(`${name.padEnd(22)} ${rate.padStart(6)} a second, p50 ${p50} ms, p99 ${p99} ms; the collector: ${times.toFixed(2)} times`);
}
