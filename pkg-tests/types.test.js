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

/** Checks samples in a project that has the package and these others installed. */
async function check(t, samples, others = [], options = []) {
  const project = await folder(t);
  await cp(here("types"), project, { recursive: true });
  await cp(here("projects/types/page.ts"), join(project, "page.ts"));
  await writeFile(join(project, "package.json"), '{ "type": "module" }');
  // A copy: through a link the compiler would look for the others beside the original.
  await cp(NPM, join(project, "node_modules/mienskip"), { recursive: true });
  for (const name of others) {
    const place = join(project, "node_modules", name);
    await mkdir(dirname(place), { recursive: true });
    await symlink(here(`node_modules/${name}`), place, "junction");
  }
  const said = await new Promise((done) => {
    execFile(process.execPath, [TSC, ...OPTIONS, ...options, ...samples], { cwd: project }, (error, out) => done(error ? out || String(error) : ""));
  });
  assert.equal(said, "");
}

test("a page without a framework is typed, also when none of them is installed", (t) => check(t, ["page.ts"]));

for (const [name, installed] of [["react", "@types/react"], ["preact", "preact"], ["solid-js", "solid-js"]]) {
  const samples = name === "react" ? ["tag.tsx", "react.tsx"] : ["tag.tsx"];
  test(`the tag is typed in the JSX of ${name}`, (t) => check(t, samples, [installed], ["--jsxImportSource", name]));
}

test("the tag is typed in the templates of Svelte and Vue", (t) => check(t, ["svelte.ts", "vue.ts"], ["svelte", "vue"]));
