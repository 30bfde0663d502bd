// The three engines behind one small interface, so that what a resident does is written once: `go`, `run` in the page,
// `press` with the mouse, `type` and `key` on the keyboard, `left`, the requests off the origin, and `faults`, all that the
// engine tells went wrong.

import { chromium } from "playwright-core";
import puppeteer from "puppeteer-core";
import { FLAGS, WIDE } from "./browser.js";
import { CHROMIUM, place } from "./places.js";
import { isElement, startWebKit } from "./webdriver.js";

const FIREFOX = place("FIREFOX");

/** By name, what starts an engine: its `version`, its one `tab`, and `close`. */
export const ENGINES = {
  Chromium: async () => {
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    const page = await browser.newPage({ viewport: WIDE });
    return { version: browser.version(), tab: protocolTab(page), close: () => browser.close() };
  },
  "Firefox ESR": async () => {
    const options = { browser: "firefox", executablePath: FIREFOX, headless: true, defaultViewport: WIDE };
    const browser = await puppeteer.launch({ ...options, timeout: 120_000 });
    const version = (await browser.version()).replace("firefox/", "");
    return { version, tab: protocolTab(await browser.newPage()), close: () => browser.close() };
  },
  WebKitGTK: async () => {
    const { session, version, elsewhere, close } = await startWebKit();
    return { version, tab: webkitTab(session, elsewhere), close };
  },
};

/** What the page itself kept of what went wrong in it; see witness.js. */
const witnessed = () => JSON.parse(sessionStorage.getItem("faults") ?? "[]");
/** What is wanted, brought to the middle: at the edge it could stand behind the bar that stays in view. */
const bring = (wanted) => {
  const element = globalThis.witness.find(wanted);
  element?.scrollIntoView({ block: "center", behavior: "instant" });
  return element;
};
const missing = ({ css, named }) => new Error(`there is no ${css} “${named ?? ""}” in sight`);

/** A page of Playwright or Puppeteer, which are alike as far as this goes. */
function protocolTab(page) {
  let origin;
  let seen = [];
  page.on("pageerror", (error) => seen.push(`uncaught: ${error.message}`));
  page.on("console", (message) => {
    if (["error", "warning", "warn"].includes(message.type())) seen.push(`engine: ${message.text()}`);
  });
  page.on("request", (request) => {
    const url = new URL(request.url());
    // Firefox draws with a font of its own, in a `data:` address; one of the page would be against the policy.
    if (url.origin !== origin && url.protocol !== "data:") seen.push(`left: ${url}`);
  });
  return {
    go: async (url) => {
      ({ origin } = new URL(url));
      seen = [];
      await page.goto(url);
    },
    // One argument is all that both of them take.
    run: (work, argument) => page.evaluate(work, argument),
    press: async (wanted) => {
      const element = (await page.evaluateHandle(bring, wanted)).asElement();
      if (!element) throw missing(wanted);
      await element.click();
    },
    type: (text) => page.keyboard.type(text),
    key: (name) => page.keyboard.press(name),
    left: () => seen.filter((fault) => fault.startsWith("left:")),
    faults: async () => [...seen, ...(await page.evaluate(witnessed))],
  };
}

function webkitTab(session, elsewhere) {
  const left = () => elsewhere.map((url) => `left: ${url}`);
  return {
    go: async (url) => {
      elsewhere.length = 0;
      await session.go(url);
    },
    run: (work, argument) => session.run(work, argument),
    press: async (wanted) => {
      const element = await session.run(bring, wanted);
      if (!isElement(element)) throw missing(wanted);
      await session.press(element);
    },
    type: (text) => session.type(text),
    key: (name) => session.key(name),
    left,
    faults: async () => [...left(), ...(await session.run(witnessed))],
  };
}
