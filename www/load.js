// The WebAssembly module, loaded once for the whole page: by the element, by the headless API, or by the host.

import init from "./glue.js";

let loading;

/**
 * Loads the core. Idempotent; after a failure it may be called again.
 * @param input where the module is (a URL, a `Response`, bytes, or a compiled module); by default beside this file.
 */
export const load = (input = new URL("./core.wasm", import.meta.url)) =>
  (loading ??= init({ module_or_path: input }).catch((error) => {
    loading = undefined;
    throw error;
  }));

/** Asks the core something; throws the problems as text, which it tells of by a `!`. */
export const ask = (core, what, input = "") => {
  const answer = core.call(what, input);
  if (answer.startsWith("!")) throw answer.slice(1);
  return answer;
};

/** The day it is here, as the formats write it. */
export const today = () => {
  const now = new Date();
  return new Date(now - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
};
