// Checks a response as a back end does: the survey and the response are files, what is found is printed.
import { readFileSync } from "node:fs";
import { MienskipSurvey } from "mienskip";
import { load, Survey } from "mienskip/core";

const [survey, response] = process.argv.slice(2).map((path) => readFileSync(path, "utf8"));
await load();
const { valid, problems } = Survey.from(survey).verify(response);
const names = problems.map(({ code, path }) => `${code} ${path}`);
console.log(JSON.stringify({ element: typeof MienskipSurvey, registry: typeof customElements, valid, names }));
