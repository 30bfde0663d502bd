// Where the files stand that come after a script: each a `new URL(…, import.meta.url)` with a literal in it, which every
// bundler can follow. Asked for late: where a script runs without files, the address is never made.

/** The WebAssembly module. */
export const core = () => new URL("./core.wasm", import.meta.url);

/** The messages of each language; the first is the one to fall back on. */
export const locales = {
  nl: () => new URL("./locales/nl.json", import.meta.url),
  fy: () => new URL("./locales/fy.json", import.meta.url),
  en: () => new URL("./locales/en.json", import.meta.url),
};
