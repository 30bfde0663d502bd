// Where the files stand that come after a script: beside it, each as a literal that every bundler can follow. Two builds
// have their own of this: the one file with everything in it (files.inline.js), and the one for a CDN, whose functions
// fetch with an integrity hash (crates/xtask/src/integrity.rs).

/** The WebAssembly module. */
export const core = () => new URL("./core.wasm", import.meta.url);

/** The same as JavaScript, for who may not run WebAssembly. */
export const plain = () => import("./core.plain.js");

/** The sentences of the problems that a survey can have. */
export const problems = () => import("./problems.js");

/** The messages of each language; the first is the one to fall back on, and a language comes before its variants. */
export const locales = {
  nl: () => new URL("./locales/nl.json", import.meta.url),
  "nl-x-informal": () => new URL("./locales/nl-x-informal.json", import.meta.url),
  fy: () => new URL("./locales/fy.json", import.meta.url),
  en: () => new URL("./locales/en.json", import.meta.url),
  ar: () => new URL("./locales/ar.json", import.meta.url),
  tr: () => new URL("./locales/tr.json", import.meta.url),
  pl: () => new URL("./locales/pl.json", import.meta.url),
  uk: () => new URL("./locales/uk.json", import.meta.url),
};
