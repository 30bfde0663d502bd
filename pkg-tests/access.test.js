// Why: the survey is for everyone: with a screen reader, a magnifier, a small phone, a keyboard, colours or motion
// of one's own. What tools can check is checked in every state; what they cannot, such as whether the bar covers
// the field that has the focus, is measured.

import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { findings } from "./support/axe.js";
import { useBrowser, NARROW, WIDE } from "./support/browser.js";
import { example } from "./support/places.js";
import { serve } from "./support/site.js";
import { hasFocus, openWidget } from "./support/widget.js";

const inBrowser = useBrowser();

/** The states of a survey, first to last, each with the step that leads to it. */
function states(widget) {
  const { survey } = widget;
  const [first, second] = survey.scenarios;
  const half = Math.min(first.max ?? Infinity, survey.points.total / 2);
  return {
    empty: async () => {},
    "half filled in": async () => {
      await widget.give({ [first.id]: half });
      if (survey.reasons !== "off") {
        await widget.why(first.id);
        await widget.motivation(first.id).fill("Anders gebeurt er niets.");
      }
      for (const name of ["read-on", "how"]) {
        const summary = widget.element.getByText(widget.say(name), { exact: true }).first();
        if (await summary.isVisible()) await summary.click();
      }
    },
    "with errors": async () => {
      await widget.field(second.id).fill("12,5");
      await widget.field(second.id).blur();
      await widget.send.click();
      await widget.heading("Er is nog iets nodig");
    },
    "with too much": async () => {
      await widget.give(Object.fromEntries(survey.scenarios.map(({ id, max }) => [id, max ?? survey.points.total / 2])));
      await widget.element.getByText("te veel", { exact: false }).first().waitFor();
    },
    complete: async () => {
      await widget.again.click();
      await widget.spread.click();
      for (const name of ["Toon als tabel", "Hoe is dit berekend?", "Wat gebeurt er met de uitkomst?"]) {
        const summary = widget.element.getByText(name, { exact: true });
        if (!(await summary.evaluate((element) => element.parentNode.open))) await summary.click();
      }
    },
    sent: async () => {
      for (const { title, required } of survey.questions ?? []) {
        if (required) await widget.page.getByLabel(widget.words(title)).selectOption({ index: 1 });
      }
      await widget.send.click();
      await widget.heading("Dank u wel. Uw antwoord is klaar.");
    },
  };
}

/** Walks through every state, and calls with its name. */
async function inEveryState(widget, check) {
  for (const [name, reach] of Object.entries(states(widget))) {
    await reach();
    await check(name);
  }
}

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

inBrowser("roles, names and states are as recorded (UPDATE=1 records them anew)", async (t, open) => {
  const widget = await openWidget(open, await serve(t), example("energie", { order: "fixed" }));
  const different = [];
  await inEveryState(widget, async (state) => {
    // The receipt is another one each time, and the day another one tomorrow; what is announced comes a moment later.
    const now = `${await widget.element.ariaSnapshot()}\n`
      .replace(/[0-9a-f]{20}/g, "0".repeat(20))
      .replace(/tot \d+ [a-z]+ \d{4}/g, "tot 1 januari 2000")
      .replace(/^- status:.*$/m, "- status");
    const path = new URL(`snapshots/energie-${state.replaceAll(" ", "-")}.yml`, import.meta.url);
    if (process.env.UPDATE) await writeFile(path, now);
    const recorded = await readFile(path, "utf8");
    if (recorded !== now) different.push({ state, lines: difference(recorded, now) });
  });
  assert.deepEqual(different, []);
});

/** The lines that only one of two texts has. */
function difference(before, now) {
  const [gone, come] = [before.split("\n"), now.split("\n")];
  return [...gone.filter((line) => !come.includes(line)).map((line) => `- ${line}`), ...come.filter((line) => !gone.includes(line)).map((line) => `+ ${line}`)];
}

/**
 * Measures the widget as it stands: what sticks out of the page, what is too small to hit, what is cut off, and
 * which texts lie over each other.
 */
