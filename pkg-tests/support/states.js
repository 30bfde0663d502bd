// The states that a resident can come by, in any language: along each way through a survey, every one reached from the
// one before it as a resident reaches it.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { NPM, SITE, example } from "./places.js";
import { serve } from "./site.js";
import { openWidget } from "./widget.js";

const { load, Survey } = await import(pathToFileURL(join(NPM, "core.js")));

/** The languages of the widget. */
export const LANGUAGES = readdirSync(join(NPM, "locales")).map((name) => name.replace(/\.json$/, ""));

/** The first example that is written in a language, or in the one that it is a variant of. */
export function surveyIn(language) {
  const written = ["energie", "welkom"].filter((name) => readdirSync(join(SITE, "surveys")).includes(`${name}.json`));
  const surveys = written.map((name) => example(name, { order: "fixed" }));
  return surveys.find(({ languages }) => languages.includes(language.split("-")[0]));
}

/** A survey whose first two values are served alike, so that they can tie. */
function alike(survey) {
  const [{ id: one }, { id: other }] = survey.values;
  const served = ({ [one]: grade, [other]: dropped, ...rest }) => (grade ? { ...rest, [one]: grade, [other]: grade } : rest);
  return { ...survey, relevance: Object.fromEntries(Object.entries(survey.relevance).map(([id, grades]) => [id, served(grades)])) };
}

/** A survey with so many scenarios that one chooses first; eighty of them, where there is time. */
function many(survey, count = process.env.MIENSKIP_LONG ? 80 : 20) {
  const numbered = (text, n) => (typeof text === "string" ? `${text} ${n}` : Object.fromEntries(Object.entries(text).map(([language, words]) => [language, `${words} ${n}`])));
  const scenarios = Array.from({ length: count }, (_, at) => {
    const { id, title, summary } = survey.scenarios[at % survey.scenarios.length];
    return { of: id, id: `${id}-${at}`, title: numbered(title, at + 1), summary };
  });
  return {
    ...survey,
    scenarios: scenarios.map(({ of, ...scenario }) => scenario),
    relevance: Object.fromEntries(scenarios.map(({ of, id }) => [id, survey.relevance[of]])),
  };
}

/** The first division of a survey over two scenarios, or nearly even over all, whose profile is like this. */
async function division(survey, like) {
  await load();
  const read = Survey.from(survey);
  const profile = (points) => read.profile({ points });
  const { total, step = 1, button = step } = survey.points;
  const ids = survey.scenarios.map(({ id }) => id);
  const even = (at) => Math.floor(total / step / ids.length + (at < (total / step) % ids.length ? 1 : 0)) * step;
  for (const from of ids) {
    for (const to of ids) {
      if (from === to) continue;
      const nearly = Object.fromEntries(ids.map((id, at) => [id, even(at) + (id === to ? button : id === from ? -button : 0)]));
      if (nearly[from] >= 0 && like(profile(nearly))) return nearly;
      for (let part = 1; part <= 20; part++) {
        const given = Math.round((total * part) / 20 / step) * step;
        const two = Object.fromEntries(ids.map((id) => [id, id === from ? given : id === to ? total - given : 0]));
        if (like(profile(two))) return two;
      }
    }
  }
  throw new Error("no division of this survey has such a profile");
}

/** Opens the first that unfolds under the words of this name, if the survey has one in view. */
async function unfold(widget, name) {
  const summary = widget.element.locator("summary").filter({ hasText: widget.say(name) }).first();
  if ((await summary.isVisible()) && !(await summary.evaluate((element) => element.parentNode.open))) await summary.click();
}

/** Answers what must be answered. */
async function answer(widget) {
  for (const { title, required } of widget.survey.questions ?? []) {
    if (required) await widget.page.getByLabel(widget.words(title)).selectOption({ index: 1 });
  }
}

/** On one page, from nothing to a receipt. */
const onOnePage = {
  empty: async () => {},
  "half filled in": async (widget) => {
    const { survey } = widget;
    const [first] = survey.scenarios;
    await widget.give({ [first.id]: Math.min(first.max ?? Infinity, survey.points.total / 2) });
    if (survey.reasons !== "off") {
      await widget.why(first.id);
      await widget.motivation(first.id).fill("Anders gebeurt er niets.");
    }
    for (const name of ["read-on", "how"]) await unfold(widget, name);
  },
  "with errors": async (widget) => {
    const [, second] = widget.survey.scenarios;
    await widget.field(second.id).fill(new Intl.NumberFormat([widget.language, "nl"], { numberingSystem: "latn" }).format(12.5));
    await widget.field(second.id).blur();
    await widget.send.click();
    await widget.heading(widget.say("needed"));
  },
  "with too much": async (widget) => {
    const { total } = widget.survey.points;
    const points = widget.survey.scenarios.map(({ id, max }) => [id, max ?? total / 2]);
    await widget.give(Object.fromEntries(points));
    const amount = widget.amount(points.reduce((sum, [, given]) => sum + given, -total));
    await widget.stands(widget.say("too-many", { amount }));
  },
  complete: async (widget) => {
    await widget.again.click();
    await widget.spread.click();
    for (const name of ["as-table", "how", "follow-up"]) await unfold(widget, name);
  },
  sent: async (widget) => {
    await answer(widget);
    await widget.send.click();
    await widget.heading(widget.say("ready"));
  },
};

