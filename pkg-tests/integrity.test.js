// Why: a municipality that takes the script from elsewhere must be able to say which bytes it means, and to know what is
// in them.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { dirname, extname, join } from "node:path";
import { test } from "node:test";
import Ajv from "ajv";
import { useBrowser } from "./support/browser.js";
import { NPM, example, folder, json } from "./support/places.js";
import { KINDS, POLICY, page as pageOf, serve } from "./support/site.js";
import { Widget } from "./support/widget.js";

const inBrowser = useBrowser();
const energie = example("energie");
const TARGET = dirname(NPM);
const CDN = join(TARGET, "cdn");
const hashes = json(join(TARGET, "hashes.json"));
/** One version, one path: what is behind it never changes. */
const PATH = "/mienskip@0.1.0/";

/** A server on another origin that lets every page have these files, and may change them on the way. */
async function cdn(t, change = (_name, bytes) => bytes, folder = CDN) {
  const asked = [];
  const server = createServer(async (request, response) => {
    const name = request.url.slice(PATH.length);
    asked.push(name);
    const bytes = request.url.startsWith(PATH) && (await readFile(join(folder, name)).catch(() => undefined));
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

/** The policy of a page that has scripts and files from this origin too. */
const naming = (origin) =>
  `${POLICY.replace("'wasm-unsafe-eval'", `'wasm-unsafe-eval' ${origin}`)}; connect-src 'self' ${origin}`;

/** A page that names this CDN, and the hash of its script, and nothing else from elsewhere. */
async function openFrom(t, open, { origin }) {
  const integrity = hashes.cdn["mienskip.js"];
  const tag = `<script type="module" src="${origin}${PATH}mienskip.js" integrity="${integrity}" crossorigin></script>
<mienskip-survey src="/survey.json"><p>Bel de gemeente.</p></mienskip-survey>`;
  const body = pageOf(tag, { script: false });
  const policy = naming(origin);
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

/** The same file with one byte another: the last `e` an `a`, so that a language is still JSON. */
const spoilt = (bytes) => {
  const other = Buffer.from(bytes);
  other[Math.max(other.lastIndexOf("e"), 0)] = "a".charCodeAt(0);
  return other;
};

for (const name of ["core.wasm", "locales/nl.json"]) {
  inBrowser(
    `one changed byte in ${name} of a CDN: no survey, and what the page says stays`,
    async (t, open) => {
      const there = await cdn(t, (asked, bytes) => (asked === name ? spoilt(bytes) : bytes));
      const page = await openFrom(t, open, there);
      await page.getByRole("alert").waitFor();
      assert.ok(await page.getByText("Bel de gemeente.").isVisible(), "what the page itself says");
      assert.equal(await page.locator("mienskip-survey input").count(), 0);
      const heard = await page.evaluate(() => globalThis.heard.map(([name, { reason }]) => [name, reason]));
      assert.deepEqual(heard, [["error", "load"]]);
    },
    { complaints: /integrity|<mienskip-survey>: / },
  );
}

inBrowser(
  "one changed byte in the script of a CDN: nothing of it runs, and what the page says stays",
  async (t, open) => {
    const there = await cdn(t, (name, bytes) => (name === "mienskip.js" ? spoilt(bytes) : bytes));
    const page = await openFrom(t, open, there);
    await page.waitForLoadState("load");
    assert.ok(await page.getByText("Bel de gemeente.").isVisible());
    assert.equal(await page.evaluate(() => customElements.get("mienskip-survey")), undefined);
  },
  { complaints: /integrity|<mienskip-survey>: / },
);

inBrowser(
  "a script that a build for a CDN imports later is checked as well, with nothing asked of the policy",
  async (t, open) => {
    const late = { "late.js": "export const answer = 42;\n", "spoilt.js": "export const answer = 43;\n" };
    const place = await folder(t);
    for (const [name, text] of Object.entries(late)) await writeFile(join(place, name), text);
    const { origin } = await cdn(t, undefined, place);
    const integrity = `sha384-${createHash("sha384").update(late["late.js"]).digest("base64")}`;
    const site = await serve(t, {
      "GET /imported.js": `${await readFile(new URL("../crates/xtask/src/imported.js", import.meta.url))}export { imported };`,
      "GET /test.html": () => ({ body: pageOf("", { script: false }), type: KINDS[".html"], policy: naming(origin) }),
    });
    const page = await open(`${site.url}test.html`, { from: [origin] });
    const answer = (name) =>
      page.evaluate(
        async ([url, hash]) => {
          const { imported } = await import("/imported.js");
          return imported(url, hash).then(({ answer }) => answer, String);
        },
        [`${origin}${PATH}${name}`, integrity],
      );
    assert.equal(await answer("late.js"), 42);
    assert.match(await answer("spoilt.js"), /spoilt\.js is not there, or not the file it was/);
  },
  { complaints: /integrity|<mienskip-survey>: / },
);

test("the hashes are those of the files, and every file has one", async () => {
  for (const [build, path] of [["npm", NPM], ["cdn", CDN]]) {
    const names = (await readdir(path, { withFileTypes: true, recursive: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1).replaceAll("\\", "/"));
    assert.deepEqual(Object.keys(hashes[build]).sort(), names.sort());
    for (const name of names) {
      const hash = createHash("sha384").update(await readFile(join(path, name))).digest("base64");
      assert.equal(hashes[build][name], `sha384-${hash}`, name);
    }
  }
});

test("the script for a CDN names the hash of every other file there, and the one for bundlers names none", async () => {
  const [there, here] = await Promise.all([CDN, NPM].map((path) => readFile(join(path, "mienskip.js"), "utf8")));
  const { "mienskip.js": _own, ...others } = hashes.cdn;
  assert.ok(Object.keys(others).length >= 4, "the core and the languages");
  for (const [name, hash] of Object.entries(others)) assert.ok(there.includes(hash), name);
  assert.ok(!here.includes("sha384-"));
});

const require = createRequire(import.meta.url);
const cyclonedx = join(dirname(require.resolve("@cyclonedx/cyclonedx-library/package.json")), "res/schema");

test("the bills of materials are CycloneDX 1.6, and name what is inside with licence and hash", () => {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const schema = (name) => json(join(cyclonedx, `${name}.SNAPSHOT.schema.json`));
  for (const name of ["spdx", "jsf-0.82"]) {
    ajv.addSchema(schema(name), `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
  }
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
  for (const name of ["esbuild", "binaryen", "wasm-bindgen-cli-support", "syn"]) {
    assert.equal(scopes[name], "excluded", name);
  }
  assert.ok(!("proptest" in scopes), "what only tests need is not inside");
});