const measured = (widget, large = 44) =>
  widget.element.evaluate((element, large) => {
    const found = [];
    const { clientWidth, scrollWidth } = document.documentElement;
    if (scrollWidth > clientWidth) found.push(`the page scrolls sideways: ${scrollWidth} of ${clientWidth}`);
    const name = (node) => `${node.localName}${node.id && `#${node.id}`} “${(node.innerText || node.getAttribute("aria-label") || "").trim().slice(0, 30)}”`;
    const seen = (node) => node.checkVisibility({ visibilityProperty: true }) && !node.closest(".hidden, svg");
    const all = [...element.shadowRoot.querySelectorAll("*")].filter(seen);
    for (const node of all) {
      const box = node.getBoundingClientRect();
      // Of what sticks out together, the outermost is named.
      const out = (box) => box.width && (box.right > clientWidth + 0.5 || box.left < -0.5);
      if (out(box) && !out(node.parentNode.getBoundingClientRect?.() ?? {})) found.push(`outside the page: ${name(node)}`);
      // A box to tick is large enough by itself: its label only makes it easier.
      if (node.matches("button, input, select, textarea, summary, a")) {
        const { width, height } = node.getBoundingClientRect();
        const least = /^[−+]$/.test(node.textContent) ? large : 24;
        if (width < least || height < least) found.push(`smaller than ${least}: ${name(node)} ${width}×${height}`);
      }
      const clips = getComputedStyle(node).overflow !== "visible" || node.matches("input:not([type=checkbox], [type=radio])");
      if (clips && !node.matches("textarea, select") && (node.scrollWidth > node.clientWidth + 1 || node.scrollHeight > node.clientHeight + 1)) {
        found.push(`cut off: ${name(node)}`);
      }
    }
    // Lines of text, without those in the bar while it lies over the page, and what it lies over.
    scrollTo(0, 0);
    const lines = all.flatMap((node) =>
      [...node.childNodes]
        .filter((child) => child.nodeType === Node.TEXT_NODE && child.data.trim())
        .flatMap((child) => {
          const range = document.createRange();
          range.selectNodeContents(child);
          return [...range.getClientRects()].map((box) => ({ node, text: child.data, box }));
        }),
    );
    for (const [at, { node, text, box }] of lines.entries()) {
      for (const other of lines.slice(at + 1)) {
        const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        if (other.text !== text && across > 1 && down > 0.4 * Math.min(box.height, other.box.height)) {
          found.push(`over each other: ${name(node)}, ${name(other.node)}`);
        }
      }
    }
    return found;
  }, large);

/** Adds rules of the reader's own to the page and into the widget, as a browser extension would. */
const restyle = (page, css) =>
  page.evaluate((css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    for (const root of [document, document.querySelector("mienskip-survey").shadowRoot]) {
      root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    }
  }, css);

const SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }";
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

for (const [size, viewport, css] of [
  ["narrow", NARROW, ""],
  ["wide", { width: 1120, height: 600 }, ""],
  ["narrow, with text of twice the size", { width: 640, height: 900 }, ":root { font-size: 200% }"],
]) {
  inBrowser(`${size}: the bar never covers what has the focus, forwards or backwards`, async (t, open) => {
    const widget = await openWidget(open, await serve(t), example("energie", { order: "fixed" }), { viewport });
    await restyle(widget.page, css);
    await widget.give({ lead: 60, storage: 20 });
    await widget.why("lead");
    await widget.page.evaluate(() => scrollTo(0, 0));
    const covered = new Set();
    let reached = 0;
    for (const key of ["Tab", "Shift+Tab"]) {
      for (let press = 0; press < 120; press++) {
        await widget.page.keyboard.press(key);
        const told = await widget.element.evaluate((element) => {
          const focus = element.shadowRoot.activeElement;
          if (!focus) return { outside: true };
          const bar = element.shadowRoot.querySelector("[part=bar]");
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
    assert.ok(reached > 80, `every control was reached, both ways: ${reached}`);
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
