// What the widget costs beside other pages for the same survey (bench/pages.js), in the same run: bytes, time to the
// first working input, work per move, how that grows with the survey, memory. It measures and asserts nothing: times are
// for reading.
//
//   MIENSKIP_SITE  the built site                        CHROMIUM     the browser
//   BENCH_LOADS    loads of each page (7)                BENCH_RUNS   runs of moves on each page (3)
//   BENCH_WIDTH    width of the window in pixels (390)   BENCH_ONLY   parts to run, of loads,slow,moves,growth,memory,trace

import { readFile } from "node:fs/promises";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { chained, growth, reached } from "./bench/goals.js";
import { pages } from "./bench/pages.js";
import { MOVES, SINGLE_MOVES, SLOW_MOVES, kinds, load, medianMove, memory, perMove } from "./bench/runs.js";
import { packed, serve } from "./bench/server.js";
import { SIZES, grown } from "./bench/surveys.js";
import { compare, print, short } from "./bench/table.js";

const { MIENSKIP_SITE: site, CHROMIUM, BENCH_LOADS = 7, BENCH_RUNS = 3, BENCH_WIDTH = 390, BENCH_ONLY } = process.env;
const FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking";
const SLOW = { latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8 };
const GROWTH_RUNS = Math.ceil(BENCH_RUNS / 2);
const viewport = { width: Number(BENCH_WIDTH), height: 844 };

/** Whether a part is to be run; says so, because a part takes minutes. */
function wanted(part) {
  const runs = !BENCH_ONLY || BENCH_ONLY.split(",").includes(part);
  if (runs) console.error(`${Math.round((performance.now() - started) / 1000)} s: ${part}`);
  return runs;
}

const started = performance.now();
const built = await pages(site);
const names = Object.keys(built);
const servers = [];
const browser = await chromium.launch({
  executablePath: CHROMIUM,
  args: [...FLAGS.split(" "), "--disable-component-update", "--disable-sync"],
});

/** A server for every page, with a survey of so many scenarios. */
async function serveAll(count) {
  const survey = packed("/survey.json", await grown(join(site, "surveys/energie.json"), count));
  const started = await Promise.all(names.map((name) => serve([...built[name], survey])));
  servers.push(...started);
  return Object.fromEntries(names.map((name, at) => [name, started[at]]));
}

/** Runs a measurement on every page in turn, in each round beginning with another one; gives the results by page. */
async function each(sites, times, measure, options) {
  const results = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < times; round++) {
    const first = round % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      results[name].push(await measure(browser, sites[name], { viewport, ...options }));
    }
  }
  return results;
}

const row = (name, results, figure) => compare(name, names.map((page) => results[page].map(figure)));
const heading = (text) => [text, ...names];
const loadRows = (how, results) => [
  row(`start to first working input${how}, ms`, results, (run) => run.works),
  row("  to the end of that frame", results, (run) => run.seen),
  row("  of which the main thread's own work", results, (run) => run.work),
  row("  after the last byte", results, (run) => run.afterLast),
];

