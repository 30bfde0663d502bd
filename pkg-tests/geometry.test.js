// Why: what a tool cannot see decides whether one can use it: text that grows and is still all there, a name that is what
// the label says, a finger that scrolls and changes nothing, a page on paper.

import assert from "node:assert/strict";
import { NARROW, WIDE, useBrowser } from "./support/browser.js";
import { SPACED, measured, restyle } from "./support/geometry.js";
import { teller } from "./support/names.js";
import { messages } from "./support/places.js";
import { serve } from "./support/site.js";
import { COMPLAINTS, LANGUAGES, WAYS, inEveryState, openWay, surveyIn } from "./support/states.js";
import { openWidget } from "./support/widget.js";

const inBrowser = useBrowser();

/** The language whose messages are the longest in all. */
const LONGEST = LANGUAGES.map((language) => [JSON.stringify(messages(language)).length, language]).sort(([one], [other]) => other - one)[0][1];

const TWICE = ":root { font-size: 200% }";
for (const [how, viewport, css] of [
  ["on 320 pixels", NARROW, ""],
  ["on 320 pixels, at twice the size and with the spacing of WCAG 1.4.12", NARROW, TWICE + SPACED],
  ["on 1280 pixels, at twice the size and with the spacing of WCAG 1.4.12", { width: 1280, height: 1024 }, TWICE + SPACED],
  ["on 1280 pixels at 400 %, with the spacing of WCAG 1.4.12", { width: 320, height: 256 }, SPACED],
]) {
  for (const way of Object.keys(WAYS)) {
    inBrowser(`${way}, in the longest language, ${how}: everything is in view, whole, and large enough to hit`, async (t, open) => {
      const widget = await openWay(t, open, way, { survey: surveyIn(LONGEST), language: LONGEST, viewport });
      await restyle(widget.page, css);
      const found = new Set();
      await inEveryState(widget, async (state) => {
        for (const text of await measured(widget)) found.add(`${state}: ${text}`);
      }, way);
      assert.deepEqual([...found], []);
    }, { complaints: COMPLAINTS });
  }
}

for (const language of LANGUAGES) {
  inBrowser(`${language}: the name of every control says what its label shows`, async (t, open) => {
    const different = new Set();
    for (const way of Object.keys(WAYS)) {
      const widget = await openWay(t, open, way, { survey: surveyIn(language), language });
      const tell = await teller(widget.page);
      // What comes where the hand is has a name as well.
      await restyle(widget.page, ".fill { visibility: visible !important }");
      await inEveryState(widget, async (state) => {
        const shown = await widget.element.evaluate((element) => {
          const text = (node) => {
            const copy = node.cloneNode(true);
            for (const hidden of copy.querySelectorAll(".hidden, input, textarea, select")) hidden.remove();
            return copy.textContent;
          };
          const controls = [...element.shadowRoot.querySelectorAll("button, a, input, select, textarea")];
          globalThis.controls = controls.filter((node) => node.checkVisibility({ visibilityProperty: true }));
          return globalThis.controls.map((node) => (node.labels?.length ? [...node.labels].map(text) : [text(node)]));
        });
        for (const [at, texts] of shown.entries()) {
          const { role, name } = await tell(`globalThis.controls[${at}]`);
          const bare = (words) => words.replace(/[\s\u00a0]+/g, " ").trim().toLowerCase();
          // A sign that is no word, as on the buttons for more and less, is not read out, and is not in a name.
          const words = texts.map(bare).filter((words) => /[\p{L}\p{N}]/u.test(words));
          if (!name || !words.every((words) => bare(name).includes(words))) different.add(`${state}: ${role} “${name}” shows ${texts}`);
        }
      }, way);
    }
    assert.deepEqual([...different], []);
  }, { complaints: COMPLAINTS });
}

