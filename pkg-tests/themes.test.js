// Why: a municipality's house style must come through by itself, in whichever generation of the NL Design System it
// is written, and what the widget makes of it must be legible; where a house style is not, that is written down here.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { NARROW, WIDE, useBrowser } from "./support/browser.js";
import { faint, faintFocus, small } from "./support/contrast.js";
import { example } from "./support/places.js";
import { page as pageOf, serve } from "./support/site.js";
import { THEMES, rules } from "./support/themes.js";
import { Widget } from "./support/widget.js";

const inBrowser = useBrowser();

/** A page in a house style with the widget on it. */
async function openThemed(t, open, style, options) {
  const survey = example("energie", { order: "fixed" });
  const site = await serve(t, {
    "GET /survey.json": survey,
    "GET /theme.css": await rules(style),
    "GET /test.html": pageOf(
      `<link rel="stylesheet" href="/theme.css"><div class="${style.name ?? ""}"><mienskip-survey src="/survey.json"><p>Bel de gemeente.</p></mienskip-survey></div>`,
    ),
  });
  return new Widget(await open(`${site.url}test.html`, options), survey).ready();
}

/** Brings the widget from empty to sent, and calls with the name of each state on the way. */
async function walk(widget, check) {
  const { survey } = widget;
  const summary = (name) => widget.element.getByText(widget.say(name), { exact: true }).first();
  await check("empty");
  await widget.give({ lead: 50, residents: 20 });
  await widget.why("lead");
  await widget.reason("lead", survey.values[0].id).check();
  await widget.element.locator("[part=profile] li summary").first().click();
  await summary("as-table").click();
  await check("filled");
  await widget.give({ residents: 60, market: "12,5" });
  await check("too many");
  await widget.send.click();
  await widget.heading("Er is nog iets nodig");
  await check("errors");
  await widget.again.click();
  await widget.spread.click();
  for (const { title, required } of survey.questions ?? []) {
    if (required) await widget.page.getByLabel(widget.words(title)).selectOption({ index: 1 });
  }
  await check("complete");
  await widget.send.click();
  await widget.heading("Dank u wel. Uw antwoord is klaar.");
  await check("sent");
}

for (const [theme, style] of Object.entries(THEMES)) {
  inBrowser(`${theme}: everything is seen and large enough to hit, in the typeface of the page`, async (t, open) => {
    const widget = await openThemed(t, open, style, { viewport: WIDE });
    const [found, tiny] = [new Set(), []];
    await walk(widget, async (state) => {
      for (const sentence of await faint(widget)) found.add(sentence);
      tiny.push(...(await small(widget)).map((sentence) => `${state}: ${sentence}`));
      if (state !== "filled") return;
      await widget.page.keyboard.press("Tab");
      for (const control of [widget.field("lead"), widget.more("lead"), widget.send, widget.spread, widget.reason("lead", "cooperation"), widget.motivation("lead")]) {
        await control.focus();
        for (const sentence of await faintFocus(widget)) found.add(sentence);
      }
      await widget.send.hover();
      for (const sentence of await faint(widget)) found.add(sentence);
    });
    assert.deepEqual([...found].sort(), style.faint ?? [], "too faint");
    assert.deepEqual(tiny, []);
    const font = await widget.field("lead").evaluate((field) => getComputedStyle(field).fontFamily);
    if (style.font) assert.ok(font.replaceAll(/["']/g, "").startsWith(style.font), font);
  });

  inBrowser(`${theme}: nothing of the house style is changed, and a small phone is wide enough`, async (t, open) => {
    const widget = await openThemed(t, open, style, { viewport: NARROW });
    const changed = await widget.element.evaluate((element) => {
      // Every custom property there is, by its computed value.
      const properties = (node) => new Map([...node.computedStyleMap()].filter(([name]) => name.startsWith("--")).map(([name, value]) => [name, `${value}`]));
      const around = properties(element.parentNode);
      const own = /^--(mienskip-|(ink|paper|line|link|error|focus|glow|field|field-ink|thick|round|on|on-ink|step|step-ink|rule|target|c)$)/;
      // Where thousands of tokens are, a few places stand for all.
      const places = around.size ? ".survey, .bar, .c0, [id=points-0], [id=send-0]" : "*";
      const nodes = [element, element.firstElementChild, ...element.shadowRoot.querySelectorAll(places)];
      const different = new Set();
      for (const node of nodes) {
        for (const [name, value] of properties(node)) {
          const foreign = !own.test(name) || name.startsWith("--mienskip-");
          if (foreign && around.get(name) !== value) different.add(`${name}: ${around.get(name)} became ${value}`);
        }
      }
      return { different: [...different], read: around.size };
    });
    assert.deepEqual(changed.different, []);
    if (style.font) assert.ok(changed.read > 0, "the house style is there");
    assert.ok((await widget.page.evaluate(() => document.documentElement.scrollWidth)) <= NARROW.width);
  });
}

/** What is seen of red, green and blue light by people who lack one kind of cone (Machado and others, 2009). */
const SIGHTS = {
  "every cone": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  "no red cones": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  "no green cones": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  "no blue cones": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};

const through = (matrix, vector) => matrix.map((row) => row.reduce((sum, factor, at) => sum + factor * vector[at], 0));

/** The light of a colour `#rrggbb`, each of three from 0 to 1. */
const light = (colour) =>
  [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));

/** Light in OKLab, where a distance is about what an eye makes of it; 0.02 is just seen side by side. */
const perceived = (seen) => {
  const cones = [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566], [0.0883024619, 0.2817188376, 0.6299787005]];
  const lab = [[0.2104542553, 0.793617785, -0.0040720468], [1.9779984951, -2.428592205, 0.4505937099], [0.0259040371, 0.7827717662, -0.808675766]];
  return through(lab, through(cones, seen.map((part) => Math.max(0, part))).map(Math.cbrt));
};

test("the colours of the plans differ for every kind of sight, and are seen on light and on dark grey", async () => {
  const styles = await readFile(new URL("../www/mienskip.css", import.meta.url), "utf8");
  const colours = [...styles.matchAll(/var\(--mienskip-series-\d, (#\w{6})\)/g)].map(([, colour]) => colour);
  assert.equal(colours.length, 8);
  const close = [];
  for (const [sight, matrix] of Object.entries(SIGHTS)) {
    const seen = colours.map((colour) => perceived(through(matrix, light(colour))));
    for (const [at, one] of seen.entries()) {
      for (const [other, two] of seen.entries()) {
        const apart = Math.hypot(...one.map((part, axis) => part - two[axis]));
        if (other > at && apart < 0.045) close.push(`${sight}: ${colours[at]} and ${colours[other]}, ${apart.toFixed(3)}`);
      }
    }
  }
  assert.deepEqual(close, []);
  const luminance = (colour) => through([[0.2126, 0.7152, 0.0722]], light(colour))[0];
  for (const ground of ["#f3f3f3", "#262626"]) {
    const faint = colours.filter((colour) => {
      const [dark, bright] = [luminance(colour), luminance(ground)].sort((a, b) => a - b);
      return (bright + 0.05) / (dark + 0.05) < 3;
    });
    assert.deepEqual(faint, [], ground);
  }
});
