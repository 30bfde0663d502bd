// Why: that everyone can fill it in is shown, not said. Every state meets every house style, every language and both
// sizes of screen, and two engines, each with rules of its own, look at what comes of it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { findings } from "./support/axe.js";
import { NARROW, WIDE, useBrowser } from "./support/browser.js";
import { offences } from "./support/ibm.js";
import { COMBINATIONS, KINDS } from "./support/matrix.js";
import { pairsOf, pairwise, product } from "./support/pairs.js";
import { COMPLAINTS, LANGUAGES, WAYS, inEveryState, openWay, surveyIn } from "./support/states.js";
import { THEMES, rules } from "./support/themes.js";

const inBrowser = useBrowser();
/** Two engines take a second or so for each combination, and with every combination there are hundreds to a test. */
const TIMEOUT = process.env.MIENSKIP_LONG ? 3_600_000 : 300_000;

test("of states, languages, house styles and sizes every two meet, in far fewer combinations than there are", () => {
  const met = new Set(COMBINATIONS.flatMap((row) => pairsOf(row.map((value) => [value])).map(([one, , other]) => `${one} ${row[one]} ${other} ${row[other]}`)));
  for (const [one, value, other, partner] of pairsOf(KINDS)) {
    const pair = `${one} ${KINDS[one][value]} ${other} ${KINDS[other][partner]}`;
    assert.ok(met.has(pair), pair);
  }
  const few = pairwise(KINDS);
  assert.ok(few.length < product(KINDS).length / 2, `${few.length}`);
  assert.deepEqual(pairwise(KINDS), few, "the same each time");
});

inBrowser("both engines see into the widget: a button without a name and a text that is too faint are found", async (t, open) => {
  const widget = await openWay(t, open, "on one page");
  await widget.element.evaluate((element) => {
    const root = element.shadowRoot;
    root.querySelector(".intro").style.color = "#ccc";
    root.querySelector("[part=bar]").append(document.createElement("button"));
  });
  const named = (texts) => texts.map((text) => text.split(":")[0]);
  const [one, other] = [named(await findings(widget.page)), named(await offences(widget.page))];
  assert.ok(one.includes("button-name") && one.includes("color-contrast"), `${one}`);
  assert.ok(other.includes("input_label_exists") && other.includes("text_contrast_sufficient"), `${other}`);
});

/** Puts the page in a house style. */
async function dress(page, style) {
  await page.evaluate(([rules, name]) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(rules);
    document.adoptedStyleSheets = [sheet];
    document.body.className = name;
  }, [await rules(style), style.name ?? ""]);
}

for (const way of Object.keys(WAYS)) {
  for (const language of LANGUAGES) {
    inBrowser(`${way}, ${language}: two engines find nothing in any state`, async (t, open) => {
      const widget = await openWay(t, open, way, { survey: surveyIn(language), language });
      const found = [];
      await inEveryState(widget, async (state) => {
        for (const [, , theme, size] of COMBINATIONS.filter(([of, spoken]) => of === `${way}, ${state}` && spoken === language)) {
          await widget.page.setViewportSize(size === "narrow" ? NARROW : WIDE);
          await dress(widget.page, THEMES[theme]);
          for (const text of [...(await findings(widget.page)), ...(await offences(widget.page))]) found.push(`${state}, ${theme}, ${size}: ${text}`);
        }
      }, way);
      assert.deepEqual(found, []);
    }, { complaints: COMPLAINTS, timeout: TIMEOUT });
  }
}
