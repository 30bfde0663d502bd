// Why: a package can be right in its own repository and broken for whoever installs it. So it is packed, installed
// and built into the projects of `projects/` by each tool, with no more configuration than is shown there, and a
// resident must get a valid answer out of what comes out, under the policy that the README gives.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { cp, mkdir, readFile, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { before, test } from "node:test";
import { useBrowser } from "./support/browser.js";
import { NPM, example, file, json } from "./support/places.js";
import { POLICY, serve } from "./support/site.js";
import { Widget } from "./support/widget.js";

const PROJECTS = join(import.meta.dirname, "projects");
/** Where the projects are built. Not a temporary folder: Next follows no link out of the folder it calls the root. */
const WORK = resolve(NPM, "../projects");
const REPOSITORY = dirname(import.meta.dirname);
const INSTALLED = join(WORK, "node_modules/mienskip");
const QUIET = { NEXT_TELEMETRY_DISABLED: "1", DENO_NO_UPDATE_CHECK: "1", DENO_DIR: join(WORK, "deno"), NO_COLOR: "1" };
const ENV = { ...process.env, REPOSITORY, POLICY, CI: "1", ...QUIET };
delete ENV.NODE_TEST_CONTEXT;
const BUILD = { timeout: 180_000 };

const inBrowser = useBrowser();
const energie = example("energie", { order: "fixed" });
const DIVISION = { lead: 0, residents: 60, market: 0, "large-scale": 0, storage: 40, supplier: 0 };
let tarball;

/** Runs a program to its end, and gives what it says; what it says is also the reason when it fails. */
const run = (program, args, cwd = WORK) =>
  new Promise((done, failed) => {
    execFile(program, args, { cwd, env: ENV, maxBuffer: 1 << 26 }, (error, out, complaints) => {
      if (error) failed(new Error(`${program} ${args.join(" ")}\n${out}${complaints}`));
      else done(out);
    });
  });

/** Runs a tool in a project. */
const tool = (project, name, ...args) => run(join(WORK, "node_modules/.bin", name), args, join(WORK, project));

/** Starts the server of a tool and gives its address; it stops, with all that it started, when the test ends. */
function start(t, name, args, project) {
  const options = { cwd: join(WORK, project), env: ENV, detached: true };
  const child = spawn(join(WORK, "node_modules/.bin", name), args, options);
  t.after(() => child.exitCode === null && child.signalCode === null && process.kill(-child.pid));
  return new Promise((found, failed) => {
    let said = "";
    const listen = (text) => {
      said += text;
      const address = /http:\/\/(?:127\.0\.0\.1|localhost):\d+/.exec(said);
      if (address) found(`${address[0]}/`);
    };
    child.stdout.setEncoding("utf8").on("data", listen);
    child.stderr.setEncoding("utf8").on("data", listen);
    child.on("exit", () => failed(new Error(`${name} stopped: ${said}`)));
    child.on("error", failed);
  });
}

/** The files below a folder whose names end in this. */
async function files(folder, ending = "") {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found = entries.filter((entry) => entry.isFile() && entry.name.endsWith(ending));
  return found.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();
}

before(async () => {
  await rm(WORK, { recursive: true, force: true });
  const ours = (path) => !["node_modules", "package.json", "package-lock.json", ".npmrc"].includes(basename(path));
  await cp(PROJECTS, WORK, { recursive: true, filter: ours });
  for (const project of ["page", "next"]) {
    await mkdir(join(WORK, project, "public"));
    await writeFile(join(WORK, project, "public/energie.json"), JSON.stringify(energie));
    await writeFile(join(WORK, project, "public/favicon.ico"), "");
  }
  const [packed] = JSON.parse(await run("npm", ["pack", "--json", "--pack-destination", WORK], NPM));
  tarball = join(WORK, packed.filename);
  await writeFile(join(WORK, "package.json"), '{ "private": true, "type": "module" }');
  await run("npm", ["install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", tarball]);
  // The tools are installed once, by the lock file; here they stand beside the package.
  for (const name of await readdir(join(PROJECTS, "node_modules"))) {
    if (name !== ".package-lock.json") {
      await symlink(join(PROJECTS, "node_modules", name), join(WORK, "node_modules", name));
    }
  }
}, BUILD);

