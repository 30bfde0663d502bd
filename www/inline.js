// The whole product in one file, with the WebAssembly, the style and the languages in it: to paste into a CMS, and for
// bundlers that copy no files (esbuild, Rollup). It is larger, and has no stand-in where WebAssembly is refused.

export * from "./mienskip.js";
export { InputError, Survey, SurveyError, engine, load } from "./core.js";