inBrowser("a finger that scrolls the page across a slider does not move it, and one that draws along it does", async (t, open) => {
  const widget = await openWidget(open, await serve(t), surveyIn("nl"), { attributes: "slider", viewport: NARROW, hasTouch: true, isMobile: true });
  const slider = widget.element.getByRole("slider").first();
  const client = await widget.page.context().newCDPSession(widget.page);
  await slider.evaluate((element) => element.scrollIntoView({ block: "center" }));
  const { x, y, width, height } = await slider.boundingBox();
  const drag = async (from, to) => {
    const touch = (type, points) => client.send("Input.dispatchTouchEvent", { type, touchPoints: points.map(([x, y]) => ({ x, y })) });
    await touch("touchStart", [from]);
    for (let part = 1; part <= 10; part++) await touch("touchMove", [from.map((start, axis) => start + ((to[axis] - start) * part) / 10)]);
    await touch("touchEnd", []);
    await widget.page.waitForTimeout(300);
  };
  const middle = [x + width / 2, y + height / 2];
  const before = await widget.page.evaluate(() => scrollY);
  await drag(middle, [middle[0], middle[1] - 150]);
  assert.ok((await widget.page.evaluate(() => scrollY)) > before + 50, "the page has scrolled");
  assert.equal(await slider.inputValue(), "0");
  await slider.evaluate((element) => element.scrollIntoView({ block: "center" }));
  const now = await slider.boundingBox();
  await drag([now.x + 12, now.y + now.height / 2], [now.x + now.width / 2, now.y + now.height / 2]);
  assert.ok(Number(await slider.inputValue()) > 20, `it moves along: ${await slider.inputValue()}`);
});

inBrowser("on paper nothing is cut off or over something else, nothing sticks, and all of it is dark on white", async (t, open) => {
  for (const way of ["on one page", "to a server"]) {
    const widget = await openWay(t, open, way, { viewport: { width: 700, height: 1000 } });
    const found = new Set();
    await inEveryState(widget, async (state) => {
      await widget.page.emulateMedia({ media: "print" });
      for (const text of await measured(widget, 0)) if (!/^smaller/.test(text)) found.add(`${state}: ${text}`);
      const odd = await widget.element.evaluate((element) => {
        const seen = [...element.shadowRoot.querySelectorAll("*")].filter((node) => node.checkVisibility() && !node.closest("svg"));
        const light = ({ color }) => Math.max(...color.match(/[\d.]+/g).slice(0, 3).map(Number)) > 120;
        return [
          ...seen.filter((node) => getComputedStyle(node).position === "sticky" && !node.matches(".profile")).map((node) => `sticks: ${node.className}`),
          ...seen.filter((node) => node.innerText?.trim() && !node.matches("[aria-disabled=true]") && light(getComputedStyle(node))).map((node) => `light: ${node.localName} ${node.className}`),
        ];
      });
      for (const text of odd) found.add(`${state}: ${text}`);
      await widget.page.emulateMedia({ media: "screen" });
    }, way);
    assert.deepEqual([...found], []);
  }
}, { complaints: COMPLAINTS });

for (const way of Object.keys(WAYS)) {
  inBrowser(`${way}: in forced colours every edge, tick and text is there, and nothing moves for who prefers no motion`, async (t, open) => {
    const widget = await openWay(t, open, way, { viewport: WIDE, forcedColors: "active", reducedMotion: "reduce" });
    const found = new Set();
    await inEveryState(widget, async (state) => {
      const odd = await widget.element.evaluate((element) => {
        const root = element.shadowRoot;
        const probe = root.appendChild(document.createElement("i"));
        probe.style.color = "Canvas";
        const ground = getComputedStyle(probe).color;
        probe.remove();
        const seen = (selector) => [...root.querySelectorAll(selector)].filter((node) => node.checkVisibility() && !node.closest(".hidden"));
        const name = (node) => `${node.localName}#${node.id}.${node.className}`;
        const edgeless = (node) => {
          const { borderTopColor, borderTopWidth } = getComputedStyle(node);
          return borderTopWidth === "0px" || borderTopColor === ground;
        };
        return [
          ...seen("button:not(.link, .stepper *), .stepper, .tick, select, textarea, [type=search], input:not([type])").filter(edgeless).map((node) => `no edge: ${name(node)}`),
          ...seen("p, h2, h3, label, legend, summary, a, button").filter((node) => getComputedStyle(node).color === getComputedStyle(node).backgroundColor).map((node) => `not seen: ${name(node)}`),
          ...[...document.getAnimations(), ...root.getAnimations()].map(() => "something moves"),
        ];
      });
      for (const text of odd) found.add(`${state}: ${text}`);
    }, way);
    assert.deepEqual([...found], []);
  }, { complaints: COMPLAINTS });
}