/** Fills in the survey of a page by its roles and names: what comes out is valid, and the page heard of it. */
async function fillIn(page) {
  const widget = await new Widget(page, energie).ready();
  await widget.give({ residents: 60, storage: 40 });
  await widget.stands("Alle 100 punten verdeeld");
  const response = await widget.response();
  const { load, Survey } = await import(join(INSTALLED, "core.js"));
  await load();
  assert.deepEqual(Survey.from(energie).verify(response), { valid: true, problems: [] });
  assert.deepEqual([response.points, response.language], [DIVISION, "nl"]);
  await page.locator("output").getByText("0", { exact: true }).waitFor();
  return response;
}

/** Serves what was built, under the strict policy or another. */
const site = (t, root, policy = POLICY) =>
  serve(t, { "GET /energie.json": energie, "GET /favicon.ico": { body: "" } }, { root, policy });

test("the tarball holds what is meant for others, and nothing else", async () => {
  assert.deepEqual(await files(INSTALLED), [
    "LICENSE",
    "README.md",
    "core.d.ts",
    "core.js",
    "core.plain.js",
    "core.wasm",
    "custom-elements.json",
    "element.d.ts",
    "element.js",
    "inline.d.ts",
    "inline.js",
    "jsx.d.ts",
    ...["ar", "en", "fy", "nl-x-informal", "nl", "pl", "tr", "uk"].map((tag) => `locales/${tag}.json`),
    "mienskip.d.ts",
    "mienskip.js",
    "package.json",
    "problems.js",
    "sbom.cdx.json",
    "schema/response.json",
    "schema/survey.json",
  ]);
});

test("publint finds nothing to say about the tarball", BUILD, async () => {
  await tool(".", "publint", "run", tarball, "--strict");
});

test("the types of every entry are found, and are those of the script beside them", BUILD, async () => {
  await tool(".", "attw", tarball, "--profile", "esm-only", "--exclude-entrypoints", "core.wasm");
});

test("no script of the package waits while it is imported", async () => {
  const scripts = await files(INSTALLED, ".js");
  assert.ok(scripts.length > 0);
  // This format is the one that has no place for it.
  const quiet = ["--format=iife", "--log-override:empty-import-meta=silent", "--outdir=dist/iife"];
  await tool(".", "esbuild", ...scripts.map((name) => join(INSTALLED, name)), ...quiet);
});

for (const [what, ...check] of [
  ["the element, its events, the headless API and the tag in React", "tsc"],
  ["the tag in Vue", "vue-tsc", "--project", "vue"],
  ["the tag in Svelte", "svelte-check", "--workspace", "svelte", "--fail-on-warnings"],
]) {
  test(`strict types: ${what}`, BUILD, () => tool(".", ...check));
}

/** What runs the same program outside a browser. Deno may read files, and nothing else. */
const HOSTS = [
  ["Node", (...files) => run("node", ["node/verify.js", ...files])],
  ["Deno", (...files) => tool(".", "deno", "run", "--quiet", "--no-prompt", "--no-remote", "--allow-read", "node/verify.js", ...files)],
];

for (const [host, program] of HOSTS) {
  test(`in ${host} the element is imported without effect, and the core verifies a response`, BUILD, async (t) => {
    const { load, Survey } = await import(join(INSTALLED, "core.js"));
    await load();
    const response = Survey.from(energie).respond({ points: DIVISION });
    const document = await file(t, "survey.json", energie);
    const verify = async (answer) => JSON.parse(await program(document, await file(t, "response.json", answer)));
    const imported = { element: "function", registry: "undefined" };
    assert.deepEqual(await verify(response), { ...imported, valid: true, names: [] });
    response.points.storage = 41;
    const { valid, names } = await verify(response);
    assert.equal(valid, false);
    assert.ok(names.includes("points-too-many /points"), names.join());
  });
}

inBrowser("without a bundler: the installed files as they are", async (t, open) => {
  const { url, routes, requests } = await site(t, WORK);
  const html = await readFile(join(WORK, "page/index.html"), "utf8");
  const main = await readFile(join(WORK, "page/main.js"), "utf8");
  routes["GET /page/index.html"] = html;
  routes["GET /page/main.js"] = main.replace('"mienskip"', '"/node_modules/mienskip/mienskip.js"');
  await fillIn(await open(`${url}page/index.html`));
  assert.equal(requests("GET /node_modules/mienskip/core.wasm").length, 1);
});