/** What comes in between, where there is a server that cannot be reached at first. */
const toAServer = {
  "with a weak profile": async (widget) => {
    await widget.give(await division(widget.survey, ({ status }) => status === "weak"));
    await unfold(widget, "as-table");
  },
  "with a tie": async (widget) => {
    await widget.give(await division(widget.survey, ({ status, margin }) => status === "ok" && margin === 0));
    await widget.element.locator("[part=profile] li summary").first().click();
  },
  "with a hint about a text": async (widget) => {
    const points = await widget.points();
    const { id } = widget.survey.scenarios.find(({ id }) => Number(points[id]) > 0);
    await widget.why(id);
    await widget.motivation(id).fill("Bel mij: 06-12345678");
    await widget.motivation(id).blur();
    await widget.row(id).getByText(widget.say("seems-phone"), { exact: true }).waitFor();
  },
  "looked over": async (widget) => {
    await unfold(widget, "look-over");
    await widget.element.locator("#looked-0 a").first().waitFor();
  },
  "with a draft": async (widget) => {
    await widget.element.locator("#tick-0").check();
    await widget.element.locator("#told-0").getByText(widget.say("draft-on"), { exact: true }).waitFor();
  },
  "not arrived": async (widget) => {
    await answer(widget);
    await widget.send.click();
    const failed = widget.element.getByRole("heading", { name: widget.say("failed"), exact: true });
    for (let second = 0; second < 20 && !(await failed.isVisible()); second++) {
      await widget.page.clock.fastForward(1000);
      await widget.page.waitForTimeout(100);
    }
    await failed.waitFor();
  },
  arrived: async (widget) => {
    widget.site.arrives = true;
    await widget.button("retry").click();
    await widget.heading(widget.say("sent"));
  },
};

const next = (step) => async (widget) => {
  await widget.button("next").click();
  await widget.element.getByText(widget.say("step", { n: step, of: 4, title: widget.say(`step-${step}`) }), { exact: true }).waitFor();
};

const inSteps = {
  "step 1": async () => {},
  "step 2": async (widget) => {
    await next(2)(widget);
    await widget.give(await division(widget.survey, ({ status }) => status === "ok"));
  },
  "step 3": next(3),
  "step 4": next(4),
};

const overMany = {
  "choosing": async () => {},
  "searching": async (widget) => {
    await widget.element.locator("#search-0").fill("11");
    await widget.element.locator("#choice-10").check();
  },
  "dividing over two": async (widget) => {
    await widget.element.locator("#search-0").fill("");
    await widget.element.locator("#choice-3").check();
    await widget.button("divide").click();
    await widget.give({ [widget.survey.scenarios[3].id]: 30 });
  },
};

/** The ways through a survey: what the tag says, what the survey is changed into, and the states, first to last. */
export const WAYS = {
  "on one page": { states: onOnePage },
  "to a server": { change: alike, attributes: 'endpoint="/responses"', states: toAServer },
  "in steps": { attributes: "steps", states: inSteps },
  "over many": { change: many, states: overMany },
};

/** What the console says when a server is not there, which is the point of one of the states. */
export const COMPLAINTS = /Failed to load resource/;

/** Opens the first page of a way. */
export async function openWay(t, open, way, { survey = surveyIn("nl"), language = "nl", ...options } = {}) {
  const { attributes, change = (same) => same } = WAYS[way];
  const site = await serve(t, { "POST /responses": () => (site.arrives ? { status: 201 } : null) });
  // The widget tries again after a while, which nobody has to wait for.
  const clock = new Date(2026, 10, 23, 12);
  const widget = await openWidget(open, site, change(survey), { attributes, language, clock, ...options });
  return Object.assign(widget, { site });
}

/** Walks a way through every state, and calls with its name. */
export async function inEveryState(widget, check, way = "on one page") {
  for (const [name, reach] of Object.entries(WAYS[way].states)) {
    await reach(widget);
    await check(name);
  }
}
