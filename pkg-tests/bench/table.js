// Medians, spreads and the table they are printed in.

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
 * A row: the figure, both medians with quartiles, and the ratio. Runs with the same number were made one right
 * after the other, so the ratio is taken in each such pair: what slows the machine for a while slows both.
 */
export function compare(name, vanilla, mienskip) {
  const cell = (numbers, digits = short) => {
    const { median, low, high } = spread(numbers);
    return numbers.length > 1 ? `${digits(median)} (${digits(low)}–${digits(high)})` : digits(median);
  };
  // A ratio to next to nothing says nothing.
  const ratios = mienskip.map((ours, run) => ours / vanilla[run]);
  const meaningful = vanilla.every((theirs) => theirs > 0.005);
  return [name, cell(vanilla), cell(mienskip), meaningful ? cell(ratios, (ratio) => ratio.toFixed(2)) : ""];
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
