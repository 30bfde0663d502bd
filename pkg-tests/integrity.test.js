// Why: a municipality that takes the script from elsewhere must be able to say which bytes it means, and to know what is
// in them.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFile, readdir } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { dirname, extname, join } from "node:path";
import { test } from "node:test";
import Ajv from "ajv";
import { useBrowser } from "./support/browser.js";
import { NPM, example, json } from "./support/places.js";
import { KINDS, POLICY, page as pageOf, serve } from "./support/site.js";
import { Widget } from "./support/widget.js";

const inBrowser = useBrowser();
const energie = example("energie");
const TARGET = dirname(NPM);
const CDN = join(TARGET, "cdn");
const hashes = json(join(TARGET, "hashes.json"));
/** One version, one path: what is behind it never changes. */
const PATH = "/mienskip@0.1.0/";

/** A server on another origin that lets every page have its files, and may change them on the way. */
async function cdn(t, change = (_name, bytes) => bytes) {
  const asked = [];
  const server = createServer(async (request, response) => {
    const name = request.url.slice(PATH.length);
    asked.push(name);
    const bytes = request.url.startsWith(PATH) && (await readFile(join(CDN, name)).catch(() => undefined));
    const headers = { "content-type": KINDS[extname(name)] ?? "text/plain", "access-control-allow-origin": "*" };
    response.writeHead(bytes ? 200 : 404, headers).end(bytes && change(name, bytes));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { origin: `http://127.0.0.1:${server.address().port}`, asked };
}

/** A page that names this CDN, and the hash of its script, and nothing else from elsewhere. */
async function openFrom(t, open, { origin }) {
  const tag = `<script type="module" src="${origin}${PATH}mienskip.js" integrity="${hashes.cdn["mienskip.js"]}" crossorigin></script>
<mienskip-survey src="/survey.json"><p>Bel de gemeente.</p></mienskip-survey>`;
  const policy = POLICY.replace("'wasm-unsafe-eval'", `'wasm-unsafe-eval' ${origin}`).concat(`; connect-src 'self' ${origin}`);
  const body = pageOf(tag, { script: false });
  const site = await serve(t, {
    "GET /survey.json": energie,
    "GET /test.html": () => ({ body, type: KINDS[".html"], policy }),
  });
  return open(`${site.url}test.html`, { from: [origin] });
}

inBrowser("from a CDN, with one hash on the tag, the survey is shown", async (t, open) => {
  const there = await cdn(t);
  const page = await openFrom(t, open, there);
  await new Widget(page, energie).ready();
  assert.deepEqual(there.asked.sort(), ["core.wasm", "locales/nl.json", "mienskip.js"], "each once");
});

/** The same file with its last letter or byte another one: a script, a language and a module are still one. */
const spoilt = (bytes) => {
  const other = Buffer.from(bytes);
  const at = Math.max(other.lastIndexOf("e"), 0);
  other[at] = "a".charCodeAt(0);
  return other;
};

for (const name of ["core.wasm", "locales/nl.json"]) {
  inBrowser(
    `one changed byte in ${name} of a CDN: no survey, and what the page says stays`,
    async (t, open) => {
      const page = await openFrom(t, open, await cdn(t, (asked, bytes) => (asked === name ? spoilt(bytes) : bytes)));
      await page.getByRole("alert").waitFor();
      assert.ok(await page.getByText("Bel de gemeente.").isVisible(), "what the page itself says");
      assert.equal(await page.locator("mienskip-survey input").count(), 0);
      const heard = await page.evaluate(() => globalThis.heard.map(([name, { reason }]) => [name, reason]));
      assert.deepEqual(heard, [["error", "load"]]);
    },
    { complaints: /integrity/ },
  );
}

inBrowser(
  "one changed byte in the script of a CDN: nothing of it runs, and what the page says stays",
  async (t, open) => {
    const page = await openFrom(t, open, await cdn(t, (asked, bytes) => (asked === "mienskip.js" ? spoilt(bytes) : bytes)));
    await page.waitForLoadState("load");
    assert.ok(await page.getByText("Bel de gemeente.").isVisible());
    assert.equal(await page.evaluate(() => customElements.get("mienskip-survey")), undefined);
  },
  { complaints: /integrity/ },
);

test("the hashes are those of the files, and every file has one", async () => {
  for (const [folder, path] of [["npm", NPM], ["cdn", CDN]]) {
    const names = (await readdir(path, { withFileTypes: true, recursive: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1).replaceAll("\\", "/"));
    assert.deepEqual(Object.keys(hashes[folder]).sort(), names.sort());
    for (const name of names) {
      const hash = createHash("sha384").update(await readFile(join(path, name))).digest("base64");
      assert.equal(hashes[folder][name], `sha384-${hash}`, name);
    }
  }
});

test("the script for a CDN names the hash of every other file there, and the one for bundlers names none", async () => {
  const [there, here] = [await readFile(join(CDN, "mienskip.js"), "utf8"), await readFile(join(NPM, "mienskip.js"), "utf8")];
  const { "mienskip.js": _own, ...others } = hashes.cdn;
  assert.ok(Object.keys(others).length >= 4, "the core and three languages");
  for (const [name, hash] of Object.entries(others)) assert.ok(there.includes(hash), name);
  assert.ok(!here.includes("sha384-"));
});

const require = createRequire(import.meta.url);
const cyclonedx = join(dirname(require.resolve("@cyclonedx/cyclonedx-library/package.json")), "res/schema");

test("the bills of materials are CycloneDX 1.6, and name what is inside with licence and hash", () => {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const schema = (name) => json(join(cyclonedx, `${name}.SNAPSHOT.schema.json`));
  for (const name of ["spdx", "jsf-0.82"]) ajv.addSchema(schema(name), `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
  const fits = ajv.compile(schema("bom-1.6"));
  const bills = [json(join(NPM, "sbom.cdx.json")), json(join(TARGET, "mienskip-command.cdx.json"))];
  for (const bill of bills) {
    assert.ok(fits(bill), JSON.stringify(fits.errors));
    assert.ok(!fits({ ...bill, specVersion: 1.6 }), "the schema does refuse something");
    // The same sources give the same bill.
    assert.deepEqual([bill.serialNumber, bill.metadata.timestamp], [undefined, undefined]);
    const known = new Set([bill.metadata.component, ...bill.components].map((part) => part["bom-ref"]));
    assert.equal(known.size, bill.components.length + 1, "no two are the same");
    for (const { ref, dependsOn } of bill.dependencies) {
      for (const one of [ref, ...dependsOn]) assert.ok(known.has(one), one);
    }
    for (const { name, licenses, hashes } of bill.components) {
      assert.ok(licenses.length > 0, `${name} has a licence`);
      if (!["rust-std", "mienskip"].includes(name)) assert.ok(hashes[0].content.length >= 64, `${name} has a hash`);
    }
  }
  const scopes = Object.fromEntries(bills[0].components.map(({ name, scope }) => [name, scope]));
  for (const name of ["wasm-bindgen", "lol_alloc", "rust-std"]) assert.equal(scopes[name], "required", name);
  for (const name of ["esbuild", "binaryen", "wasm-bindgen-cli-support", "syn"]) assert.equal(scopes[name], "excluded", name);
  assert.ok(!("proptest" in scopes), "what only tests need is not inside");
});
