// Why: a division is the resident's own. No move may change another number, correct one in silence, or do something
// else than it says; every state must be said in words, to the eye and to the ear; and every step must go back.

import assert from "node:assert/strict";
import { NARROW, WIDE, useBrowser } from "./support/browser.js";
import { example } from "./support/places.js";
import { serve } from "./support/site.js";
import { hasFocus, openWidget } from "./support/widget.js";

const inBrowser = useBrowser();
const energie = example("energie", { order: "fixed" });
const budget = example("budget");
const NOON = new Date("2026-12-01T12:00:00");

const open = async (t, openPage, survey = energie, options = {}) =>
  openWidget(openPage, await serve(t), survey, { attributes: "", ...options });

/** Makes a move, and holds that it changed these fields only. */
async function changes(widget, move, expected) {
  const before = await widget.points();
  await move();
  assert.deepEqual(await widget.points(), { ...before, ...expected });
}

/** Presses a button, also one that says it can do nothing now. */
const press = (button) => button.click({ force: true });

const note = (widget, id, text) => widget.row(id).getByText(text, { exact: true });

inBrowser("− and + move five points, of their own plan only, and − stops at nothing", async (t, openPage) => {
  const widget = await open(t, openPage);
  await changes(widget, () => widget.more("lead").click(), { lead: "5" });
  await changes(widget, () => widget.more("lead").click(), { lead: "10" });
  await changes(widget, () => widget.more("supplier").click(), { supplier: "5" });
  await widget.stands("Nog 85 van de 100 punten");
  await changes(widget, () => widget.less("lead").click(), { lead: "5" });
  await changes(widget, () => widget.field("lead").fill("3"), { lead: "3" });
  await changes(widget, () => widget.less("lead").click(), { lead: "0" });
  await changes(widget, () => press(widget.less("lead")), {});
  await widget.stands("Nog 95 van de 100 punten");
});

inBrowser("in an amount of money − and + move what the survey says, up to the maximum of the measure", async (t, openPage) => {
  const widget = await open(t, openPage, budget);
  await changes(widget, () => widget.more("lighting").click(), { lighting: "100.000" });
  await changes(widget, () => widget.field("lighting").fill("550000"), { lighting: "550000" });
  await changes(widget, () => widget.more("lighting").click(), { lighting: "600.000" });
  await widget.stands("Nog € 3.400.000 van de € 4.000.000");
  await changes(widget, () => press(widget.more("lighting")), {});
  await note(widget, "lighting", "Hier kan hoogstens € 600.000 heen.").waitFor();
  await changes(widget, () => widget.more("roads").click(), { roads: "100.000" });
});

inBrowser("the arrow keys move one point, Page Up and Page Down five, and the page stays where it is", async (t, openPage) => {
  const widget = await open(t, openPage);
  await widget.field("lead").focus();
  const scrolled = () => widget.page.evaluate(() => scrollY);
  const before = await scrolled();
  for (const [key, points] of [["ArrowUp", 1], ["ArrowUp", 2], ["PageUp", 7], ["ArrowDown", 6], ["PageDown", 1], ["PageDown", 0], ["ArrowDown", 0]]) {
    await changes(widget, () => widget.page.keyboard.press(key), { lead: String(points) });
  }
  assert.equal(await scrolled(), before);
});

inBrowser("any whole number can be typed, as people write them, and counts at once", async (t, openPage) => {
  const widget = await open(t, openPage);
  for (const [text, points] of [["37", 37], [" 40 ", 40], ["25%", 25], ["٤٢", 42], ["", 0], ["007", 7], ["1", 1]]) {
    await widget.field("lead").fill(text);
    await widget.stands(`Nog ${100 - points} van de 100 punten`);
    await changes(widget, () => widget.field("lead").blur(), { lead: String(points) });
  }
  const money = await open(t, openPage, budget);
  await money.field("roads").fill("€ 650.000");
  await money.stands("Nog € 3.350.000 van de € 4.000.000");
});

