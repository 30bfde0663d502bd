// The survey on energy written by hand, as a competent developer would: markup as text, kept references for what
// changes, no framework. It shows and does what the widget shows and does for this survey in Dutch, so that the bench
// compares two ways to the same page.

import "../common/style.css";
import { issues, response, send } from "../common/answer.js";
import { act, nearlyDone, rest, start } from "../common/division.js";
import {
  amount, bars as figures, brief as inBrief, button, colour, lines, order, profile, questions, scenarios, sentence,
  standing, summands, survey, t, total, values,
} from "../common/survey.js";

const $ = (id) => document.getElementById(id);
const esc = (text) => t(text).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt()};`);
const paragraphs = (text) => lines(text).map((line) => `<p>${esc(line)}</p>`).join("");
const items = (list = []) => `<ul>${list.map((item) => `<li>${esc(item)}</li>`).join("")}</ul>`;

// ---- The page, made once

const tickHtml = (value, v) => `
<label class="tick"><input type="checkbox" data-reason="${v}"><span>${esc(value.title)}</span></label>`;

const rowHtml = (scenario, i, title = esc(scenario.title)) => `
<div class="row ${colour(i)}" data-i="${i}">
<h3><label for="points-${i}">${title}</label></h3>
<p id="text-${i}">${esc(scenario.summary)}</p>
<details class="more"><summary>Meer lezen<span class="hidden"> ${title}</span></summary>
${paragraphs(scenario.details)}
<h4>Voordelen</h4>${items(scenario.pros)}
<h4>Nadelen</h4>${items(scenario.cons)}
<dl>${(scenario.effects ?? []).map(({ label, text }) => `<dt>${esc(label)}</dt><dd>${esc(text)}</dd>`).join("")}</dl>
</details>
<div class="stepper">
<button type="button" id="less-${i}" data-do="less" aria-label="${amount(button)} minder voor ${title}">−</button>
<input id="points-${i}" inputmode="numeric" autocomplete="off" value="0" aria-describedby="note-${i} text-${i}">
<button type="button" id="more-${i}" data-do="more" aria-label="${amount(button)} meer voor ${title}">+</button>
</div>
<button type="button" class="fill" data-do="fill" aria-label="De rest hier: ${title}">De rest hier</button>
<p class="note" id="note-${i}" hidden></p>
<details class="why" hidden><summary></summary>
<fieldset class="ticks"><legend>Wat was uw reden? U mag er meer kiezen, of geen.</legend>
${values.map(tickHtml).join("")}
</fieldset>
<label for="words-${i}">In uw eigen woorden</label>
<p class="hint" id="hint-${i}">Schrijf geen namen of gegevens over uzelf of anderen op.</p>
<textarea id="words-${i}" name="words-${i}" rows="3" maxlength="1000" aria-describedby="hint-${i}"></textarea>
</details>
</div>`;

const barHtml = ({ title, description }, v) => `
<li><details data-value="${v}"><summary><span>${esc(title)}</span><b></b>
<div class="track" aria-hidden="true"><div class="fig"></div></div></summary>
<p>${esc(description)}</p><ul class="sum"></ul></details></li>`;

function questionHtml({ id, kind, title, description, options, min, max, low, high, length }) {
  const hint = description ? `<p class="hint" id="hint-${id}">${esc(description)}</p>` : "";
  const label = `${esc(title)} (mag u overslaan)`;
  if (kind === "scale") {
    const grade = (n) => n + (n === min ? ` – ${esc(low)}` : n === max ? ` – ${esc(high)}` : "");
    const all = Array.from({ length: max - min + 1 }, (_, at) => min + at);
    return `<fieldset class="ticks"><legend>${label}</legend>${hint}${all
      .map((n) => `<label class="tick"><input type="radio" name="${id}" value="${n}"><span>${grade(n)}</span></label>`)
      .join("")}</fieldset>`;
  }
  const start = `<label for="${id}">${label}</label>${hint}`;
  if (kind === "choice") {
    const list = options.map((option) => `<option value="${option.id}">${esc(option.title)}</option>`).join("");
    return `${start}<select id="${id}" name="${id}"><option value="">Maak een keuze</option>${list}</select>`;
  }
  const number = kind === "number" ? 'inputmode="numeric"' : `maxlength="${length}"`;
  return `${start}<input id="${id}" name="${id}" autocomplete="off" ${number} aria-describedby="hint-${id}">`;
}

$("title").textContent = t(survey.title);
$("intro").innerHTML = paragraphs(survey.introduction);
$("follow-up").innerHTML = paragraphs(survey.followUp);
$("question").textContent = t(survey.question);
$("rows").innerHTML = order.map((i) => rowHtml(scenarios[i], i)).join("");
$("bars").innerHTML = values.map(barHtml).join("");
$("table").innerHTML = values.map(({ title }) => `<tr><th scope="row">${esc(title)}<td><td><td></tr>`).join("");
$("questions").innerHTML = questions.map(questionHtml).join("");
const { name, contact, privacyUrl } = survey.organiser;
$("organiser").innerHTML = `
<span>Deze vragenlijst is van ${esc(name)}.</span> <span>${esc(contact)}</span>
<a href="${esc(privacyUrl)}">Wat gebeurt er met mijn gegevens?</a>`;

const form = $("form");
const left = form.querySelector(".left");
const brief = form.querySelector(".brief");
const said = form.querySelector(".sentence");
const rows = [];
for (const row of $("rows").children) {
  const [less, field] = row.querySelector(".stepper").children;
  const why = row.querySelector(".why");
  const [note, words] = [row.querySelector(".note"), row.querySelector("textarea")];
  rows[row.dataset.i] = { less, field, why, label: why.firstChild, note, words };
}
const bars = [...$("bars").children].map((item, v) => ({
  item,
  figure: item.querySelector("b"),
  bar: item.querySelector(".fig"),
  details: item.firstChild,
  sum: item.querySelector(".sum"),
  cells: $("table").rows[v].querySelectorAll("td"),
}));
const dots = [];
function dot(at) {
  const circle = document.createElementNS("http://www.w3.org/2000/svg", "circle");
  circle.setAttribute("cx", Math.floor((at % 100) / 5) + 0.5);
  circle.setAttribute("cy", (at % 5) + (at < 100 ? 0.5 : 6.5));
  circle.setAttribute("r", at < 100 ? 0.33 : 0.3);
  return $("dots").appendChild(circle);
}
for (let at = 0; at < total; at++) dots.push({ circle: dot(at), colour: "" });

// ---- What changes with a move

let division = start;
let quiet;

function showRow(i) {
  const { points, text, note } = division.rows[i];
  const { less, field, why, label, note: below } = rows[i];
  if (field.value !== text) field.value = text;
  less.disabled = points === 0;
  why.hidden = points === 0;
  label.textContent = `Waarom ${amount(points)}?`;
  below.textContent = note;
  below.hidden = !note;
  field.setAttribute("aria-invalid", note !== "");
}

function showDots(left) {
  const colours = order.flatMap((i) => Array(division.rows[i].points).fill(colour(i))).slice(0, total);
  for (let at = 0; at < total; at++) {
    const colour = colours[at] ?? "";
    if (dots[at].colour === colour) continue;
    dots[at].colour = colour;
    if (colour) dots[at].circle.setAttribute("class", colour);
    else dots[at].circle.removeAttribute("class");
  }
  const extra = Math.min(Math.max(-left, 0), total);
  while (dots.length < total + extra) {
    const circle = dot(dots.length);
    circle.setAttribute("class", "extra");
    dots.push({ circle });
  }
  while (dots.length > total + extra) dots.pop().circle.remove();
  $("dots").setAttribute("viewBox", extra ? "0 0 20 11" : "0 0 20 5");
}

function show() {
  const now = profile(division.rows);
  const still = rest(division);
  left.textContent = standing(still);
  $("spread").disabled = still <= 0;
  $("undo").disabled = !division.history;
  form.classList.toggle("last", nearlyDone(still));
  showDots(still);
  said.textContent = sentence(now);
  brief.textContent = inBrief(now);
  $("fit").hidden = still !== 0;
  const drawn = figures(now);
  bars.forEach(({ figure, bar, cells, details }, v) => {
    const { figure: number, kind, left, width, share, neutral } = drawn[v];
    figure.textContent = number;
    bar.className = kind;
    bar.style.left = `${left}%`;
    bar.style.width = `${width}%`;
    bar.hidden = width < 1e-9;
    cells[0].textContent = share;
    cells[1].textContent = neutral;
    cells[2].textContent = number;
    if (details.open) showSum(v);
  });
  const sorted = now.byEmphasis.map((v) => bars[v].item);
  if (sorted.some((item, at) => item !== $("bars").children[at])) $("bars").append(...sorted);
}

function showSum(v) {
  bars[v].sum.innerHTML = summands(division.rows, v).map((line) => `<li>${esc(line)}</li>`).join("");
}

/** Does an action and writes what it changed. */
function perform(action) {
  const { rows, said } = division;
  division = act(division, action);
  if (division.rows === rows) return;
  division.rows.forEach((row, i) => row !== rows[i] && showRow(i));
  show();
  if (division.said === said) return;
  clearTimeout(quiet);
  quiet = setTimeout(() => ($("status").textContent = division.said), 1000);
}

form.addEventListener("click", ({ target }) => {
  const control = target.closest("button");
  if (control?.dataset.do) perform({ name: control.dataset.do, i: Number(control.closest(".row").dataset.i) });
  else if (["spread", "undo", "again"].includes(control?.id)) perform({ name: control.id });
});

const isField = ({ id }) => id.startsWith("points-");
const scenarioOf = ({ id }) => Number(id.slice(7));

form.addEventListener("focusin", ({ target }) => {
  if (isField(target)) target.select();
});

form.addEventListener("keydown", (event) => {
  const by = { ArrowUp: 1, ArrowDown: -1, PageUp: button, PageDown: -button }[event.key];
  if (!by || !isField(event.target)) return;
  event.preventDefault();
  perform({ name: "step", i: scenarioOf(event.target), by });
});

form.addEventListener("input", ({ target }) => {
  if (isField(target)) perform({ name: "type", i: scenarioOf(target), text: target.value });
});

form.addEventListener("change", ({ target }) => {
  if (isField(target)) perform({ name: "leave", i: scenarioOf(target) });
  else if (target.dataset.reason) {
    const i = Number(target.closest(".row").dataset.i);
    perform({ name: "reason", i, v: Number(target.dataset.reason), on: target.checked });
  }
});

$("bars").addEventListener("toggle", ({ target }) => target.open && showSum(Number(target.dataset.value)), true);

// ---- Sending

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const list = issues(division, form);
  const problems = $("problems");
  problems.hidden = !list.length;
  const links = list.map(([id, text]) => `<li><a href="#${id}">${esc(text)}</a></li>`).join("");
  problems.innerHTML = `<h3>Er is nog iets nodig</h3><ul>${links}</ul>`;
  if (list.length) return problems.focus();
  const body = response(division, form);
  $("all").disabled = true;
  $("send").textContent = "Uw antwoord is onderweg…";
  const { sent, file } = await send(body);
  const end = $("end");
  end.hidden = false;
  const heading = sent ? "Dank u wel. Uw antwoord is ontvangen." : "Uw antwoord is nog niet aangekomen";
  end.innerHTML = `<h3>${heading}</h3><a href="${file}" download="energie.json">Bewaar mijn antwoord als bestand</a>`;
  $("send").hidden = sent;
  $("send").textContent = "Probeer het opnieuw";
  end.focus();
});

scenarios.forEach((_, i) => showRow(i));
show();
form.hidden = false;
