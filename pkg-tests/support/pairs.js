// Which combinations to test when there are too many: so few that every two values of different kinds still meet, since
// what goes wrong goes wrong because of two things that meet far more often than because of three.

/** Every two values of different kinds, as `[kind, value, kind, value]` by place. */
export function pairsOf(kinds) {
  const pairs = [];
  for (const [one, values] of kinds.entries()) {
    for (let other = one + 1; other < kinds.length; other++) {
      for (const value of values.keys()) for (const partner of kinds[other].keys()) pairs.push([one, value, other, partner]);
    }
  }
  return pairs;
}

/**
 * Combinations, a value of each kind, in which every two values of different kinds meet at least once. Each begins with
 * the first two that have not met; every other kind adds the value that meets the most it has not met. The same each time.
 */
export function pairwise(kinds) {
  const open = new Map(pairsOf(kinds).map((pair) => [`${pair}`, pair]));
  const meet = (one, value, other, partner) => `${one < other ? [one, value, other, partner] : [other, partner, one, value]}`;
  const combinations = [];
  while (open.size) {
    const [[one, value, other, partner]] = open.values();
    const chosen = new Map([[one, value], [other, partner]]);
    for (const [kind, values] of kinds.entries()) {
      if (chosen.has(kind)) continue;
      const news = [...values.keys()].map((value) => [...chosen].filter(([other, partner]) => open.has(meet(kind, value, other, partner))).length);
      chosen.set(kind, news.indexOf(Math.max(...news)));
    }
    for (const [kind, value] of chosen) for (const [other, partner] of chosen) if (kind < other) open.delete(meet(kind, value, other, partner));
    combinations.push(kinds.map((values, kind) => values[chosen.get(kind)]));
  }
  return combinations;
}

/** Every combination there is. */
export const product = (kinds) => kinds.reduce((rows, values) => rows.flatMap((row) => values.map((value) => [...row, value])), [[]]);
