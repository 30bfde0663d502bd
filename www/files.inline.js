// The files of `files.js` in the script itself: the build puts this in its place.

import wasm from "./core.wasm";
import ar from "./locales/ar.json";
import en from "./locales/en.json";
import fy from "./locales/fy.json";
import informal from "./locales/nl-x-informal.json";
import nl from "./locales/nl.json";
import pl from "./locales/pl.json";
import tr from "./locales/tr.json";
import uk from "./locales/uk.json";

export const core = () => wasm;

export const plain = async () => {
  throw new Error("WebAssembly is refused here, and this file has no stand-in for it: use the package as separate files");
};

export const problems = () => import("./problems.js");

export const locales = {
  nl: () => nl,
  "nl-x-informal": () => informal,
  fy: () => fy,
  en: () => en,
  ar: () => ar,
  tr: () => tr,
  pl: () => pl,
  uk: () => uk,
};
