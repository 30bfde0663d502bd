// Why: an editor that helps to write a survey, and a back end that stores answers, trust the schemas of the package.
// They must let through whatever the core accepts, and stop what has the wrong shape.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import Ajv from "ajv/dist/2020.js";
import { NPM, example, fixture } from "./support/places.js";

const ajv = new Ajv({ allErrors: true });
const schema = async (name) => ajv.compile(JSON.parse(await readFile(join(NPM, `schema/${name}.json`), "utf8")));
const [survey, response] = [await schema("survey"), await schema("response")];
const wrong = (fits, document) => (fits(document) ? [] : fits.errors.map(({ instancePath, message }) => `${instancePath} ${message}`));

/** What is wrong with a document itself; all other codes are of what its parts mean to each other. */
const SHAPE = new Set(
  `unknown-field missing not-an-object not-a-list not-a-text not-a-boolean not-a-whole-number not-one-of out-of-range
  too-few too-many empty too-long wrong-format not-a-date not-an-id not-a-language not-a-currency not-a-link
  not-an-answer-id not-a-salt not-a-hash`.split(/\s+/),
);

test("the example surveys, and every survey of the fixtures that can be used, fit the schema", () => {
  for (const name of ["energie", "budget", "werkstijl"]) assert.deepEqual(wrong(survey, example(name)), [], name);
  const { documents } = fixture("problems.json");
  const usable = documents.filter(({ problems }) => problems.every(({ severity }) => severity !== "error"));
  assert.ok(usable.length > 5);
  for (const { name, text } of usable) assert.deepEqual(wrong(survey, JSON.parse(text.replace(/^\ufeff/, ""))), [], name);
});

test("every response of the fixtures, with its words and without, fits the schema", () => {
  let seen = 0;
  for (const group of fixture("responses.json")) {
    for (const { name, response: whole, redacted } of group.responses) {
      assert.deepEqual([wrong(response, whole), wrong(response, redacted)], [[], []], name);
      seen += 1;
    }
  }
  assert.ok(seen >= 10);
});

test("a survey whose parts have the wrong shape does not fit the schema", () => {
  const { documents } = fixture("problems.json");
  const shapeless = documents.filter(({ problems }) => problems.length && problems.every(({ code }) => SHAPE.has(code)));
  assert.ok(shapeless.length > 30, `${shapeless.length}`);
  const fitting = shapeless.filter(({ text }) => survey(JSON.parse(text))).map(({ name }) => name);
  // A schema knows no calendar, and no number by another.
  const beyond = ["days that do not exist", "a button above the total", "a group of nine", "a scale of twelve grades"];
  assert.deepEqual(fitting, beyond);
});

test("an answer whose parts have the wrong shape does not fit the schema", () => {
  const { answers } = fixture("problems.json");
  const shapeless = answers.filter(
    ({ call, problems }) => call === "verify" && problems.length && problems.every(({ code }) => SHAPE.has(code)),
  );
  assert.ok(shapeless.length > 10, `${shapeless.length}`);
  const fitting = shapeless.filter(({ text }) => response(JSON.parse(text))).map(({ name }) => name);
  // The profile is recomputed by whoever verifies, and has no shape of its own.
  assert.deepEqual(fitting, ["a day that does not exist", "a profile without its numbers"]);
});
