// Where what was built stands; `cargo xtask test` says so in the environment.

import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a variable of the environment names. */
export function place(name) {
  const path = process.env[name];
  if (!path) throw new Error(`${name} is not set; run the tests with: cargo xtask test`);
  return path;
}

/** The `mienskip` command. */
export const BIN = place("MIENSKIP_BIN");
/** The npm package. */
export const NPM = place("MIENSKIP_NPM");
/** The demo pages, with the package in `mienskip/` and the surveys in `surveys/`. */
export const SITE = place("MIENSKIP_SITE");
export const CHROMIUM = place("CHROMIUM");

export const json = (path) => JSON.parse(readFileSync(path, "utf8"));

/** A fixture that the Rust tests read as well. */
export const fixture = (name) => json(new URL(`../../fixtures/${name}`, import.meta.url));

/** The messages of the widget in a language. */
export const messages = (language) => json(join(NPM, "locales", `${language}.json`));

/** An example survey with these changes, open on every day: the tests outlive the dates in it. */
export function example(name, changes = {}) {
  const { opens, closes, ...survey } = json(join(SITE, "surveys", `${name}.json`));
  return { ...survey, ...changes };
}

/** A folder that goes when the test ends. */
export async function folder(t) {
  const path = await mkdtemp(join(tmpdir(), "mienskip-"));
  t.after(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** A file of a value as JSON, or of a text; gone when the test ends. */
export async function file(t, name, value) {
  const path = join(await folder(t), name);
  await writeFile(path, typeof value === "string" ? value : JSON.stringify(value));
  return path;
}
