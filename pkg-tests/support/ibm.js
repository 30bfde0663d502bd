// What IBM's engine finds on a page: a second opinion, with other rules than axe has for the same criteria.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const engine = await readFile(createRequire(import.meta.url).resolve("accessibility-checker-engine/ace.js"), "utf8");

/**
 * What offends against WCAG 2.2 A and AA for certain, as texts; what the engine asks a person to look at is left out. So
 * are two things it takes for what they are not: in what is folded up it finds fields, but not their labels; and a label
 * whose field is hidden for now, as the title of a scenario is while one still chooses, leads to no field for it.
 */
export async function offences(page) {
  if (!(await page.evaluate(() => "ace" in globalThis))) await page.evaluate(engine);
  return page.evaluate(async () => {
    const { results } = await new globalThis.ace.Checker().check(document, ["WCAG_2_2"]);
    const certain = results.filter(({ value: [kind, verdict] }) => kind === "VIOLATION" && verdict === "FAIL");
    const seen = certain.filter(({ node }) => node.checkVisibility());
    const meant = seen.filter(({ ruleId, node }) => ruleId !== "label_ref_valid" || !node.getRootNode().getElementById(node.htmlFor));
    return meant.map(({ ruleId, message, path: { dom } }) => `${ruleId}: ${message}: ${dom}`);
  });
}
