// What axe finds on a page, shadow roots included: the rules of WCAG 2.2 A and AA and of EN 301 549, and what is good
// practice beside them.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "EN-301-549", "best-practice"];

/**
 * What axe finds on the page, as texts. It is asked at the top, where the bar that stays in view is in its own place:
 * further down axe takes what is half below the bar, until the next turn of the wheel, for small (axe-core 3720).
 */
export async function findings(page) {
  await page.evaluate(() => scrollTo(0, 0));
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe);
  const { violations } = await page.evaluate((values) => globalThis.axe.run({ runOnly: { type: "tag", values }, resultTypes: ["violations"] }), RULES);
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id}: ${help}: ${target.flat().join(" ")}`));
}
