// Where the files stand that are fetched later: beside this script, in places that every bundler understands. The build
// for a CDN has its own of this, whose functions fetch with an integrity hash (crates/xtask/src/integrity.rs).

export const core = () => new URL("./core.wasm", import.meta.url);

/** The languages there are messages for; the first is the one to fall back on. */
export const locales = {
  nl: () => new URL("./locales/nl.json", import.meta.url),
  fy: () => new URL("./locales/fy.json", import.meta.url),
  en: () => new URL("./locales/en.json", import.meta.url),
};
