// Why: where WebAssembly is refused, the same core runs as plain JavaScript, and must say the same to the last bit. So
// everything that holds for the headless API is held to once more, without WebAssembly.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { NPM } from "./support/places.js";

WebAssembly.Module = class {
  constructor() {
    throw new WebAssembly.CompileError("refused, as by the policy of a page");
  }
};
await import("./headless.test.js");

test("it is plain JavaScript that all of this ran on", async () => {
  const { engine, load } = await import(pathToFileURL(join(NPM, "core.js")));
  await load();
  assert.equal(engine(), "plain");
});
