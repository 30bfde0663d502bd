// The element on a page without a framework, as a project in TypeScript uses it.

import { MienskipSurvey, load, type MienskipEvents, type Response } from "mienskip";
import { Survey, type Problem } from "mienskip/core";
import type {} from "mienskip/jsx";

const element = document.createElement("mienskip-survey");
const same: MienskipSurvey = element;
element.survey = { format: "mienskip-survey/1" };
const response: Response | null = element.response;
const problems: Problem[] = response ? Survey.from("{}").verify(response).problems : [];
const whole: boolean = element.checkValidity() && element.validity.valid;
const form: HTMLFormElement | null = element.form;
export const used = [same, problems, whole, form, load];

element.addEventListener("mienskip-sent", ({ detail }) => detail.receipt.length);
document.addEventListener("mienskip-error", ({ detail }) => {
  if (detail.reason === "refused") return detail.status;
  if (detail.reason === "survey") return detail.problems.length;
});
export const listener = (event: MienskipEvents["mienskip-change"]) => event.detail.left;

// @ts-expect-error The points changed: there is no receipt yet.
element.addEventListener("mienskip-change", ({ detail }) => detail.receipt);
// @ts-expect-error The answer is the resident's: it is not set from outside.
element.response = null;
// @ts-expect-error An object, not its text.
element.survey = "{}";