inBrowser("what is not a whole number is said on leaving the field, and never made into another one", async (t, openPage) => {
  const widget = await open(t, openPage);
  const field = widget.field("lead");
  const wrong = note(widget, "lead", "Vul een heel getal in. Nu telt: 20 punten.");
  for (const text of ["12,5", "12.5", "abc", "1e2", "-"]) {
    await widget.give({ lead: 20 });
    await field.focus();
    await widget.page.keyboard.press("ControlOrMeta+A");
    await widget.page.keyboard.type(text);
    await widget.page.waitForTimeout(100);
    assert.equal(await wrong.count(), 0, "not while typing");
    assert.notEqual(await field.getAttribute("aria-invalid"), "true");
    assert.equal(await field.inputValue(), text);
    await widget.page.keyboard.press("Tab");
    await wrong.waitFor();
    assert.equal(await field.inputValue(), text, "what was typed stays");
    assert.equal(await field.getAttribute("aria-invalid"), "true");
    const described = (await field.getAttribute("aria-describedby")).split(" ");
    assert.ok(described.includes(await wrong.getAttribute("id")), "the field is described by what is wrong with it");
    await widget.stands("Nog 80 van de 100 punten");

    await field.fill("21");
    assert.equal(await wrong.count(), 0, "gone once it is a number");
    assert.notEqual(await field.getAttribute("aria-invalid"), "true");
    await widget.stands("Nog 79 van de 100 punten");
  }
});

inBrowser("a number that the survey does not allow does not count, and the reason is said on leaving the field", async (t, openPage) => {
  const points = await open(t, openPage);
  const money = await open(t, openPage, budget);
  for (const [widget, id, text, words, standing] of [
    [points, "lead", "-5", "Minder dan niets kan niet. Nu telt: 0 punten.", "Nog 100 van de 100 punten"],
    [money, "lighting", "900000", "Hier kan hoogstens € 600.000 heen. Nu telt: € 0.", "Nog € 4.000.000 van de € 4.000.000"],
    [money, "lighting", "30000", "Dit gaat in stappen van € 50.000. Nu telt: € 0.", "Nog € 4.000.000 van de € 4.000.000"],
  ]) {
    await widget.field(id).fill(text);
    assert.equal(await note(widget, id, words).count(), 0, "not while typing");
    await widget.field(id).blur();
    await note(widget, id, words).waitFor();
    await widget.stands(standing);
  }
});

inBrowser("a slider, where the page asks for one, is another way to the same number", async (t, openPage) => {
  const widget = await open(t, openPage, energie, { attributes: "slider" });
  const slider = widget.element.getByRole("slider", { name: "De gemeente neemt de leiding" });
  assert.equal(await slider.getAttribute("aria-valuetext"), "0 punten");
  await changes(widget, () => slider.fill("40"), { lead: "40" });
  await slider.focus();
  await changes(widget, () => widget.page.keyboard.press("ArrowRight"), { lead: "41" });
  assert.equal(await slider.getAttribute("aria-valuetext"), "41 punten");
  await widget.give({ lead: 12 });
  assert.equal(await slider.inputValue(), "12");
  await widget.stands("Nog 88 van de 100 punten");
});

inBrowser("a slider that comes back to where it was leaves the number, the bar and the steps back as they were", async (t, openPage) => {
  const widget = await open(t, openPage, energie, { attributes: "slider" });
  await widget.give({ storage: 10 });
  const slider = widget.element.getByRole("slider", { name: "De gemeente neemt de leiding" });
  await slider.focus();
  await changes(widget, () => widget.page.keyboard.press("ArrowRight"), { lead: "1" });
  await changes(widget, () => widget.page.keyboard.press("ArrowLeft"), { lead: "0" });
  await widget.stands("Nog 90 van de 100 punten");
  await changes(widget, () => widget.undo.click(), { storage: "0" });
  assert.equal((await widget.events()).filter(([name]) => name === "change").length, 4);
});

inBrowser("dividing too much is a state with words, and can be mended", async (t, openPage) => {
  const widget = await open(t, openPage);
  await changes(widget, () => widget.give({ lead: 105 }), { lead: "105" });
  await widget.stands("5 punten te veel");
  await changes(widget, () => widget.more("market").click(), { market: "5" });
  await widget.stands("10 punten te veel");
  assert.equal(await widget.field("lead").getAttribute("aria-invalid"), "false", "no error: a state");
  await widget.send.click();
  await widget.element.getByRole("link", { name: "Haal ergens 10 punten weg." }).click();
  assert.ok(await hasFocus(widget.field("lead")), "the link leads to where the most points are");
  await changes(widget, () => widget.give({ lead: 95 }), { lead: "95" });
  await widget.stands("Alle 100 punten verdeeld");
});

