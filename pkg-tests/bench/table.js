// Medians, spreads and the tables they are printed in.

/** The value at a part of a sorted list, between two values where need be. */
function at(sorted, part) {
  const place = (sorted.length - 1) * part;
  const low = Math.floor(place);
  return sorted[low] + (place - low) * ((sorted[low + 1] ?? sorted[low]) - sorted[low]);
}

/** The median, and the quartiles that half of the runs lie between. */
export function spread(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return { median: at(sorted, 0.5), low: at(sorted, 0.25), high: at(sorted, 0.75) };
}

/** Three digits that count: 0.62, 7.41, 38.2, 1459. */
export const short = (number) => {
  const size = Math.abs(number);
  return number.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
};

/**
 * The ratios of two pages. Runs with the same number were made in the same round, so the ratio is taken in each:
 * what slows the machine for a while slows both.
 */
export const ratios = (ours, theirs) => ours.map((number, run) => number / theirs[run]);

/** A row: a figure's median on the first page; on each other page that and the ratio to the first; with quartiles. */
export function compare(name, [first, ...others]) {
  const within = ({ low, high }, digits) => `(${digits(low)}–${digits(high)})`;
  // A ratio to next to nothing says nothing.
  const meaningful = first.every((number) => number > 0.005);
  const hundredths = (number) => number.toFixed(2);
  const cell = (numbers) => {
    const median = short(spread(numbers).median);
    if (!meaningful) return median;
    const ratio = spread(ratios(numbers, first));
    return `${median} ×${hundredths(ratio.median)}${numbers.length > 1 ? ` ${within(ratio, hundredths)}` : ""}`;
  };
  const own = spread(first);
  return [name, `${short(own.median)}${first.length > 1 ? ` ${within(own, short)}` : ""}`, ...others.map(cell)];
}

/** Prints rows in columns; the first column to the left, the others to the right. */
export function print(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows) {
    const cells = row.map((cell, column) => (column ? cell.padStart(widths[column]) : cell.padEnd(widths[column])));
    console.log(cells.join("   ").trimEnd());
  }
  console.log();
}
