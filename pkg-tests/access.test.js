// Why: the survey is for everyone: with a screen reader, a magnifier, a small phone, a keyboard, colours or motion
// of one's own. What tools can check is checked in every state; what they cannot, such as whether the bar covers
// the field that has the focus, is measured.

import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { findings } from "./support/axe.js";
import { useBrowser, NARROW, WIDE } from "./support/browser.js";
import { SPACED, measured, restyle } from "./support/geometry.js";
import { example } from "./support/places.js";
import { serve } from "./support/site.js";
import { COMPLAINTS, WAYS, inEveryState, openWay } from "./support/states.js";
import { hasFocus, openWidget } from "./support/widget.js";

const inBrowser = useBrowser();
for (const [name, viewport, which] of [
  ["energie", WIDE, ["empty", "half filled in", "with errors", "complete", "sent"]],
  ["energie", NARROW, ["half filled in", "with errors", "sent"]],
  ["budget", WIDE, ["with errors", "sent"]],
  ["budget", NARROW, ["half filled in"]],
  ["werkstijl", WIDE, ["complete"]],
  ["werkstijl", NARROW, ["half filled in", "with errors"]],
]) {
  inBrowser(`${name} on ${viewport.width} pixels: axe finds nothing when ${which.join(", ")}`, async (t, open) => {
    const widget = await openWidget(open, await serve(t), example(name, { order: "fixed" }), { viewport });
    const found = [];
    await inEveryState(widget, async (state) => {
      if (which.includes(state)) found.push(...(await findings(widget.page)).map((text) => `${state}: ${text}`));
    });
    assert.deepEqual(found, []);
  });
}

for (const way of Object.keys(WAYS)) {
  inBrowser(`${way}: roles, names and states are as recorded (UPDATE=1 records them anew)`, async (t, open) => {
    const widget = await openWay(t, open, way);
    const different = [];
    await inEveryState(widget, async (state) => {
      // The receipt is another one each time and the day another one tomorrow; what is said comes when it is quiet, and
      // is recorded elsewhere.
      const now = `${await widget.element.ariaSnapshot()}\n`
        .replace(/[0-9a-f]{20}/g, "0".repeat(20))
        .replace(/tot \d+ [a-z]+ \d{4}/g, "tot 1 januari 2000")
        .replace(/^- status.*$/m, "- status");
      const path = new URL(`snapshots/energie-${state.replaceAll(" ", "-")}.yml`, import.meta.url);
      if (process.env.UPDATE) await writeFile(path, now);
      const recorded = await readFile(path, "utf8");
      if (recorded !== now) different.push({ state, lines: difference(recorded, now) });
    }, way);
    assert.deepEqual(different, []);
  }, { complaints: COMPLAINTS });
}

/** The lines that only one of two texts has. */
function difference(before, now) {
  const [gone, come] = [before.split("\n"), now.split("\n")];
  return [...gone.filter((line) => !come.includes(line)).map((line) => `- ${line}`), ...come.filter((line) => !gone.includes(line)).map((line) => `+ ${line}`)];
}

for (const [how, viewport, css] of [
  ["on a page of 320 pixels", NARROW, ""],
  ["on a wide page", WIDE, ""],
  ["with text of twice the size", { width: 640, height: 640 }, ":root { font-size: 200% }"],
  ["with text of twice the size on a wide page", WIDE, ":root { font-size: 200% }"],
  ["with the spacing of WCAG 1.4.12", WIDE, SPACED],
  ["with the spacing of WCAG 1.4.12 on 320 pixels", NARROW, SPACED],
]) {
  inBrowser(`${how} nothing sticks out, is cut off, lies over something else or is too small to hit`, async (t, open) => {
    const widget = await openWidget(open, await serve(t), example("energie", { order: "fixed" }), { viewport });
    await restyle(widget.page, css);
    const found = new Set();
    await inEveryState(widget, async (state) => {
      for (const text of await measured(widget)) found.add(`${state}: ${text}`);
    });
    assert.deepEqual([...found], []);
  });
}

