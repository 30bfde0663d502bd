// Why: who cannot see the page goes by what is said and by where Tab leads. Both are recorded whole, from the first field
// to the receipt, so that a change of either is looked at before it is taken over.

import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { WIDE, useBrowser } from "./support/browser.js";
import { FOCUS, teller } from "./support/names.js";
import { LANGUAGES, openWay, surveyIn } from "./support/states.js";

const inBrowser = useBrowser();

/** Holds lines against those that were recorded under this name; with UPDATE=1 it records them anew. */
async function asRecorded(name, lines) {
  const path = new URL(`snapshots/${name}.txt`, import.meta.url);
  // The receipt is another one each time.
  const now = lines.map((line) => `${line.replace(/[0-9a-f]{20}/g, "0".repeat(20))}\n`).join("");
  if (process.env.UPDATE) await writeFile(path, now);
  assert.equal(now, await readFile(path, "utf8"));
}

for (const language of LANGUAGES) {
  inBrowser(`${language}: what the live region says while one fills in is as recorded, each thing once, after a pause`, async (t, open) => {
    const widget = await openWay(t, open, "on one page", { survey: surveyIn(language), language });
    const { page, survey } = widget;
    await page.clock.pauseAt(new Date(2026, 10, 23, 13));
    await widget.status.evaluate((status) => {
      globalThis.said = [];
      const listen = new MutationObserver(() => globalThis.said.push(status.textContent));
      listen.observe(status, { childList: true, characterData: true, subtree: true });
    });
    const said = () => page.evaluate(() => globalThis.said.splice(0));
    const [first, second, third] = survey.scenarios.map(({ id }) => id);
    const lines = [];
    for (const [does, move] of [
      ["presses + three times", async () => {
        for (let press = 0; press < 3; press++) await widget.more(first).click();
      }],
      ["types 40 into the second field", async () => {
        await widget.field(second).focus();
        await page.keyboard.type("40");
      }],
      ["leaves it", () => page.keyboard.press("Tab")],
      ["types a word into the third field and leaves it", () => widget.give({ [third]: "x" })],
      ["mends it with too much", () => widget.give({ [third]: 90 })],
      ["steps back", () => widget.undo.click()],
      ["spreads the rest", () => widget.spread.click()],
      ["spreads once more", () => widget.spread.click({ force: true })],
      ["writes a telephone number", async () => {
        await widget.why(first);
        await widget.motivation(first).fill("06-12345678");
        await widget.motivation(first).blur();
      }],
      ["keeps a draft", () => widget.element.locator("#tick-0").check()],
      ["forgets it", () => widget.button("forget").click()],
      ["begins again", () => widget.again.click()],
    ]) {
      await move();
      await page.clock.runFor(900);
      assert.deepEqual(await said(), [], `${does}: nothing before a pause`);
      await page.clock.runFor(10_000);
      const words = await said();
      assert.ok(words.length <= 1, `${does}: once`);
      lines.push(`${does}: ${words[0] ?? "(nothing)"}`);
    }
    await asRecorded(`said-${language}`, lines);
  });
}

/** What has the focus, in a line. */
function line({ role, name, value, checked, expanded, disabled, invalid, description }) {
  const states = [
    value !== undefined && value !== name && `“${value}”`,
    checked === "true" && "ticked",
    expanded !== undefined && (expanded ? "unfolded" : "folded up"),
    disabled && "unavailable",
    invalid === "true" && "not right",
    description && `(${description})`,
  ];
  return [role, name, ...states.filter(Boolean)].join(", ");
}

for (const [way, name, ends] of [["on one page", "one-page", 1], ["in steps", "steps", 4]]) {
  inBrowser(`${way}: the keyboard alone leads from the top to the receipt, and every stop is as recorded`, async (t, open) => {
    const widget = await openWay(t, open, way, { viewport: WIDE });
    const { page, survey } = widget;
    const tell = await teller(page);
    const lines = [];
    const fields = new Map([[0, "60"], [1, "40"]].map(([at, points]) => [widget.title(survey.scenarios[at].id), points]));
    for (let press = 0; press < 200; press++) {
      await page.keyboard.press("Tab");
      const told = await tell(FOCUS);
      lines.push(line(told));
      if (told.role === "textbox" && fields.has(told.name)) {
        await page.keyboard.type(fields.get(told.name));
        lines.push(`  types ${fields.get(told.name)}`);
      }
      const goes = told.name === widget.say("next") || told.name === widget.say("send");
      if (!goes) continue;
      await page.keyboard.press("Enter");
      if (told.name === widget.say("send")) await widget.heading(widget.say("ready"));
      lines.push("  presses Enter", line(await tell(FOCUS)));
      if (told.name === widget.say("send")) break;
    }
    assert.equal(lines.filter((words) => words === "  presses Enter").length, ends, "every step, and no other");
    await widget.heading(widget.say("ready"));
    await asRecorded(`walk-${name}`, lines);
  });
}
