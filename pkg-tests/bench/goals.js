// What the widget aims at beside the other pages, and whether a run reached it. Reported, never asserted: a time
// belongs to a machine and a moment.

import { ratios, spread, short } from "./table.js";

const ratio = (results, other, figure) => {
  const [ours, theirs] = [results.mienskip.map(figure), results[other].map(figure)];
  return spread(ratios(ours, theirs)).median;
};
const works = (run) => run.works;
const all = (run) => run.all;
const megabytes = (bytes) => bytes / 1e6;

/** Each goal: its name, the part of the bench that tells, the figure in that part's results, and the most it may be. */
const GOALS = [
  ["requests that wait for a script", "first", (first) => chained(first.mienskip[0]), 1],
  ["first working input, times vanilla", "loads", (loads) => ratio(loads, "vanilla", works), 1.1],
  ["first working input, times Preact", "loads", (loads) => ratio(loads, "preact", works), 1],
  ["first working input, slow, times vanilla", "slow", (slow) => ratio(slow, "vanilla", works), 1.1],
  ["first working input, slow, times Preact", "slow", (slow) => ratio(slow, "preact", works), 1],
  ["work per move, CPU 6× slower, times vanilla", "throttled", (runs) => ratio(runs, "vanilla", all), 0.9],
  ["long tasks in the moves, CPU 6× slower", "throttled", (runs) => runs.mienskip.flatMap((run) => run.long).length, 0],
  ["work per move at most scenarios, times that at fewest", "growth", (sizes) => growth(sizes, "mienskip"), 1.5],
  ["linear memory, MB", "memory", (runs) => megabytes(runs.mienskip[0].wasm), 0.4],
  ["growth of the heap over the moves, MB", "memory", (runs) => megabytes(runs.mienskip[0].grown), 0.1],
];

/** How many requests began only after a script had come. */
export function chained({ parts }) {
  const scripts = parts.filter(({ path }) => path.endsWith(".js"));
  const first = Math.min(...scripts.map(({ responseEnd }) => responseEnd));
  return parts.filter(({ startTime }) => startTime > first).length;
}

/** The work per move at the largest survey, as a multiple of that at the smallest. */
export const growth = (sizes, page) =>
  spread(ratios(sizes.at(-1).results[page], sizes[0].results[page])).median;

/** The goals that the parts of a run tell of, as rows of a table. */
export function reached(measured) {
  const rows = GOALS.filter(([, part]) => measured[part]).map(([goal, part, figure, most]) => {
    const got = figure(measured[part]);
    const timed = !["first", "memory"].includes(part) && most > 0;
    const close = timed && Math.abs(got / most - 1) < 0.1 ? " (less than 10 % away: not resolved)" : "";
    return [goal, `at most ${most}`, short(got), `${got <= most ? "reached" : "missed"}${close}`];
  });
  return [["goal", "", "", ""], ...rows];
}
