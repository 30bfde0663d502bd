// The survey, its texts and its profile: what the pages beside the widget have in common, so that they differ in how
// they put it on the page and in nothing else. Floats, no check of the survey: what a page for one survey needs.

export const survey = await (await fetch("survey.json")).json();
export const { scenarios, values, questions } = survey;
export const { total, button } = survey.points;
const { relevance } = survey;

export const t = (text) => (typeof text === "string" ? text : (text?.nl ?? ""));
export const lines = (text) => t(text).split("\n");
export const amount = (n) => `${n} ${n === 1 ? "punt" : "punten"}`;
export const decimal = (x) => x.toFixed(1).replace(".", ",");
export const signed = (n) => (n > 0 ? `+${n}` : `${n}`.replace("-", "−"));
export const colour = (i) => `c${i % 6}`;

/** The order in which the scenarios are shown. */
export const order = scenarios.map((_, i) => i);
for (let i = order.length - 1; i > 0; i--) {
  const j = Math.floor(Math.random() * (i + 1));
  [order[i], order[j]] = [order[j], order[i]];
}

/** What is left of the points. */
export function standing(rest) {
  if (rest === 0) return `Alle ${amount(total)} verdeeld`;
  return rest > 0 ? `Nog ${rest} van de ${amount(total)}` : `${amount(-rest)} te veel`;
}

// ---- The profile: what the division emphasises against an equal one

const table = scenarios.map(({ id }) => {
  const row = values.map((value) => relevance[id]?.[value.id] ?? 0);
  const sum = row.reduce((a, b) => a + b);
  return { row, sum, part: row.map((r) => r / sum) };
});
const neutral = values.map((_, v) => table.reduce((sum, { part }) => sum + part[v], 0) / scenarios.length);

/** The profile of a division: for each scenario its points and the set of reasons for them. */
export function profile(rows) {
  const part = (i, v) => {
    const { size } = rows[i].reasons;
    return size ? (rows[i].reasons.has(v) ? 1 / size : 0) : table[i].part[v];
  };
  const difference = (i, v) => part(i, v) - (rows[i].reasons.size ? 1 / values.length : neutral[v]);
  const sum = (by) => rows.reduce((sum, { points }, i) => sum + points * by(i), 0);
  const given = sum(() => 1);
  const share = values.map((_, v) => (given ? sum((i) => part(i, v)) / given : 0));
  const emphasis = values.map((_, v) => (given ? sum((i) => difference(i, v)) / given : 0));
  const strength = emphasis.reduce((sum, e) => sum + Math.abs(e), 0) / 2;
  const byEmphasis = values.map((_, v) => v).sort((a, b) => emphasis[b] - emphasis[a] || a - b);
  const top = emphasis[byEmphasis[0]];
  const leaders = values.filter((_, v) => top - emphasis[v] < 1e-9);
  return { given, share, emphasis, strength, byEmphasis, leaders, margin: margin(rows, difference, byEmphasis[0]) };
}

// The fewest points to move before another value leads too; Infinity when no move can do that.
function margin(rows, difference, leader) {
  let least = Infinity;
  for (let v = 0; v < values.length; v++) {
    if (v === leader) continue;
    const lead = rows.map((_, i) => difference(i, leader) - difference(i, v));
    const lowest = Math.min(...lead);
    let gap = rows.reduce((sum, { points }, i) => sum + points * lead[i], 0);
    let moved = 0;
    for (const i of [...lead.keys()].sort((a, b) => lead[b] - lead[a])) {
      const closes = lead[i] - lowest;
      if (gap < 1e-9 || closes < 1e-9) break;
      const needed = Math.min(rows[i].points, Math.ceil(gap / closes - 1e-9));
      moved += needed;
      gap -= needed * closes;
    }
    if (gap < 1e-9) least = Math.min(least, moved);
  }
  return least;
}

const names = (list) => list.map((value) => t(value.title)).join(", ").replace(/, ([^,]*)$/, " en $1");

/** The leading values in a few words. */
export const brief = ({ strength, leaders }) => (strength < 1e-9 ? "" : `Nadruk: ${names(leaders)}`);

/** The profile in a sentence. */
export function sentence({ given, strength, leaders, margin }) {
  if (!given) return "Geef punten. Dan ziet u hier wat uw verdeling benadrukt.";
  if (strength < 1e-9) return "Uw verdeling benadrukt niets meer dan een gelijke verdeling.";
  const start =
    strength < 0.05
      ? `Uw verdeling lijkt op een gelijke verdeling. Een klein beetje nadruk ligt op ${names(leaders)}.`
      : `Uw verdeling legt de nadruk op ${names(leaders)}.`;
  if (margin === Infinity) return `${start} Dat blijft zo, hoe u de punten ook verplaatst.`;
  if (margin === 0) return `${start} Die staan samen bovenaan.`;
  const moved = `als u ${amount(margin)} verplaatst.`;
  if (margin * 20 <= given) return `${start} Het scheelt weinig. Dat verandert ${moved}`;
  if (margin * 20 <= given * 3) return `${start} Dat is vrij duidelijk. Het verandert ${moved}`;
  return `${start} Dat is duidelijk. Het verandert pas ${moved}`;
}

/** What stands on the bar of each value, in the order of the values; left and width in percent of the bar's room. */
export function bars({ emphasis, share }) {
  const most = Math.max(...emphasis.map(Math.abs));
  const scale = most <= 0.2 ? 0.2 : most <= 0.4 ? 0.4 : 1;
  return emphasis.map((e, v) => {
    const width = (Math.abs(e) / scale) * 50;
    return {
      figure: signed(Math.round(e * 100)),
      kind: e > 0 ? "fig plus" : "fig",
      left: e > 0 ? 50 : 50 - width,
      width,
      share: `${decimal(share[v] * 100)}%`,
      neutral: `${decimal((share[v] - e) * 100)}%`,
    };
  });
}

/** The sum behind a bar, a line for each scenario that adds to it. */
export function summands(rows, v) {
  return scenarios.flatMap((scenario, i) => {
    const { points, reasons } = rows[i];
    const p = reasons.size ? (reasons.has(v) ? 1 / reasons.size : 0) : table[i].part[v];
    if (!points || !p) return [];
    const of = reasons.size ? `1/${reasons.size}, uw reden` : `${table[i].row[v]}/${table[i].sum}`;
    return [`${amount(points)} voor ${t(scenario.title)} × ${of} = ${decimal(points * p)}`];
  });
}
