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

/** A row: the figure, both medians with quartiles, and the ratio of the medians. */
export function compare(name, vanilla, mienskip) {
  const [ours, theirs] = [spread(mienskip), spread(vanilla)];
  const cell = ({ median, low, high }) => `${short(median)} (${short(low)}–${short(high)})`;
  // A ratio of next to nothings says nothing.
  const ratio = theirs.median > 0.005 ? `${(ours.median / theirs.median).toFixed(2)}×` : "";
  return [name, cell(theirs), cell(ours), ratio];
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
