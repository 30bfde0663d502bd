// What the widget costs beside other pages for the same survey (bench/pages.js), in the same run: bytes, time to the
// first working input, work per move and how that grows with the survey, memory. It measures and asserts nothing: times
// are for reading.
//
//   MIENSKIP_SITE  the built site                        CHROMIUM     the browser
//   BENCH_LOADS    loads of each page (7)                BENCH_RUNS   runs of moves on each page (3)
//   BENCH_WIDTH    width of the window in pixels (390)
//   BENCH_ONLY     parts to run: loads,slow,moves,growth,memory,trace

import { join } from "node:path";
import { chromium } from "playwright-core";
import { chained, growth, reached } from "./bench/goals.js";
import { how } from "./bench/how.js";
import { pages } from "./bench/pages.js";
import { MOVES, SLOW_MOVES, kinds, load, medianMove, memory, perMove } from "./bench/runs.js";
import { packed, serve } from "./bench/server.js";
import { SIZES, grown } from "./bench/surveys.js";
import { compare, print, short } from "./bench/table.js";

const { MIENSKIP_SITE: site, CHROMIUM, BENCH_LOADS = 7, BENCH_RUNS = 3, BENCH_WIDTH = 390, BENCH_ONLY } = process.env;
const FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking";
const SLOW = { latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8 };
/** Runs of what takes long: moves on a slow processor, and on large surveys. */
const LONG_RUNS = Math.ceil(BENCH_RUNS / 2);
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
    measured.throttled = await each(sites, LONG_RUNS, perMove, { cpu: 6 });
    table.push(row("main thread per move, CPU 6× slower, ms", measured.throttled, (run) => run.all));
    table.push(row(`  long tasks in ${SLOW_MOVES} moves`, measured.throttled, (run) => run.long.length));
    table.push(row("  the longest, ms", measured.throttled, (run) => Math.max(0, ...run.long)));
  }
  if (wanted("growth")) {
    measured.growth = [];
    for (const count of SIZES) {
      const results = await each(count === SIZES[0] ? sites : await serveAll(count), LONG_RUNS, medianMove);
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
  const { width, height } = viewport;
  console.log(`\nMedians in a window of ${width} × ${height} pixels, × is the ratio to ${names[0]}\n`);
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
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(await how({ browser, loads: BENCH_LOADS, runs: BENCH_RUNS, longRuns: LONG_RUNS, seconds }));
} finally {
  await browser.close();
  for (const server of servers) server.close();
}