inBrowser("the rest is spread evenly over all plans, and one step back takes it all back", async (t, openPage) => {
  const widget = await open(t, openPage);
  await widget.give({ lead: 40, storage: 30 });
  const spread = { lead: "45", residents: "5", market: "5", "large-scale": "5", storage: "35", supplier: "5" };
  await changes(widget, () => widget.spread.click(), spread);
  await widget.stands("Alle 100 punten verdeeld");
  await changes(widget, () => widget.undo.click(), {
    lead: "40", residents: "0", market: "0", "large-scale": "0", storage: "30", supplier: "0",
  });
});

inBrowser("spreading keeps to steps and maxima", async (t, openPage) => {
  const widget = await open(t, openPage, budget);
  await widget.spread.click();
  await widget.stands("Alle € 4.000.000 verdeeld");
  const points = Object.values(await widget.points()).map((text) => Number(text.replaceAll(".", "")));
  assert.ok(points.every((amount, at) => amount % 50_000 === 0 && amount <= budget.scenarios[at].max), `${points}`);
  assert.ok(Math.max(...points) - Math.min(...points) <= 50_000, "evenly");
});

inBrowser("“De rest hier” is offered where the hand is once half or more is divided, and gives what is left", async (t, openPage) => {
  const widget = await open(t, openPage);
  await widget.give({ lead: 40 });
  await widget.row("storage").hover();
  assert.equal(await widget.rest("storage").isVisible(), false, "not while most is left");
  await widget.give({ market: 35 });
  await widget.row("storage").hover();
  await changes(widget, () => widget.rest("storage").click(), { storage: "25" });
  await widget.stands("Alle 100 punten verdeeld");
  await widget.row("lead").hover();
  assert.equal(await widget.rest("lead").isVisible(), false, "nothing is left to give");
});

inBrowser("typing a number is one step, however many keys it took, and so is each press", async (t, openPage) => {
  const widget = await open(t, openPage);
  await widget.more("lead").click();
  await widget.field("market").focus();
  await widget.page.keyboard.type("42");
  await widget.more("market").click();
  await changes(widget, () => widget.undo.click(), { market: "42" });
  await changes(widget, () => widget.undo.click(), { market: "0" });
  await changes(widget, () => widget.undo.click(), { lead: "0" });
  await widget.stands("Nog 100 van de 100 punten");
});

inBrowser("beginning again takes all points back, and a step back brings them back", async (t, openPage) => {
  const widget = await open(t, openPage);
  await widget.give({ lead: 40, market: 13 });
  await widget.again.click();
  await widget.stands("Nog 100 van de 100 punten");
  assert.ok(Object.values(await widget.points()).every((points) => points === "0"));
  await widget.undo.click();
  await widget.stands("Nog 47 van de 100 punten");
  const { lead, market } = await widget.points();
  assert.deepEqual([lead, market], ["40", "13"]);
});

inBrowser("a button that can do nothing now keeps its focus, changes nothing and says why", async (t, openPage) => {
  const widget = await open(t, openPage);
  for (const [button, words] of [
    [widget.less("lead"), "Minder dan niets kan niet."],
    [widget.undo, "Er is geen stap om terug te doen."],
  ]) {
    assert.equal(await button.getAttribute("aria-disabled"), "true");
    assert.equal(await button.evaluate((element) => element.disabled), false);
    await button.focus();
    assert.ok(await hasFocus(button));
    await changes(widget, () => widget.page.keyboard.press("Enter"), {});
    assert.ok(await hasFocus(button), "the focus stays");
    await widget.status.getByText(words).waitFor();
  }
  await widget.more("lead").click();
  for (const button of [widget.less("lead"), widget.undo]) assert.notEqual(await button.getAttribute("aria-disabled"), "true");
  await widget.give({ lead: 100 });
  assert.equal(await widget.spread.getAttribute("aria-disabled"), "true");
  await changes(widget, () => press(widget.spread), {});
  await widget.status.getByText("Er is niets over om te verdelen.").waitFor();
});

