// How it was measured, so that nobody reads more into the figures than there is.

import { readFile } from "node:fs/promises";
import { cpus, loadavg } from "node:os";
import { MOVES, SINGLE_MOVES, SLOW_MOVES } from "./runs.js";

const times = (count) => `${count} run${count > 1 ? "s" : ""}`;

/** The text below the tables. */
export async function how({ browser, loads, runs, longRuns, seconds }) {
  const driver = await versions("../package.json", ["playwright-core"]);
  const made = await versions("./package.json", ["preact", "react", "survey-core", "survey-js-ui", "esbuild"]);
  const load = loadavg().map((number) => number.toFixed(1)).join(" ");
  const [fast, slow] = [times(runs), times(longRuns)];
  return `How: Chromium ${browser.version()} (${driver}, no GPU) on ${cpus().length} cores with load ${load}; ${made}.
All pages from the same server code with the same headers and brotli, in turn, each run in a fresh profile: ${loads}
loads as is, ${loads} slow (CPU 4× slower, 1.6 Mbit/s, 150 ms), ${fast} of ${MOVES} moves, ${slow} of ${SLOW_MOVES}
with the CPU 6× slower, and for growth ${slow} of ${SINGLE_MOVES} moves for each size of the survey; memory and the
trace are one run each. The first working input is a 7 put into the first points field that changes the text of what is
left, tried whenever the page changes, and the last byte the latest responseEnd before it; a request waits for a script
when it starts after the first script has come. A move is a press of + (three per row, then an edit by typing), one a
frame, and costs the main thread's own processor time less that of an empty frame: the mean over a run, but for growth
the median of moves measured one by one. Long tasks are those that the browser reports, over 50 ms on the clock, so that
other work of the machine adds to them. SurveyJS has no picture of the division, no undo, no sums and no table: it does
less per move than the others. A ratio is the median over rounds in which every page ran once; half of the rounds lie
between the numbers in brackets. Where a bracket holds 1, no difference was seen, and on machines like these times less
than 10 % apart are not resolved.
Took ${seconds} s.`;
}

async function versions(path, names) {
  const { devDependencies } = JSON.parse(await readFile(new URL(path, import.meta.url)));
  return names.map((name) => `${name} ${devDependencies[name]}`).join(", ");
}
