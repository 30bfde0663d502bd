// Why: a municipality has to account for everything on its pages, and needs what is known of this part of them. The report
// is written from the criteria, the states and the versions that are tested (UPDATE=1 writes it anew), and what it
// says is shown by a test must be.

import assert from "node:assert/strict";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { CRITERIA, NEW_IN_22 } from "./support/criteria.js";
import { KINDS, STYLES } from "./support/matrix.js";
import { pairwise, product } from "./support/pairs.js";
import { json } from "./support/places.js";
import { LANGUAGES, WAYS, surveyIn } from "./support/states.js";

const REPORT = new URL("../docs/accessibility.md", import.meta.url);
const BY_HAND = new URL("../docs/accessibility-by-hand.md", import.meta.url);
const read = (name) => readFileSync(new URL(name, import.meta.url), "utf8");
const { devDependencies: versions } = json(new URL("package.json", import.meta.url));

const file = (name) => `${name}.test.js`;
const shown = ([name, part]) => `[${file(name)}](../pkg-tests/${file(name)}): “${part}”`;
const clause = (number) => (NEW_IN_22.includes(number) ? "–" : `9.${number}`);
const row = (cells) => `| ${cells.join(" | ")} |`;
const list = (items) => items.map((item) => `- ${item}`).join("\n");

/** The report, from what is tested. */
function report() {
  const few = pairwise(KINDS).length;
  const surveys = LANGUAGES.map((language) => `\`${language}\` (${surveyIn(language).id})`).join(", ");
  return `# Accessibility of the survey

This is written by a test, [report.test.js](../pkg-tests/report.test.js), from what is tested; \`UPDATE=1\` writes it anew. It
is about the widget, not about the page it stands on, and is meant to be referred to in the statement of who runs that page.

## What is claimed

The widget is made to meet WCAG 2.2 at A and AA, and with it clause 9 of EN 301 549 V3.2.1, which goes by WCAG 2.1. Every
criterion is below, with the tests that show how it is met. **Tests are not people**: nobody who uses a screen reader,
a magnifier, a switch or speech has yet judged it. Until the [script by hand](accessibility-by-hand.md) has been run, read
“met” as “met as far as these tests can tell”.

## What was tested

The sample after WCAG-EM: all states that a resident comes by, along ${Object.keys(WAYS).length} ways through a survey.

${list(Object.entries(WAYS).map(([way, { states }]) => `**${way}**: ${Object.keys(states).join(", ")}`))}

Each state was looked at in ${LANGUAGES.length} languages, ${surveys}; in ${STYLES.length} house styles (${STYLES.join(", ")}); and on
a page of 320 and of 1120 pixels. Any two of these meet in ${few} combinations, which is what \`cargo xtask test\` runs;
\`cargo xtask test --long\` runs all ${product(KINDS).length}.

| engine | version | what it looks at |
| --- | --- | --- |
| axe-core | ${versions["axe-core"]} | its rules for WCAG 2.0, 2.1 and 2.2, A and AA, for EN 301 549, and of good practice |
| IBM accessibility-checker-engine | ${versions["accessibility-checker-engine"]} | its rules for WCAG 2.2, of what is an offence for certain |
| Chromium, driven by playwright-core | ${versions["playwright-core"]} | names, roles and states as the browser works them out, sizes, focus, colours |

Both engines find nothing, in any of these combinations. Beside them are measured: what is cut off, covered or too small,
the focus below the bars that stay in view, forced colours, reduced motion, paper, and touch. Recorded, in
[snapshots](../pkg-tests/snapshots), are the roles and names in each state, all that the live region says while a survey is
filled in, and every stop of Tab from the top to the receipt.

## The criteria

| WCAG 2.2 | EN 301 549 | criterion | level | how it is met | shown by |
| --- | --- | --- | --- | --- | --- |
${CRITERIA.map(([number, name, level, how, tests = []]) => row([number, clause(number), name, level, how, tests.map(shown).join("<br>") || "–"])).join("\n")}

EN 301 549 has one clause more, 9.4.1.1 (parsing): WCAG 2.2 has dropped it. The widget builds its elements one by one, so
there is no markup of it to parse; the ids in it are each there once.

## Known limits

- What a house style makes too faint stays so: the widget takes its colours and does not correct them. Its own are measured.
- The texts and pictures of a survey are the organiser’s: plain words, text for a picture, and the language they are in.
- A field that was sent is paler, as one that can no longer be used; what was given stays legible.
- While one chooses from many plans, the title of a plan is the label of a field that comes into view later. IBM’s engine takes
  that for a label without a field; that one rule is left out for such a field, and so is what it says of what is folded up.
- The Frisian texts have not been read by someone whose first language it is.

## Not tested

- **With people**: none took part.
- **With assistive technology**: no screen reader, magnifier, switch or speech control. The [script by hand](accessibility-by-hand.md)
  says what to do and what should be heard; all of it is marked “not yet run”.
- **On devices**: touch was emulated, in Chromium. These checks run in Chromium only; that the survey can be filled in and
  sent in Firefox and WebKit is tested elsewhere.
- **The page around it**: its title, its headings above the widget, its other ways to the same content.
`;
}

/** The names of the tests in a file, as they are written. */
const namesIn = (name) => [...read(file(name)).matchAll(/\b(?:test|inBrowser)\(\s*(["`])((?:(?!\1).)+)\1/g)].map(([, , words]) => words);

test("every criterion of WCAG 2.2 at A and AA is answered, and what is said to show it is a test", () => {
  const numbers = CRITERIA.map(([number]) => number);
  assert.equal(new Set(numbers).size, numbers.length);
  const [a, aa] = ["A", "AA"].map((wanted) => CRITERIA.filter(([, , level]) => level === wanted).length);
  assert.deepEqual([a, aa], [31, 24], "so many are there at each level");
  for (const number of NEW_IN_22) assert.ok(numbers.includes(number), number);
  for (const [number, , , how, tests] of CRITERIA) {
    assert.match(how, /\.$/);
    assert.ok(tests?.length || /^(Not applicable|Of the )/.test(how), `${number} is met, and nothing shows it`);
    for (const [name, part] of tests ?? []) assert.ok(namesIn(name).some((words) => words.includes(part)), `${number}: ${file(name)} has no test “${part}”`);
  }
});

test("the report of accessibility says what is tested now (UPDATE=1 writes it anew)", () => {
  if (process.env.UPDATE) writeFileSync(REPORT, report());
  assert.equal(readFileSync(REPORT, "utf8"), report());
});

test("the script by hand has every screen reader, and no result that was not got", () => {
  const script = readFileSync(BY_HAND, "utf8");
  for (const reader of ["NVDA", "JAWS", "VoiceOver", "TalkBack"]) assert.ok(script.includes(reader), reader);
  const steps = script.split("\n").filter((line) => /^\| \d+ /.test(line));
  assert.ok(steps.length > 15);
  for (const step of steps) assert.match(step, /\| (not yet run|yes|no|partly)(, .+)? \|$/, step);
});

test("every recorded state belongs to a state there is", () => {
  const states = Object.values(WAYS).flatMap(({ states }) => Object.keys(states).map((state) => `energie-${state.replaceAll(" ", "-")}.yml`));
  const recorded = readdirSync(new URL("snapshots", import.meta.url)).filter((name) => name.endsWith(".yml"));
  assert.deepEqual(recorded.sort(), states.sort());
});
