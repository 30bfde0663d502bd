// Why: who decides whether to use this reads what stands beside the code: the licence, the catalogue entry, the list of
// changes. It must be there, be whole, and be true.

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { json } from "./support/places.js";

const place = (path) => new URL(`../${path}`, import.meta.url);
const read = (path) => readFileSync(place(path), "utf8");
const languages = readdirSync(place("www/locales")).map((name) => name.split(".")[0]);
/** Without their variants, which no catalogue of software tells apart. */
const main = languages.filter((tag) => !tag.includes("-"));

test("every file has a copyright and a licence, the licence has a text, and all say the same", () => {
  const reuse = read("REUSE.toml");
  assert.match(reuse, /^path = "\*\*"$/m, "one annotation covers every file, those of tomorrow as well");
  assert.match(reuse, /^SPDX-FileCopyrightText = "\d{4} .+"$/m);
  const licences = [...reuse.matchAll(/^SPDX-License-Identifier = "(.+)"$/gm)].map(([, licence]) => licence);
  assert.deepEqual(readdirSync(place("LICENSES")).sort(), licences.map((licence) => `${licence}.txt`).sort());
  const [ours] = licences;
  assert.equal(read(`LICENSES/${ours}.txt`), read("LICENSE"));
  assert.equal(json(place("www/package.json")).license, ours);
  assert.equal(/^license = "(.*)"$/m.exec(read("Cargo.toml"))[1], ours);
  assert.equal(/^ {2}license: (.*)$/m.exec(read("publiccode.yml"))[1], ours);
});

test("publiccode.yml has what its standard demands but for an address, and names the languages there are", () => {
  const text = read("publiccode.yml");
  // As long as nothing is published there is no address, and one that was made up would send people to somebody else.
  assert.doesNotMatch(text, /^url:/m);
  for (const key of ["publiccodeYmlVersion", "name", "platforms", "categories", "developmentStatus", "softwareType"]) {
    assert.match(text, new RegExp(`^${key}:`, "m"));
  }
  for (const key of ["description", "legal", "maintenance", "localisation"]) assert.match(text, new RegExp(`^${key}:\n {2}\\w`, "m"));
  for (const key of ["type", "contacts", "localisationReady", "availableLanguages"]) assert.match(text, new RegExp(`^ {2}${key}:`, "m"));
  const short = [...text.matchAll(/^ {4}shortDescription: (.*)$/gm)].map(([, sentence]) => sentence);
  assert.ok(short.length > 0);
  for (const sentence of short) assert.ok(sentence.length <= 150, sentence);
  for (const key of ["longDescription", "features"]) {
    assert.equal(text.match(new RegExp(`^ {4}${key}:`, "gm")).length, short.length, key);
  }
  const [, list] = /^ {2}availableLanguages:\n((?: {4}- \w+\n?)+)/m.exec(text);
  assert.deepEqual(list.match(/\w+/g).sort(), main.sort());
});

test("the list of changes knows the version of the package", () => {
  const { version } = json(place("www/package.json"));
  assert.match(read("CHANGELOG.md"), new RegExp(`^## ${version.replaceAll(".", "\\.")}, (unreleased|\\d{4}-\\d\\d-\\d\\d)$`, "m"));
});

test("every link between the documents leads somewhere", () => {
  const documents = readdirSync(place(".")).filter((name) => name.endsWith(".md") && name !== "LICENSE.md");
  assert.ok(documents.length >= 4);
  for (const document of documents) {
    for (const [, link] of read(document).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(link)) continue;
      const [path, anchor] = link.split("#");
      assert.ok(existsSync(place(path || document)), `${document}: ${link}`);
      if (!anchor) continue;
      const headings = [...read(path || document).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
        heading.toLowerCase().replace(/[^\w -]/g, "").replaceAll(" ", "-"),
      );
      assert.ok(headings.includes(anchor), `${document}: ${link}`);
    }
  }
});
