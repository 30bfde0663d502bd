// The page of someone with strict settings: every name here must have the type that the README gives it.
import { MienskipSurvey, load, type MienskipEvents, type Response } from "mienskip";
import { InputError, Survey, SurveyError, load as loadCore, type Problem, type Profile } from "mienskip/core";
import type {} from "mienskip/jsx";
import manifest from "mienskip/package.json" with { type: "json" };

/** Fails to compile unless the two are the same type. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_: Same<A, B>): void => undefined;

const element = document.createElement("mienskip-survey");
same<typeof element, MienskipSurvey>(true);
same<typeof element.response, Response | null>(true);
element.survey = { format: "mienskip-survey/1" };
// @ts-expect-error: an object, not its text
element.survey = "{}";
// @ts-expect-error: the answer is made by the resident
element.response = null;

same<typeof element.form, HTMLFormElement | null>(true);
same<typeof element.validity, ValidityState>(true);
same<ReturnType<typeof element.checkValidity>, boolean>(true);

const found = document.querySelector("mienskip-survey");
same<typeof found, MienskipSurvey | null>(true);

element.addEventListener("mienskip-ready", ({ detail }) => same<typeof detail, { language: string }>(true));
element.addEventListener("mienskip-change", ({ detail: { points, left, complete } }) => {
  same<typeof points, Record<string, number>>(true);
  same<typeof left, number>(true);
  same<typeof complete, boolean>(true);
});
element.addEventListener("mienskip-submit", (event) => {
  event.preventDefault();
  same<typeof event.detail.response, Response>(true);
});
element.addEventListener("mienskip-sent", ({ detail }) => same<typeof detail.receipt, string>(true));
element.addEventListener("mienskip-error", ({ detail }) => {
  if (detail.reason === "refused" || detail.reason === "unreachable") same<typeof detail.status, number>(true);
  else same<typeof detail.error, unknown>(true);
  // @ts-expect-error: a survey that was not shown has no status
  if (detail.reason === "survey") detail.status;
});
document.addEventListener("mienskip-complete", (event) => {
  same<typeof event, MienskipEvents["mienskip-complete"]>(true);
});
// @ts-expect-error: there is no such event with a detail
element.addEventListener("mienskip-finished", ({ detail }) => detail);

await load(new URL("/core.wasm", location.href));
await loadCore(new Uint8Array());
const survey = Survey.from("{}");
const profile = survey.profile({ points: { lead: 40 }, reasons: { lead: ["nature"] } });
same<typeof profile, Profile>(true);
same<(typeof profile)["status"], "none" | "weak" | "ok">(true);
const response = survey.respond({ points: { lead: 100 }, fit: "partly" });
const { valid, problems } = survey.verify(response);
same<typeof valid, boolean>(true);
same<typeof problems, Problem[]>(true);
const { refusals } = survey.allocation().spread(["lead"]);
same<(typeof refusals)[number]["scenario"], string | null>(true);
// @ts-expect-error: a fit is one of three
survey.respond({ points: {}, fit: "perhaps" });
// @ts-expect-error: a survey is made by `from`
new Survey("{}");

try {
  Survey.from({});
} catch (error) {
  if (error instanceof SurveyError || error instanceof InputError) same<typeof error.problems, Problem[]>(true);
}
same<typeof manifest.version, string>(true);
