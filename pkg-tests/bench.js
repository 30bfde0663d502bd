// What the widget costs beside a page written by hand for the same survey (bench/vanilla), in the same run: time to
// the first working input, time per move, memory, bytes. It measures and asserts nothing: times are for reading.
//
//   MIENSKIP_SITE  the built site                        CHROMIUM     the browser
//   BENCH_LOADS    loads of each page (15)               BENCH_RUNS   runs of moves on each page (4)
//   BENCH_WIDTH    width of the window in pixels (390)   BENCH_ONLY   parts to run: loads,slow,moves,trace,memory

import { readFile } from "node:fs/promises";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { MOVES, SLOW_MOVES, kinds, load, memory, perMove } from "./bench/runs.js";
import { serve } from "./bench/server.js";
import { compare, print, short } from "./bench/table.js";

const { MIENSKIP_SITE: site, CHROMIUM, BENCH_LOADS = 15, BENCH_RUNS = 4, BENCH_WIDTH = 390, BENCH_ONLY } = process.env;
const FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking";
const SLOW = { latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8 };
const viewport = { width: Number(BENCH_WIDTH), height: 844 };
const wanted = (part) => !BENCH_ONLY || BENCH_ONLY.split(",").includes(part);

const started = performance.now();
const survey = { "/survey.json": join(site, "surveys/energie.json") };
const beside = (path) => fileURLToPath(new URL(`./bench/${path}`, import.meta.url));
const sites = [await serve(beside("vanilla"), survey), await serve(site, { ...survey, "/index.html": beside("widget/index.html") })];
const browser = await chromium.launch({
  executablePath: CHROMIUM,
  args: [...FLAGS.split(" "), "--disable-component-update", "--disable-sync"],
});

/** Runs a measurement on both pages in turn, each first as often as the other; gives the results for each. */
async function both(times, measure, options) {
  const results = [[], []];
  for (let run = 0; run < times; run++) {
    for (const page of run % 2 ? [1, 0] : [0, 1]) {
      results[page].push(await measure(browser, sites[page], { viewport, ...options }));
    }
  }
  return results;
}

const table = [["", "vanilla", "mienskip", "ratio"]];
const add = (name, [vanilla, mienskip], figure) => table.push(compare(name, vanilla.map(figure), mienskip.map(figure)));
const loadRows = (how, results) => {
  add(`last byte to first working input${how}, ms`, results, (run) => run.afterLast);
  add("  to the end of that frame", results, (run) => run.seenAfterLast);
  add(`start to first working input${how}, ms`, results, (run) => run.works);
  add("  to the end of that frame", results, (run) => run.seen);
  add("  of which the main thread's own work", results, (run) => run.work);
};

try {
  // The first page of a browser pays for things that are not of the page.
  const [[byHand], [widget]] = await both(1, load);
  if (wanted("loads")) loadRows("", await both(BENCH_LOADS, load));
  if (wanted("slow")) loadRows(", slow", await both(BENCH_LOADS, load, { cpu: 4, network: SLOW }));
  if (wanted("moves")) {
    const fast = await both(BENCH_RUNS, perMove);
    add("main thread per move, ms", fast, (run) => run.all);
    for (const kind of ["script", "style", "layout"]) add(`  ${kind}`, fast, (run) => run[kind]);
    const slow = await both(Math.ceil(BENCH_RUNS / 2), perMove, { cpu: 6 });
    add("main thread per move, CPU 6× slower, ms", slow, (run) => run.all);
  }
  if (wanted("memory")) {
    const results = await both(1, memory);
    const [left, ours] = results.map(([run]) => run.left);
    if (left !== ours) throw new Error(`the pages do not do the same: "${left}", "${ours}"`);
    const rows = [["heap", "JavaScript heap"], ["grown", `  grown over ${MOVES} moves`]];
    for (const [key, name] of rows) add(`${name}, kB`, results, (run) => run[key] / 1000);
    add("WebAssembly memory, kB", results, (run) => run.wasm / 1000);
    add(`  grown over ${MOVES} moves, kB`, results, (run) => run.wasmGrown / 1000);
  }
  const weight = ({ parts }) => parts.reduce((sum, part) => sum + part.encodedBodySize, 0) / 1000;
  add("bytes to first working input, kB", [[byHand], [widget]], weight);
  console.log(`\nMedians (and quartiles) in a window of ${viewport.width} × ${viewport.height} pixels\n`);
  print(table);

  if (wanted("trace")) {
    const [[hand], [ours]] = await both(1, kinds);
    const all = (sums) => Object.values(sums).reduce((sum, ms) => sum + ms, 0);
    const rows = Object.keys(hand).map((kind) => [kind, short(hand[kind]), short(ours[kind])]);
    print([["where a move's time goes, ms", "vanilla", "mienskip"], ...rows, ["all", short(all(hand)), short(all(ours))]]);
  }
  const bytes = ({ parts }) => parts.map(({ path, encodedBodySize }) => [`${path} ${encodedBodySize}`]);
  print([["on the wire, brotli, bytes: vanilla"], ...bytes(byHand), ["mienskip"], ...bytes(widget)]);
  console.log(await how());
} finally {
  await browser.close();
  for (const server of sites) server.close();
}

/** How it was measured, so that nobody reads more into it than there is. */
async function how() {
  const version = JSON.parse(await readFile(new URL("./package.json", import.meta.url))).devDependencies["playwright-core"];
  const seconds = Math.round((performance.now() - started) / 1000);
  const load = loadavg().map((number) => number.toFixed(1)).join(" ");
  const [loads, runs] = [`${BENCH_LOADS} loads`, `${BENCH_RUNS} runs of ${MOVES} moves`];
  const slowRuns = `${Math.ceil(BENCH_RUNS / 2)} runs of ${SLOW_MOVES}`;
  return `How: Chromium ${browser.version()} (playwright-core ${version}, no GPU) on ${cpus().length} cores with load ${load}; both
pages from the same server code with the same headers and brotli, in turn, each run in a fresh profile: ${loads} as
is, ${loads} slow (CPU 4× slower, 1.6 Mbit/s, 150 ms), ${runs}, ${slowRuns} with the CPU 6× slower.
The first working input is a 7 put into the first points field that changes the text of what is left, tried whenever the
page changes, and the last byte the latest responseEnd before it; a move is a press of + (three per row, then an edit by
typing), one a frame, and costs the main thread's own processor time less that of an empty frame; the trace is one run each.
Half of the runs lie between the numbers in brackets, and a ratio is the median over pairs of runs made one right after the
other: where its bracket holds 1, no difference was seen. Took ${seconds} s.`;
}
