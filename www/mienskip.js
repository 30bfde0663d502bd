// The entry that defines <mienskip-survey>: importing it is all a page has to do. Twice does no harm, nor does a
// server, which has no elements.

import { MienskipSurvey } from "./element.js";

export * from "./element.js";

const { customElements } = globalThis;
if (customElements && !customElements.get("mienskip-survey")) customElements.define("mienskip-survey", MienskipSurvey);
