// Why: the README shows the widget as it is now, not as it was once. `cargo xtask picture` takes this photograph of
// a half-filled survey and writes docs/picture.png.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { CHROMIUM, SITE, example } from "./support/places.js";

const OUT = fileURLToPath(new URL("../docs/picture.png", import.meta.url));
const KINDS = { ".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".wasm": "application/wasm" };
const survey = example("energie", { order: "fixed" });
// The texts around the division would push it out of the picture.
for (const name of ["introduction", "followUp"]) delete survey[name];
const page = `<!doctype html><html lang="nl"><meta charset="utf-8"><title>Energie</title>
<link rel="icon" href="/favicon.svg"><link rel="stylesheet" href="/page.css">
<main><mienskip-survey src="/survey.json"></mienskip-survey></main>
<script type="module" src="/mienskip/mienskip.js"></script></html>`;

const server = createServer(async ({ url }, response) => {
  const made = { "/": page, "/survey.json": JSON.stringify(survey) }[url];
  const body = made ?? (await readFile(join(SITE, url)).catch(() => ""));
  response.writeHead(200, { "content-type": KINDS[extname(url)] ?? (url.endsWith(".svg") ? "image/svg+xml" : "text/html") });
  response.end(body);
}).listen(0, "127.0.0.1");
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
try {
  const view = await browser.newPage({ viewport: { width: 1100, height: 800 } });
  await view.goto(`http://127.0.0.1:${server.address().port}/`);
  const field = (title) => view.getByRole("textbox", { name: title, exact: true });
  for (const [title, points] of [
    ["De gemeente neemt de leiding", 35],
    ["Inwoners doen het zelf", 30],
    ["Groot opwekken op enkele plekken", 15],
    ["Inzetten op opslag", 10],
  ]) {
    await field(title).fill(String(points));
  }
  await view.getByText("Waarom 35 punten?").click();
  await view.getByRole("checkbox", { name: "Leiding nemen" }).first().check();
  await view.getByRole("textbox", { name: "In uw eigen woorden" }).first().fill("Iemand moet beginnen, anders gebeurt er niets.");
  await view.evaluate(() => {
    document.activeElement?.shadowRoot?.activeElement?.blur();
    scrollTo(0, 0);
  });
  await view.mouse.move(0, 0);
  await mkdir(new URL("../docs/", import.meta.url), { recursive: true });
  await writeFile(OUT, await view.screenshot());
  const { size } = await stat(OUT);
  assert.ok(size <= 150_000, `${OUT} is ${size} bytes; a README wants at most 150 kB`);
  console.log(`${OUT}: ${Math.ceil(size / 1000)} kB`);
} finally {
  await browser.close();
  server.close();
}
