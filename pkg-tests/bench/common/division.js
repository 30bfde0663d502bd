// A division of the points as a value that every move makes anew; what did not change stays the same object, so that
// a page sees at once which rows to write.

import { amount, button, order, scenarios, standing, t, total } from "./survey.js";

/** Nothing given yet. `text` is what stands in a field, `wrong` why it does not count, `note` what is said of that. */
export const start = {
  rows: scenarios.map(() => ({ points: 0, text: "0", wrong: "", note: "", reasons: new Set() })),
  history: null,
  typing: -1,
  first: null,
  said: "",
};

export const rest = ({ rows }) => total - rows.reduce((sum, { points }) => sum + points, 0);

/** Whether giving all the rest to one scenario is natural. */
export const nearlyDone = (left) => left > 0 && left * 2 <= total;

/** The division after an action. */
export const act = (division, action) => actions[action.name](division, action);

const actions = {
  more: (division, { i }) => move(division, [[i, division.rows[i].points + button]]),
  less: (division, { i }) => actions.step(division, { i, by: -button }),
  step: (division, { i, by }) => move(division, [[i, Math.max(0, division.rows[i].points + by)]]),
  again: (division) => move(division, order.map((i) => [i, 0])),
  fill(division, { i }) {
    const left = rest(division);
    return left > 0 ? move(division, [[i, division.rows[i].points + left]]) : division;
  },
  spread(division) {
    const left = rest(division);
    const each = Math.floor(left / order.length);
    const more = left % order.length;
    const given = (i, at) => division.rows[i].points + each + (at < more ? 1 : 0);
    return left > 0 ? move(division, order.map((i, at) => [i, given(i, at)])) : division;
  },
  undo(division) {
    if (!division.history) return division;
    const { points, before } = division.history;
    const rows = division.rows.map((row, i) =>
      row.points === points[i] ? row : { ...row, points: points[i], text: String(points[i]) },
    );
    const next = { ...division, rows, history: before, typing: -1 };
    return { ...next, said: standing(rest(next)) };
  },
  type(division, { i, text }) {
    const typed = text.trim();
    const wrong = !/^\d*$/.test(typed)
      ? "Vul een heel getal in."
      : Number(typed) > total ? `Hier kan hoogstens ${amount(total)} heen.` : "";
    if (!wrong) return move(division, [[i, Number(typed)]], { i, text });
    return { ...division, rows: division.rows.with(i, { ...division.rows[i], text, wrong }) };
  },
  leave(division, { i }) {
    const row = division.rows[i];
    const note = row.wrong && `${row.wrong} Nu telt ${amount(row.points)}.`;
    const text = row.wrong ? row.text : String(row.points);
    const same = note === row.note && text === row.text;
    return { ...division, rows: same ? division.rows : division.rows.with(i, { ...row, note, text }), typing: -1 };
  },
  reason(division, { i, v, on }) {
    const reasons = new Set(division.rows[i].reasons);
    if (on) reasons.add(v);
    else reasons.delete(v);
    return { ...division, rows: division.rows.with(i, { ...division.rows[i], reasons }) };
  },
};

// Gives scenarios new points; `typed` is the field that is being typed in, which keeps its text.
function move(division, changes, typed) {
  const { history, typing } = division;
  const points = () => division.rows.map(({ points }) => points);
  const rows = [...division.rows];
  for (const [i, points] of changes) {
    rows[i] = { ...rows[i], points, text: typed ? typed.text : String(points), wrong: "", note: "" };
  }
  const next = {
    rows,
    history: typed && typing === typed.i ? history : { points: points(), before: history },
    typing: typed ? typed.i : -1,
  };
  const left = rest(next);
  const [[i, now]] = changes;
  return {
    ...next,
    first: division.first ?? (left === 0 ? rows.map(({ points }) => points) : null),
    said: changes.length === 1 ? `${t(scenarios[i].title)}: ${amount(now)}. ${standing(left)}` : standing(left),
  };
}
