// The WebAssembly module: loaded once for the whole page, by the element, by the headless API, or by the host; and
// called with texts.
//
// This stands for what wasm-bindgen would generate, of which two texts in and one out need a tenth. The build tool
// gives the module these names, and checks that wasm-bindgen still calls it in this way (crates/xtask/src/boundary.rs).

import { core } from "./files.js";

let wasm;
const kept = {};

// Above 2 GiB the module gives places as negative numbers.
const bytes = (at, length) => new Uint8Array(wasm.memory.buffer, at >>> 0, length);

const read = (at, length) => new TextDecoder().decode(bytes(at, length));

/** Puts a text into memory, where the core takes it over: its place and its length. */
const give = (text) => {
  const encoded = new TextEncoder().encode(text);
  const { length } = encoded;
  const at = wasm.malloc(length, 1);
  bytes(at, length).set(encoded);
  return [at, length];
};

/** What the core asks of the JavaScript engine (src/host.rs). */
const host = {
  parse: (at, length) => parseFloat(read(at, length)),
  write: (number, at, length) => new TextEncoder().encodeInto(String(number), bytes(at, length)).written,
  random: (at, length) => crypto.getRandomValues(bytes(at, length)),
};

/** Makes something once, and again only when that failed. */
export const once = (name, make) =>
  (kept[name] ??= make().catch((error) => {
    delete kept[name];
    throw error;
  }));

/** What was fetched, if it is there. */
export const good = (reply) => {
  if (reply.ok) return reply;
  throw new Error(`${reply.url}: ${reply.status}`);
};

async function start(input) {
  let source = await input;
  if (typeof source === "string" || source instanceof URL) source = await fetch(source);
  if (source instanceof Response) {
    // Not as a stream: that would ask for the right content type, and gains nothing for a file this small.
    source = await good(source).arrayBuffer();
  }
  const made = await WebAssembly.instantiate(source, { host });
  wasm = (made.instance ?? made).exports;
}

/**
 * Loads the core. Idempotent; after a failure it may be called again.
 * @param input where the module is (a URL, a `Response`, bytes, or a compiled module); by default beside this file.
 */
export const load = (input = core()) => once("core", () => start(input));

/** A survey to ask things of: for a page with what is shown besides, options in a line and then messages. */
export const open = (survey, shown = "") => wasm.open(...give(survey), ...give(shown));

/** Asks a survey something; throws the problems as text. */
export const ask = (core, what, input = "") => {
  const at = wasm.call(core, ...give(what), ...give(input)) >>> 0;
  const answer = read(at, bytes(0).indexOf(0, at) - at); // It ends in a zero.
  if (answer.startsWith("!")) throw answer.slice(1);
  return answer;
};

/** Gives back the memory of a survey: it can be asked nothing any more. */
export const close = (core) => wasm.close(core);

/** The day it is here, as the formats write it. */
export const today = () => {
  const now = new Date();
  return new Date(now - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
};