/** What the live region said, since it was last asked. */
async function listen(widget) {
  await widget.page.clock.pauseAt(new Date(+NOON + 60_000));
  await widget.status.evaluate((status) => {
    globalThis.said = [];
    new MutationObserver(() => globalThis.said.push(status.textContent)).observe(status, {
      childList: true,
      characterData: true,
      subtree: true,
    });
  });
  return () => widget.page.evaluate(() => globalThis.said.splice(0));
}

inBrowser("one announcement follows about a second after the last change, and none comes before", async (t, openPage) => {
  const widget = await open(t, openPage, energie, { clock: NOON });
  const { clock } = widget.page;
  const said = await listen(widget);
  const after = async (move, words) => {
    await move();
    await clock.runFor(900);
    assert.deepEqual(await said(), [], "nothing yet");
    await clock.runFor(600);
    assert.deepEqual(await said(), [words]);
    await clock.runFor(10_000);
    assert.deepEqual(await said(), [], "once");
  };
  const presses = async () => {
    for (let press = 0; press < 3; press++) {
      await widget.more("lead").click();
      await clock.runFor(700);
    }
    await widget.less("lead").click();
  };
  await after(presses, "De gemeente neemt de leiding: 10 punten. Nog 90 van de 100 punten");
  await widget.field("market").focus();
  await after(() => widget.page.keyboard.type("9"), "Nog 81 van de 100 punten");
  await after(() => widget.field("storage").fill("86"), "5 punten te veel");
  await after(() => widget.undo.click(), "Inzetten op opslag: 0 punten. Nog 81 van de 100 punten");
  await after(() => widget.again.click(), "Nog 100 van de 100 punten");
  await after(async () => {
    await widget.field("lead").fill("12,5");
    await widget.field("lead").blur();
  }, "De gemeente neemt de leiding: Vul een heel getal in. Nu telt: 0 punten.");
});

inBrowser("the last point is announced with what the division emphasises, and it is one sentence after the other", async (t, openPage) => {
  const widget = await open(t, openPage, energie, { clock: NOON });
  const said = await listen(widget);
  await widget.give({ residents: 100 });
  await widget.page.clock.runFor(1500);
  assert.deepEqual(await said(), [
    "Alle 100 punten verdeeld. Uw verdeling legt de nadruk op Samenwerken. Het scheelt weinig. Dat verandert als u 4 punten verplaatst.",
  ]);
});

inBrowser("the same words twice are announced twice", async (t, openPage) => {
  const widget = await open(t, openPage, energie, { clock: NOON });
  const said = await listen(widget);
  const announced = [];
  const { clock } = widget.page;
  await widget.more("lead").click();
  await clock.runFor(1500);
  announced.push(...(await said()));
  await widget.undo.click();
  await widget.more("lead").click();
  await clock.runFor(1500);
  announced.push(...(await said()));
  assert.equal(announced.length, 2);
  const [first, second] = announced;
  assert.notEqual(first, second, "a screen reader hears only what differs");
  assert.equal(first.trim(), second.replace(/\u00a0/g, "").trim());
});

inBrowser("changes are told to the page, and completing once per time it becomes complete", async (t, openPage) => {
  const widget = await open(t, openPage);
  await widget.more("lead").click();
  await widget.give({ market: 95 });
  const events = await widget.events();
  const state = (points, left, complete) => ({
    points: { lead: 0, residents: 0, market: 0, "large-scale": 0, storage: 0, supplier: 0, ...points }, left, complete,
  });
  assert.deepEqual(events, [
    ["ready", { language: "nl" }],
    ["change", state({ lead: 5 }, 95, false)],
    ["change", state({ lead: 5, market: 95 }, 0, true)],
    ["complete", state({ lead: 5, market: 95 }, 0, true)],
  ]);
  assert.deepEqual((await widget.response()).points.market, 95);
  await widget.more("lead").click();
  assert.equal(await widget.response(), null, "no response while it is not a valid one");
});

