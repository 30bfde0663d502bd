// What is written from the sources, for the build tool: `node api/run.js manifest FILE` writes the custom-elements
// manifest; `write` brings the readme and the report up to date; `check` fails when they are not.

import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { contract, read } from "./contract.js";
import { manifest } from "./manifest.js";
import { report } from "./report.js";
import { withTables } from "./tables.js";

const README = "README.md";
const REPORT = "api/mienskip.api.md";

const place = (path) => new URL(`../${path}`, import.meta.url);
const document = (path) => JSON.parse(read(path));

/** What is kept in the repository and written from here, by path. */
async function written() {
  const element = contract();
  const files = readdirSync(place("www")).filter((name) => name.endsWith(".d.ts")).sort();
  const { problems, reasons: refusals } = await import(place("target/stage/messages.js"));
  const { MIENSKIP_BIN: command } = process.env;
  if (!command) throw new Error("MIENSKIP_BIN does not name the `mienskip` command: run `cargo xtask docs`, which does");
  const help = (...words) => execFileSync(command, [...words, "--help"], { encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } });
  const words = (text) => {
    const listed = /^Commands:\n((?: {2}.*\n)+)/m.exec(text)?.[1] ?? "";
    return [...listed.matchAll(/^ {2}(\w+)/gm)].map(([, word]) => word).filter((word) => word !== "help");
  };
  const commands = { mienskip: help() };
  for (const word of words(commands.mienskip)) {
    const text = (commands[`mienskip ${word}`] = help(word));
    for (const inner of words(text)) commands[`mienskip ${word} ${inner}`] = help(word, inner);
  }
  return {
    [README]: withTables(read(README), element),
    [REPORT]: report({
      contract: element,
      exports: document("www/package.json").exports,
      types: Object.fromEntries(files.map((name) => [name, read(`www/${name}`)])),
      problems,
      refusals,
      schemas: Object.fromEntries(["survey", "response"].map((name) => [name, document(`target/npm/schema/${name}.json`)])),
      messages: document("www/locales/nl.json"),
      commands,
    }),
  };
}

/** The text of a file, empty while there is none. */
function current(path) {
  try {
    return readFileSync(place(path), "utf8");
  } catch {
    return "";
  }
}

const [task, file] = process.argv.slice(2);
try {
  if (task === "manifest") {
    writeFileSync(file, `${JSON.stringify(manifest(contract()), null, 2)}\n`);
  } else {
    const changed = Object.entries(await written()).filter(([path, text]) => current(path) !== text);
    if (task === "write") for (const [path, text] of changed) writeFileSync(place(path), text);
    const paths = changed.map(([path]) => path).join(" and ");
    if (task === "check" && paths) {
      throw new Error(`the public surface changed: run \`cargo xtask docs\` and look at the diff (of ${paths})`);
    }
    console.log(paths ? `wrote ${paths}` : "nothing changed");
  }
} catch (error) {
  // The stack says nothing that the message does not.
  console.error(error.message);
  process.exitCode = 1;
}