for (const name of ["budget", "werkstijl"]) {
  inBrowser(`${name} fits a page of 320 pixels in every state`, async (t, open) => {
    const widget = await openWidget(open, await serve(t), example(name, { order: "fixed" }), { viewport: NARROW });
    const found = new Set();
    await inEveryState(widget, async (state) => {
      for (const text of await measured(widget)) found.add(`${state}: ${text}`);
    });
    assert.deepEqual([...found], []);
  });
}

for (const [name, language] of [
  ["energie", "nl"],
  ["energie", "nl-x-informal"],
  ["energie", "fy"],
  ["energie", "en"],
  ["welkom", "ar"],
  ["welkom", "tr"],
  ["welkom", "pl"],
  ["welkom", "uk"],
]) {
  inBrowser(`${language}: on 320 pixels a box to tick stays one, however long its label and small the text`, async (t, open) => {
    const survey = example(name, { order: "fixed" });
    // As long as the format allows: one of words, and one of a single word.
    const long = ["Eerlijk delen van wat het kost en van wat het oplevert, nu en over dertig jaar ,", "a".repeat(80)];
    survey.values = survey.values.map((value, at) => ({ ...value, title: long[at] ?? value.title }));
    const widget = await openWidget(open, await serve(t), survey, { viewport: NARROW, language });
    const [{ id }] = survey.scenarios;
    await widget.give({ [id]: survey.points.total });
    await widget.why(id);
    const found = [];
    for (const pixels of [16, 12]) {
      await restyle(widget.page, `:root { font-size: ${pixels}px }`);
      for (const text of await measured(widget, 24)) found.push(`${pixels}: ${text}`);
    }
    assert.deepEqual(found, []);
  });
}

/** Fills in so much that every control of the one page is there. */
async function fillIn(widget) {
  const [first, second] = widget.survey.scenarios;
  await widget.give({ [first.id]: 60, [second.id]: 20 });
  await widget.why(first.id);
}

for (const [size, viewport, way, prepare, least, css = ""] of [
  ["narrow", NARROW, "on one page", fillIn, 80],
  ["wide", { width: 1120, height: 600 }, "on one page", fillIn, 80],
  ["narrow, with text of twice the size", { width: 640, height: 900 }, "on one page", fillIn, 80, ":root { font-size: 200% }"],
  ["narrow, while one chooses", NARROW, "over many", () => {}, 40],
  ["wide, while one chooses", { width: 1120, height: 600 }, "over many", () => {}, 40],
  ["narrow, in the second step", NARROW, "in steps", (widget) => WAYS["in steps"].states["step 2"](widget), 40],
]) {
  inBrowser(`${size}: the bar never covers what has the focus, forwards or backwards`, async (t, open) => {
    const widget = await openWay(t, open, way, { viewport });
    await restyle(widget.page, css);
    await prepare(widget);
    await widget.page.evaluate(() => {
      document.activeElement.blur();
      scrollTo(0, 0);
    });
    const covered = new Set();
    let reached = 0;
    for (const key of ["Tab", "Shift+Tab"]) {
      for (let press = 0; press < 160; press++) {
        await widget.page.keyboard.press(key);
        const told = await widget.element.evaluate((element) => {
          const focus = element.shadowRoot.activeElement;
          if (!focus) return { outside: true };
          const sticks = (node) => node.checkVisibility() && getComputedStyle(node).position === "sticky" && !node.matches(".profile");
          const bar = [...element.shadowRoot.querySelectorAll("div")].find(sticks);
          const box = (focus.matches("[type=checkbox], [type=radio]") ? focus.closest("label") : focus).getBoundingClientRect();
          const over = bar.getBoundingClientRect();
          const hidden = !bar.contains(focus) && box.top < over.bottom - 1 && box.bottom > over.top + 1 && box.left < over.right && box.right > over.left;
          const away = box.bottom < 0 || box.top > innerHeight;
          return { name: `${focus.localName}#${focus.id} at ${Math.round(box.top)}, bar to ${Math.round(over.bottom)}`, hidden, away };
        });
        if (told.outside) {
          if (press) break;
          continue;
        }
        reached++;
        if (told.hidden || told.away) covered.add(`${key}: ${told.name}${told.away ? " (not in view)" : ""}`);
      }
    }
    assert.ok(reached > least, `every control was reached, both ways: ${reached}`);
    assert.deepEqual([...covered], []);
  });
}