inBrowser("another total than 100 has a picture too, filled in the colours of what was given", async (t, openPage) => {
  const widget = await open(t, openPage, budget);
  await widget.give({ lighting: 400000 });
  const { width, height, filled } = await widget.element.evaluate((element) => {
    const picture = element.shadowRoot.querySelector("[part=bar] svg");
    const { width, height } = picture.getBoundingClientRect();
    const given = [...picture.querySelectorAll("path[id^=dots]")].map((path) => ({ path, box: path.getBoundingClientRect() }));
    const filled = given.filter(({ path, box }) => box.width > 1 && getComputedStyle(path).fill !== "none");
    return { width, height, filled: filled.map(({ box }) => box.width / width) };
  });
  assert.ok(width > 100 && height > 20, `${width} × ${height}`);
  assert.equal(filled.length, 1);
  assert.ok(Math.abs(filled[0] - 0.1) < 0.01, `a tenth: ${filled}`);
});

inBrowser("what was said once is not said again for a move that says nothing", async (t, openPage) => {
  const widget = await open(t, openPage);
  await widget.less("lead").click({ force: true });
  await widget.element.getByRole("status").getByText("Minder dan niets kan niet.").waitFor({ state: "attached" });
  await widget.field("residents").fill("x");
  await widget.page.waitForTimeout(1500);
  const said = await widget.element.evaluate((element) => element.shadowRoot.querySelector("[role=status]").textContent);
  assert.equal(said, "Minder dan niets kan niet.", "as it was, without the mark that makes it new");
});

const MILLIONS = { mowing: 200000, roads: 1000000, staff: 1200000, buildings: 1000000, parking: 600000 };
for (const [name, viewport, survey, all] of [
  ["wide", WIDE, energie, { lead: 60, market: 40 }],
  ["narrow", NARROW, energie, { lead: 60, market: 40 }],
  ["wide, with money", WIDE, budget, MILLIONS],
  ["narrow, with money", NARROW, budget, MILLIONS],
]) {
  inBrowser(`${name}: whatever is left or too much, no row leaves its place, and the picture has room for it`, async (t, openPage) => {
    const widget = await open(t, openPage, survey, { viewport });
    const seen = () =>
      widget.element.evaluate((element) => {
        const root = element.shadowRoot;
        const picture = root.querySelector("[part=bar] svg").getBoundingClientRect();
        const extra = root.querySelector(".extra").getBoundingClientRect();
        return {
          row: Math.round(root.querySelector("[part=scenario]").getBoundingClientRect().top - element.getBoundingClientRect().top),
          extra: !!root.querySelector(".extra").getAttribute("d"),
          inside: extra.bottom <= picture.bottom + 1 && extra.right <= picture.right + 1,
        };
      });
    const { row } = await seen();
    for (const [id, points] of Object.entries(all)) {
      await widget.field(id).fill(String(points));
      assert.deepEqual(await seen(), { row, extra: false, inside: true }, id);
    }
    for (const more of [1, 6]) {
      const [first] = Object.keys(all);
      await widget.field(first).fill(String(all[first] + more * widget.step));
      assert.deepEqual(await seen(), { row, extra: true, inside: true }, `${more} times too much`);
    }
  });
}

inBrowser("a press on a button does its work, also when the field that it leaves gets a note that moves it", async (t, openPage) => {
  const widget = await open(t, openPage, energie, { viewport: NARROW });
  await widget.field("lead").fill("veel");
  const button = widget.more("residents");
  await button.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await button.boundingBox();
  const { mouse } = widget.page;
  await mouse.move(x + width / 2, y + height / 2);
  await mouse.down();
  await widget.page.waitForTimeout(150);
  await mouse.up();
  assert.equal(await widget.field("residents").inputValue(), "5");
  await note(widget, "lead", "Vul een heel getal in. Nu telt: 0 punten.").waitFor();
});

inBrowser("a refusal that belongs to no plan is read in the bar, until the next move", async (t, openPage) => {
  const widget = await open(t, openPage);
  await press(widget.undo);
  await widget.stands("Er is geen stap om terug te doen.");
  await widget.more("lead").click();
  await widget.element.getByText("Er is geen stap om terug te doen.").waitFor({ state: "hidden" });
});

inBrowser("an arrow key with another key is the browser's own", async (t, openPage) => {
  const widget = await open(t, openPage);
  await widget.field("lead").focus();
  for (const keys of ["Shift+ArrowUp", "Control+ArrowUp", "Alt+ArrowUp"]) {
    await changes(widget, () => widget.page.keyboard.press(keys), {});
  }
});
