// The survey on energy as a SurveyJS form, the way its documentation builds one: JSON, with expressions for what
// follows from the answers, and its default settings but for values that count while they are typed.
//
// Alike: a number field for each scenario with − and + (actions in its title), what is left in view, text to read on,
// reasons and own words once a scenario has points, the profile as a sentence and bars after every change, the
// questions, checks before it is sent. Not alike, and so not counted against it: no picture of the division, no undo,
// no sums behind the bars, no table, no word for a screen reader but what is left, and nothing that gives all the rest
// to one scenario or spreads it. Most of its work per move is its own: it looks again at every text of the survey.

import { FunctionFactory, Model } from "survey-core";
import "survey-core/i18n/dutch";
import "survey-js-ui";
import { send } from "../common/answer.js";
import {
  amount, bars, button, lines, order, profile, questions, scenarios, sentence, standing, survey as ours, t, total,
  values,
} from "../common/survey.js";
import "./style.css";

const esc = (text) => t(text).replace(/[&<>"{}]/g, (c) => `&#${c.charCodeAt()};`);
const paragraphs = (text) => lines(text).map((line) => `<p>${esc(line)}</p>`).join("");
const items = (list = []) => `<ul>${list.map((item) => `<li>${esc(item)}</li>`).join("")}</ul>`;
const choices = (list) => list.map(({ id, title }) => ({ value: id, text: t(title) }));

const { name, contact } = ours.organiser;
const left = `${total} - sum(${scenarios.map(({ id }) => `{${id}}`).join(", ")})`;
FunctionFactory.Instance.register("standing", ([rest]) => standing(rest));

const scenario = ({ id, title, summary, details, pros, cons, effects = [] }) => ({
  type: "panel",
  name: `panel-${id}`,
  elements: [
    {
      type: "text",
      inputType: "number",
      name: id,
      title: t(title),
      description: t(summary),
      defaultValue: 0,
      min: 0,
      max: total,
    },
    {
      type: "html",
      name: `more-on-${id}`,
      html: `<details><summary>Meer lezen</summary>${paragraphs(details)}
<h4>Voordelen</h4>${items(pros)}<h4>Nadelen</h4>${items(cons)}
<dl>${effects.map(({ label, text }) => `<dt>${esc(label)}</dt><dd>${esc(text)}</dd>`).join("")}</dl></details>`,
    },
    {
      type: "panel",
      name: `why-${id}`,
      title: "Waarom?",
      state: "collapsed",
      visibleIf: `{${id}} > 0`,
      elements: [
        {
          type: "checkbox",
          name: `reasons-${id}`,
          title: "Wat was uw reden? U mag er meer kiezen, of geen.",
          choices: choices(values),
        },
        {
          type: "comment",
          name: `words-${id}`,
          title: "In uw eigen woorden",
          description: "Schrijf geen namen of gegevens over uzelf of anderen op.",
          maxLength: 1000,
        },
      ],
    },
  ],
});

const question = ({ id, kind, title, description, options, min, max, low, high, length }) => ({
  name: id,
  title: t(title),
  description: t(description),
  ...{
    choice: () => ({ type: "dropdown", choices: choices(options), placeholder: "Maak een keuze" }),
    scale: () => ({
      type: "rating",
      rateMin: min,
      rateMax: max,
      minRateDescription: t(low),
      maxRateDescription: t(high),
    }),
    number: () => ({ type: "text", inputType: "number" }),
    text: () => ({ type: "text", maxLength: length }),
  }[kind](),
});

const model = new Model({
  locale: "nl",
  title: t(ours.title),
  textUpdateMode: "onTyping",
  completeText: "Verstuur mijn antwoord",
  completedHtml: "<h3>Dank u wel. Uw antwoord is ontvangen.</h3>",
  elements: [
    {
      type: "html",
      name: "introduction",
      html: `${paragraphs(ours.introduction)}
<details><summary>Wat gebeurt er met de uitkomst?</summary>${paragraphs(ours.followUp)}</details>
<h3>${esc(ours.question)}</h3>`,
    },
    { type: "expression", name: "left", titleLocation: "hidden", expression: `standing(${left})` },
    ...order.map((i) => scenario(scenarios[i])),
    { type: "html", name: "profile", html: profileHtml() },
    {
      type: "radiogroup",
      name: "fit",
      title: "Past dit bij u?",
      visibleIf: `${left} = 0`,
      choices: [{ value: "yes", text: "Ja" }, { value: "partly", text: "Een beetje" }, { value: "no", text: "Nee" }],
    },
    {
      type: "checkbox",
      name: "none",
      titleLocation: "hidden",
      choices: [{ value: "none", text: "Ik kies geen van deze plannen" }],
      validators: [
        {
          type: "expression",
          expression: `{none} empty or ${left} = ${total}`,
          text: "Haal de punten weg, of haal dit vinkje weg.",
        },
      ],
    },
    { type: "comment", name: "idea", title: "Mijn eigen idee", maxLength: 1000 },
    ...questions.map(question),
    { type: "html", name: "organiser", html: `Deze vragenlijst is van ${esc(name)}. ${esc(contact)}` },
  ],
});

/** The profile as markup, of the answers so far. */
function profileHtml(given = {}) {
  const rows = scenarios.map(({ id }) => ({
    points: Number(given[id] ?? 0),
    reasons: new Set((given[`reasons-${id}`] ?? []).map((reason) => values.findIndex(({ id }) => id === reason))),
  }));
  const now = profile(rows);
  const drawn = bars(now);
  const bar = (v) => {
    const { figure, kind, left, width } = drawn[v];
    return `<li>${esc(values[v].title)} <b>${figure}</b>
<div class="track" aria-hidden="true"><div class="${kind}" style="left: ${left}%; width: ${width}%"></div></div></li>`;
  };
  return `<h3>Wat uw verdeling benadrukt</h3><p>${esc(sentence(now))}</p><ul>${now.byEmphasis.map(bar).join("")}</ul>`;
}

model.onGetQuestionTitleActions.add((_, { question, actions }) => {
  if (question.inputType !== "number") return;
  const step = (by) => () => (question.value = Math.max(0, (question.value || 0) + by));
  const add = (name, title, words, by) =>
    actions.push({
      id: `${name}-${question.name}`,
      innerCss: name,
      title,
      tooltip: `${amount(button)} ${words} voor ${question.title}`,
      // Not into a menu where the title leaves little room.
      disableHide: true,
      action: step(by),
    });
  add("less", "−", "minder", -button);
  add("add", "+", "meer", button);
});

model.onUpdateQuestionCssClasses.add((_, { question, cssClasses }) => {
  if (question.name === "left") cssClasses.root += " left";
});

model.onValueChanged.add((survey, { name }) => {
  if (name !== "left") survey.getQuestionByName("profile").html = profileHtml(survey.data);
});

model.onValidateQuestion.add((survey, options) => {
  if (options.name !== scenarios[order[0]].id || survey.getValue("none")?.length) return;
  const given = scenarios.reduce((sum, { id }) => sum + Number(survey.getValue(id) ?? 0), 0);
  if (given !== total) options.error = standing(total - given);
});

model.onComplete.add((survey) => send(JSON.stringify(survey.data)));

for (const i of order) model.getQuestionByName(scenarios[i].id).id = `points-${i}`;
model.render(document.getElementById("main"));
