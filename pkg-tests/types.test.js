// Why: an editor that knows the tag, its attributes and what its events carry saves whoever embeds the survey a
// search; types that claim what is not there, or that fail in a project of other tools, cost one. The samples in
// `types/` say what must be accepted, and with `@ts-expect-error` what must not.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { NPM, folder } from "./support/places.js";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const TSC = here("../www/node_modules/typescript/bin/tsc");
const OPTIONS = "--ignoreConfig --noEmit --strict --skipLibCheck false --target es2022 --module nodenext --jsx react-jsx".split(" ");

/** Checks samples in a project that has the package and these others installed, and gives what is wrong with them. */
async function check(t, samples, others = []) {
  const project = await folder(t);
  await cp(here("types"), project, { recursive: true });
  await writeFile(join(project, "package.json"), '{ "type": "module" }');
  // A copy: through a link the compiler would look for the others beside the original.
  await cp(NPM, join(project, "node_modules/mienskip"), { recursive: true });
  for (const name of others) {
    const place = join(project, "node_modules", name);
    await mkdir(dirname(place), { recursive: true });
    await symlink(here(`node_modules/${name}`), place, "junction");
  }
  return new Promise((done) => {
    execFile(process.execPath, [TSC, ...OPTIONS, ...samples], { cwd: project }, (error, out) => done(error ? out || String(error) : ""));
  });
}

test("a page without a framework is typed, also when none of them is installed", async (t) => {
  assert.equal(await check(t, ["page.ts"]), "");
});

test("the tag is typed in React, Preact, Solid, Svelte and Vue", async (t) => {
  const samples = ["react.tsx", "preact.tsx", "solid.tsx", "svelte.ts", "vue.ts"];
  assert.equal(await check(t, samples, ["@types/react", "preact", "solid-js", "svelte", "vue"]), "");
});