try {
  const sites = await serveAll(SIZES[0]);
  const measured = {};
  // The first page of a browser pays for things that are not of the page.
  measured.first = await each(sites, 1, load);
  const bytes = ({ parts }) => parts.reduce((sum, part) => sum + part.encodedBodySize, 0) / 1000;
  const table = [
    heading(""),
    row("brotli to first working input, kB", measured.first, bytes),
    row("requests that wait for a script", measured.first, chained),
  ];
  if (wanted("loads")) {
    measured.loads = await each(sites, BENCH_LOADS, load);
    table.push(...loadRows("", measured.loads));
  }
  if (wanted("slow")) {
    measured.slow = await each(sites, BENCH_LOADS, load, { cpu: 4, network: SLOW });
    table.push(...loadRows(", slow", measured.slow));
  }
  if (wanted("moves")) {
    const fast = await each(sites, BENCH_RUNS, perMove);
    table.push(row("main thread per move, ms", fast, (run) => run.all));
    for (const kind of ["script", "style", "layout"]) table.push(row(`  ${kind}`, fast, (run) => run[kind]));
    measured.throttled = await each(sites, BENCH_RUNS, perMove, { cpu: 6 });
    table.push(row("main thread per move, CPU 6× slower, ms", measured.throttled, (run) => run.all));
    table.push(row(`  long tasks in ${SLOW_MOVES} moves`, measured.throttled, (run) => run.long.length));
    table.push(row("  the longest, ms", measured.throttled, (run) => Math.max(0, ...run.long)));
  }
  if (wanted("growth")) {
    measured.growth = [];
    for (const count of SIZES) {
      const results = await each(count === SIZES[0] ? sites : await serveAll(count), GROWTH_RUNS, medianMove);
      measured.growth.push({ count, results });
      table.push(row(`median move with ${count} scenarios, ms`, results, (ms) => ms));
    }
    const grew = names.map((name) => growth(measured.growth, name).toFixed(2));
    table.push([`  ${SIZES.at(-1)} scenarios as a multiple of ${SIZES[0]}`, ...grew]);
  }
  if (wanted("memory")) {
    measured.memory = await each(sites, 1, memory);
    const left = names.map((name) => measured.memory[name][0].left);
    if (new Set(left).size > 1) throw new Error(`the pages do not do the same: ${left.join("; ")}`);
    table.push(
      row("JavaScript heap, kB", measured.memory, (run) => run.heap / 1000),
      row(`  grown over ${MOVES} moves`, measured.memory, (run) => run.grown / 1000),
      row("WebAssembly memory, kB", measured.memory, (run) => run.wasm / 1000),
      row(`  grown over ${MOVES} moves`, measured.memory, (run) => run.wasmGrown / 1000),
    );
  }
  console.log(`\nMedians in a window of ${viewport.width} × ${viewport.height} pixels, × is the ratio to ${names[0]}\n`);
  print(table);

  if (wanted("trace")) {
    const results = await each(sites, 1, kinds);
    const cells = (figure) => names.map((name) => short(figure(results[name][0])));
    const all = (sums) => Object.values(sums).reduce((sum, ms) => sum + ms, 0);
    const rows = Object.keys(results[names[0]][0]).map((kind) => [kind, ...cells((sums) => sums[kind])]);
    print([heading("where a move's time goes, ms"), ...rows, ["all", ...cells(all)]]);
  }
  for (const name of names) {
    const parts = measured.first[name][0].parts.map(({ path, encodedBodySize }) => `${path} ${encodedBodySize}`);
    console.log(`${name}, bytes on the wire: ${parts.join(", ")}`);
  }
  console.log();
  print(reached(measured));
  console.log(await how());
} finally {
  await browser.close();
  for (const server of servers) server.close();
}

/** How it was measured, so that nobody reads more into it than there is. */
async function how() {
  const version = async (path, name) =>
    `${name} ${JSON.parse(await readFile(new URL(path, import.meta.url))).devDependencies[name]}`;
  const driver = await version("./package.json", "playwright-core");
  const rivals = await Promise.all(
    ["preact", "react", "survey-core", "survey-js-ui", "esbuild"].map((name) => version("./bench/package.json", name)),
  );
  const seconds = Math.round((performance.now() - started) / 1000);
  const load = loadavg().map((number) => number.toFixed(1)).join(" ");
  return `How: Chromium ${browser.version()} (${driver}, no GPU) on ${cpus().length} cores with load ${load}; ${rivals.join(", ")}. All pages
from the same server code with the same headers and brotli, in turn, each run in a fresh profile: ${BENCH_LOADS} loads as is,
${BENCH_LOADS} slow (CPU 4× slower, 1.6 Mbit/s, 150 ms), ${BENCH_RUNS} runs of ${MOVES} moves, ${BENCH_RUNS} of ${SLOW_MOVES} with the CPU 6× slower, and for growth ${GROWTH_RUNS} of
${SINGLE_MOVES} moves for each size of the survey; memory and the trace are one run each.
The first working input is a 7 put into the first points field that changes the text of what is left, tried whenever the
page changes, and the last byte the latest responseEnd before it; a request waits for a script when it starts after the first
script has come. A move is a press of + (three per row, then an edit by typing), one a frame, and costs the main thread's own
processor time less that of an empty frame: the mean over a run, but for growth the median of moves measured one by one.
Long tasks are those that the browser reports, over 50 ms on the clock, other work of the machine included.
A ratio is the median over rounds in which every page ran once; half of the rounds lie between the numbers in brackets. Where
a bracket holds 1, no difference was seen, and on machines like these times less than 10 % apart are not resolved. ${names.at(-1)} has
no picture of the division, no undo and no table, so it does less per move than the others. Took ${seconds} s.`;
}
