/** The whole product in one file: the element, which this defines, and the headless API. */
export * from "./mienskip.js";
export { InputError, Survey, SurveyError, engine, load } from "./core.js";
