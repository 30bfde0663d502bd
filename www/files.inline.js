// The files of `files.js` in the script itself: the build puts this in its place.

import wasm from "./core.wasm";
import en from "./locales/en.json";
import fy from "./locales/fy.json";
import nl from "./locales/nl.json";

export const core = () => wasm;

export const plain = async () => {
  throw new Error("WebAssembly is refused here, and this file has no stand-in for it: use the package as separate files");
};

export const problems = () => import("./problems.js");

export const locales = { nl: () => nl, fy: () => fy, en: () => en };