/** What builds a page that imports the package, into a folder. */
const BUILDS = [
  { name: "Vite", project: "page", build: (dist) => ["vite", "build", "--outDir", dist], plain: true },
  // It makes scripts only; the page names them itself.
  { name: "webpack", project: "page", build: (dist) => ["webpack", "--output-path", dist], html: true, plain: true },
  { name: "Parcel", project: "parcel", build: (dist) => ["parcel", "build", "--no-cache", "--dist-dir", dist, "index.html"] },
  { name: "React", project: "react", build: (dist) => ["vite", "build", "--outDir", dist], shows: true },
  { name: "Vue", project: "vue", build: (dist) => ["vite", "build", "--outDir", dist], shows: true },
  { name: "Svelte", project: "svelte", build: (dist) => ["vite", "build", "--outDir", dist], shows: true },
];

for (const { name, project, build, html, shows, plain } of BUILDS) {
  const dist = join(WORK, "dist", name);

  test(`${name}: what it builds has one WebAssembly file`, BUILD, async () => {
    await tool(project, ...build(dist));
    if (html) await cp(join(WORK, project, "index.html"), join(dist, "index.html"));
    assert.equal((await files(dist, ".wasm")).length, 1);
  });

  inBrowser(`${name}: the survey works from what it builds`, async (t, open) => {
    const { url } = await site(t, dist);
    const page = await open(url);
    const { points } = await fillIn(page);
    if (shows) assert.deepEqual(JSON.parse(await page.locator("pre").textContent()), points);
    assert.equal(await page.locator("mienskip-survey").getAttribute("data-engine"), "wasm");
  });

  if (!plain) continue;
  inBrowser(`${name}: the survey works from what it builds where the policy refuses WebAssembly`, async (t, open) => {
    const { url, requests } = await site(t, dist, POLICY.replace(" 'wasm-unsafe-eval'", ""));
    const page = await open(url);
    await fillIn(page);
    assert.equal(await page.locator("mienskip-survey").getAttribute("data-engine"), "plain");
    const [wasm] = await files(dist, ".wasm");
    assert.equal(requests(`GET /${wasm}`).length, 0, "what cannot run is not fetched");
  }, { complaints: /wasm-eval|unsafe-eval|Content Security Policy/ });
}

inBrowser("Vite, while developing: the survey works from its server", async (t, open) => {
  const url = await start(t, "vite", ["--host", "127.0.0.1"], "page");
  await fillIn(await open(url));
});

/** Tools that copy no files: for them there is one script with everything in it. */
const INLINE = [
  { name: "esbuild", build: (dist) => ["esbuild", "main.js", "--bundle", "--format=esm", `--outdir=${dist}`] },
  { name: "Rollup", build: (dist) => ["rollup", "--config", "--silent", "--dir", dist] },
];

for (const { name, build } of INLINE) {
  const dist = join(WORK, "dist", name);

  test(`${name}: what it builds is one script, with nothing beside it`, async () => {
    await tool("inline", ...build(dist));
    assert.deepEqual(await files(dist), ["main.js"]);
    await cp(join(WORK, "inline/index.html"), join(dist, "index.html"));
  });

  inBrowser(`${name}: the survey works from what it builds`, async (t, open) => {
    const { url } = await site(t, dist);
    await fillIn(await open(url));
  });
}

test("Next: what it builds for the browser has one WebAssembly file", BUILD, async () => {
  await tool("next", "next", "build");
  assert.equal((await files(join(WORK, "next/.next/static"), ".wasm")).length, 1);
});

inBrowser("Next: the server renders the page, and the survey takes over in the browser", async (t, open) => {
  const url = await start(t, "next", ["start", "--port", "0", "--hostname", "127.0.0.1"], "next");
  const html = await (await fetch(url)).text();
  assert.ok(html.includes('<mienskip-survey src="/energie.json"><p>Bel de gemeente.</p></mienskip-survey>'), html);
  await fillIn(await open(url));
});
