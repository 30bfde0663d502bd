// Reads a Chromium trace: how much of the main thread's own time went to script, style, layout, paint and the rest.

/** The kinds of work, and the names the trace has for them. */
const KINDS = {
  style: ["UpdateLayoutTree", "RecalculateStyles", "ScheduleStyleRecalculation", "InvalidateLayout"],
  layout: ["Layout", "HitTest", "IntersectionObserverController::computeIntersections"],
  paint: ["PrePaint", "Paint", "Layerize", "UpdateLayer", "UpdateLayerTree", "CompositeLayers", "Commit", "PaintImage"],
  script: [
    "EvaluateScript", "FunctionCall", "EventDispatch", "FireAnimationFrame", "RunMicrotasks", "TimerFire", "v8.run",
    "v8.callFunction", "V8.GCScavenger", "MinorGC", "MajorGC", "V8.GC_MC_INCREMENTAL", "HandlePostMessage",
  ],
};
const KIND = new Map(Object.entries(KINDS).flatMap(([kind, names]) => names.map((name) => [name, kind])));

/** The categories to trace. */
export const CATEGORIES = ["toplevel", "devtools.timeline", "blink.user_timing"];

/**
 * Milliseconds by kind, between two marks that the page made with `performance.mark`. An event within another one
 * counts for itself only; what has no kind of its own counts for what it is within.
 */
export function times(trace, begin, end) {
  const { traceEvents } = JSON.parse(trace);
  const mark = (name) => traceEvents.find((event) => event.name === name && event.cat.includes("blink.user_timing"));
  const [from, to] = [mark(begin), mark(end)];
  const main = traceEvents
    .filter(({ ph, pid, tid, ts }) => ph === "X" && pid === from.pid && tid === from.tid && ts >= from.ts && ts <= to.ts)
    .sort((a, b) => a.ts - b.ts || b.dur - a.dur);
  const sums = { script: 0, style: 0, layout: 0, paint: 0, other: 0 };
  const open = [];
  for (const { name, ts, dur, tdur } of main) {
    while (open.length && open.at(-1).until <= ts) open.pop();
    const kind = KIND.get(name) ?? open.at(-1)?.kind ?? "other";
    // Time on the processor where the trace has it: the machine may be busy with something else.
    const own = (tdur ?? dur) / 1000;
    sums[kind] += own;
    if (open.length) sums[open.at(-1).kind] -= own;
    open.push({ kind, until: ts + dur });
  }
  return sums;
}