inBrowser("a list of what is still needed gets the focus, and each of its links leads to its field", async (t, open) => {
  const widget = await openWidget(open, await serve(t), example("energie", { order: "fixed" }));
  await widget.give({ lead: 60, market: "x" });
  await widget.send.click();
  const summary = widget.element.getByRole("group").filter({ has: widget.page.getByRole("heading", { name: "Er is nog iets nodig" }) }).last();
  assert.ok(await hasFocus(summary), "the focus is told");
  for (const [link, field] of [
    ["De markt bepaalt: Vul een heel getal in.", "market"],
    ["Verdeel nog 40 punten.", "lead"],
  ]) {
    await summary.getByRole("link", { name: link }).focus();
    await widget.page.keyboard.press("Enter");
    assert.ok(await hasFocus(widget.field(field)), link);
  }
  await widget.give({ market: 40 });
  await widget.send.click();
  await widget.heading("Dank u wel. Uw antwoord is klaar.");
  assert.equal(await widget.element.getByText("Er is nog iets nodig").isVisible(), false);
});

inBrowser("send can be pressed in every state, and says what is missing rather than being grey", async (t, open) => {
  const widget = await openWidget(open, await serve(t), example("energie", { order: "fixed" }));
  await inEveryState(widget, async (state) => {
    if (state === "sent") return;
    assert.ok(await widget.send.isEnabled(), state);
    assert.equal(await widget.send.getAttribute("aria-disabled"), null, state);
  });
});

inBrowser("in forced colours dots, bars, edges and the focus differ from the ground they stand on", async (t, open) => {
  const widget = await openWidget(open, await serve(t), example("energie", { order: "fixed" }), { forcedColors: "active" });
  await widget.give({ lead: 60, storage: 20 });
  await widget.more("lead").focus();
  await widget.page.keyboard.press("Tab");
  await widget.page.keyboard.press("Shift+Tab");
  const found = await widget.element.evaluate((element) => {
    const root = element.shadowRoot;
    const probe = document.body.appendChild(document.createElement("i"));
    probe.style.color = "Canvas";
    const ground = getComputedStyle(probe).color;
    const invisible = [];
    const style = (node) => getComputedStyle(node);
    for (const dots of root.querySelectorAll("[part=bar] svg path[d^=M]")) {
      // The holes of the open dots are of the ground's colour, on purpose.
      const { stroke, fill } = style(dots);
      if (stroke === ground && !dots.classList.contains("hole")) invisible.push(`dots ${dots.getAttribute("class")} ${stroke} ${fill}`);
    }
    for (const title of root.querySelectorAll("[part=scenario] h3")) {
      if (getComputedStyle(title, "::before").backgroundColor === ground) invisible.push("the colour of a scenario");
    }
    for (const bar of root.querySelectorAll("[part=profile] rect")) if (style(bar).stroke === ground) invisible.push("a bar");
    for (const stepper of root.querySelectorAll("[part=stepper]")) {
      const { borderTopColor, borderTopWidth } = style(stepper);
      if (borderTopColor === ground || borderTopWidth === "0px") invisible.push("a stepper");
    }
    const { outlineStyle, outlineColor } = style(root.activeElement);
    if (outlineStyle === "none" || outlineColor === ground) invisible.push("the focus");
    return [...new Set(invisible)];
  });
  assert.deepEqual(found, []);
});

inBrowser("nothing moves by itself for who prefers no motion", async (t, open) => {
  const widget = await openWidget(open, await serve(t), example("energie", { order: "fixed" }), { reducedMotion: "reduce" });
  for (const move of [() => widget.more("lead").click(), () => widget.spread.click(), () => widget.undo.click()]) {
    await move();
    const running = await widget.element.evaluate((element) => [...document.getAnimations(), ...element.shadowRoot.getAnimations()].length);
    assert.equal(running, 0);
  }
});
