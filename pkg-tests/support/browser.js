// One browser for each file of tests, and tests that fail by themselves when a page does what none may do: leave
// its origin, offend against its policy, or complain.

import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";
import { CHROMIUM } from "./places.js";

export const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const WIDE = { width: 1120, height: 800 };
export const NARROW = { width: 320, height: 640 };

/** Starts the browser before the tests of this file, perhaps with other settings, and closes it after them. */
export function useBrowser(settings) {
  let browser;
  before(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS, ...settings });
  });
  after(() => browser?.close());

  /**
   * A test in a browser. Its function gets `open(url, options)`, which opens a page of its own, where `from` are the
   * other origins that it may fetch from; `complaints` is what the console may say that is the point of the test.
   */
  return (name, run, { complaints = /(?!)/, timeout = 90_000 } = {}) =>
    test(name, { timeout }, async (t) => {
      const faults = [];
      const open = async (url, { viewport = WIDE, clock, from = [], ...options } = {}) => {
        const context = await browser.newContext({ viewport, ...options });
        t.after(() => context.close());
        context.setDefaultTimeout(10_000);
        const page = await context.newPage();
        await watch(page, [new URL(url).origin, ...from], faults);
        if (clock) await page.clock.install({ time: clock });
        await page.goto(url);
        return page;
      };
      await run(t, open);
      assert.deepEqual(faults.filter((fault) => !complaints.test(fault)), [], "what no page may do");
    });
}

async function watch(page, origins, faults) {
  page.on("pageerror", (error) => faults.push(`uncaught: ${error}`));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) faults.push(`${message.type()}: ${message.text()}`);
  });
  page.on("request", (request) => {
    const url = new URL(request.url());
    // The only `blob:` there is: the file that a resident saves, made on this origin.
    if (!origins.includes(url.origin)) faults.push(`left the origin: ${url}`);
  });
  // A policy that only reports, or a violation that no console shows, is one all the same.
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
    });
    // The events of every widget, from the first; `error` is left out because it cannot leave the page.
    globalThis.heard = [];
    for (const name of ["ready", "change", "complete", "submit", "sent", "error"]) {
      document.addEventListener(`mienskip-${name}`, ({ detail: { error, ...detail } }) => {
        globalThis.heard.push([name, detail]);
      });
    }
  });
}
