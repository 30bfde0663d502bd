// One measurement each: a page is opened as for the first time, and it is loaded, or moves are made on it.

import { keepMemories, moves, watch } from "./page.js";
import { spread } from "./table.js";
import { CATEGORIES, times } from "./trace.js";

const VIEWPORT = { width: 390, height: 844 };
/** Moves per run, on a slow processor half as many to save time, and one by one fewer still. */
export const MOVES = 200;
export const SLOW_MOVES = 100;
export const SINGLE_MOVES = 32;
/** Empty frames, to tell what a frame costs. */
const FRAMES = 40;

/** Opens a page in a fresh profile, so that nothing is cached, and waits until it takes input. */
async function open(browser, site, { cpu = 1, network, scripts = [], viewport = VIEWPORT } = {}) {
  const context = await browser.newContext({ viewport });
  const page = await context.newPage();
  const client = await context.newCDPSession(page);
  await client.send("Emulation.setCPUThrottlingRate", { rate: cpu });
  if (network) {
    await client.send("Network.enable");
    await client.send("Network.emulateNetworkConditions", { offline: false, ...network });
  }
  // The processor's time of the main thread, not the clock's: the machine may be busy with something else.
  await client.send("Performance.enable", { timeDomain: "threadTicks" });
  for (const script of [watch, ...scripts]) await page.addInitScript(script);
  const said = page.waitForEvent("console", {
    predicate: (message) => message.text().startsWith('{"bench"'),
    timeout: 60_000,
  });
  await page.goto(site.url, { waitUntil: "commit" });
  const { bench } = JSON.parse((await said).text());
  return { context, page, client, bench };
}

/**
 * A load: milliseconds to the first working input, from the last byte and from the start; the same to the end of the
 * frame that shows it; the main thread's own work until then; and what was loaded.
 */
export async function load(browser, site, options) {
  const { context, client, bench } = await open(browser, site, options);
  const { TaskDuration } = await metrics(client);
  await context.close();
  const { works, seen, last, parts } = bench;
  return { works, seen, afterLast: works - last, seenAfterLast: seen - last, work: TaskDuration * 1000, parts };
}

/** Milliseconds of the main thread per move: all, and of it script, style and layout; and the long tasks. */
export async function perMove(browser, site, options) {
  const count = options.cpu > 1 ? SLOW_MOVES : MOVES;
  const { context, page, client } = await open(browser, site, options);
  const nothing = await during(page, client, { from: 0, count: FRAMES, act: false });
  const something = await during(page, client, { from: 0, count, act: true });
  await context.close();
  const cost = (name) => something.cost(name) - nothing.cost(name);
  return {
    all: cost("TaskDuration"),
    script: cost("ScriptDuration"),
    style: cost("RecalcStyleDuration"),
    layout: cost("LayoutDuration"),
    long: something.long,
  };
}

/** Milliseconds of the main thread for the median move: each is measured on its own. */
export async function medianMove(browser, site, options) {
  const { context, page, client } = await open(browser, site, options);
  const median = async (act) => {
    const costs = [];
    for (let from = 0; from < SINGLE_MOVES; from++) {
      costs.push((await during(page, client, { from, count: 1, act })).cost("TaskDuration"));
    }
    return spread(costs).median;
  };
  const nothing = await median(false);
  const something = await median(true);
  await context.close();
  return something - nothing;
}

/** Makes moves; gives the milliseconds that each took of the main thread, by the metric's name, and the long tasks. */
async function during(page, client, work) {
  const before = await metrics(client);
  const { long } = await page.evaluate(moves, work);
  const after = await metrics(client);
  return { cost: (name) => ((after[name] - before[name]) * 1000) / work.count, long };
}

async function metrics(client) {
  const { metrics } = await client.send("Performance.getMetrics");
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
}

/** Milliseconds of the main thread per move by kind of work, from a trace; tracing itself costs something. */
export async function kinds(browser, site, options) {
  const { context, page } = await open(browser, site, options);
  await page.evaluate(moves, { from: 0, count: 48, act: true });
  await browser.startTracing(page, { categories: CATEGORIES });
  const marked = async (name, work) => {
    await page.evaluate((mark) => performance.mark(mark), `${name}-begin`);
    await page.evaluate(moves, work);
    await page.evaluate((mark) => performance.mark(mark), `${name}-end`);
  };
  await marked("nothing", { from: 0, count: FRAMES, act: false });
  await marked("something", { from: 48, count: MOVES, act: true });
  const trace = (await browser.stopTracing()).toString();
  await context.close();
  const nothing = times(trace, "nothing-begin", "nothing-end");
  const something = times(trace, "something-begin", "something-end");
  return Object.fromEntries(
    Object.entries(something).map(([kind, ms]) => [kind, ms / MOVES - nothing[kind] / FRAMES]),
  );
}

/** Bytes: the JavaScript heap and the WebAssembly memory after some moves, and how much they grow over more. */
export async function memory(browser, site, options) {
  const { context, page, client } = await open(browser, site, { ...options, scripts: [keepMemories] });
  const measure = async () => {
    await client.send("HeapProfiler.collectGarbage");
    const { usedSize } = await client.send("Runtime.getHeapUsage");
    const wasm = await page.evaluate(() => globalThis.memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0));
    return { heap: usedSize, wasm };
  };
  // What is made once, by the first moves, is no growth.
  await page.evaluate(moves, { from: 0, count: 48, act: true });
  const before = await measure();
  const { left } = await page.evaluate(moves, { from: 48, count: MOVES, act: true });
  const after = await measure();
  await context.close();
  return { ...after, left, grown: after.heap - before.heap, wasmGrown: after.wasm - before.wasm };
}
