// The survey on energy as one script, written as a competent developer would by hand: markup as text, kept
// references for what changes, floats, no framework, no check of the survey. It shows and does what the widget
// shows and does for this survey in Dutch, so that the bench compares two ways to the same page.

const survey = await (await fetch("survey.json")).json();
const { scenarios, values, relevance, questions, points: { total, button } } = survey;

const $ = (id) => document.getElementById(id);
const t = (text) => (typeof text === "string" ? text : (text?.nl ?? ""));
const esc = (text) => t(text).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt()};`);
const lines = (text) => esc(text).split("\n").map((line) => `<p>${line}</p>`).join("");
const items = (list = []) => `<ul>${list.map((item) => `<li>${esc(item)}</li>`).join("")}</ul>`;
const amount = (n) => `${n} ${n === 1 ? "punt" : "punten"}`;
const decimal = (x) => x.toFixed(1).replace(".", ",");
const signed = (n) => (n > 0 ? `+${n}` : `${n}`.replace("-", "−"));

// ---- State

const points = scenarios.map(() => 0);
const wrong = scenarios.map(() => "");
const reasons = scenarios.map(() => new Set());
const order = scenarios.map((_, i) => i);
for (let i = order.length - 1; i > 0; i--) {
  const j = Math.floor(Math.random() * (i + 1));
  [order[i], order[j]] = [order[j], order[i]];
}
const id = crypto.randomUUID();
let history = [];
let first;
let typing = -1;
let quiet;

// ---- The profile: what the division emphasises against an equal one

const table = scenarios.map(({ id }) => {
  const row = values.map((value) => relevance[id]?.[value.id] ?? 0);
  const sum = row.reduce((a, b) => a + b);
  return { row, sum, part: row.map((r) => r / sum) };
});
const neutral = values.map((_, v) => table.reduce((sum, { part }) => sum + part[v], 0) / scenarios.length);

const part = (i, v) => (reasons[i].size ? (reasons[i].has(v) ? 1 / reasons[i].size : 0) : table[i].part[v]);
const difference = (i, v) => part(i, v) - (reasons[i].size ? 1 / values.length : neutral[v]);
const sum = (by) => points.reduce((sum, p, i) => sum + p * by(i), 0);

function profile() {
  const given = sum(() => 1);
  const share = values.map((_, v) => (given ? sum((i) => part(i, v)) / given : 0));
  const emphasis = values.map((_, v) => (given ? sum((i) => difference(i, v)) / given : 0));
  const strength = emphasis.reduce((sum, e) => sum + Math.abs(e), 0) / 2;
  const byEmphasis = values.map((_, v) => v).sort((a, b) => emphasis[b] - emphasis[a] || a - b);
  const top = emphasis[byEmphasis[0]];
  const leaders = values.filter((_, v) => top - emphasis[v] < 1e-9);
  return { given, share, emphasis, strength, byEmphasis, leaders, margin: margin(byEmphasis[0]) };
}

// The fewest points to move before another value leads too; Infinity when no move can do that.
function margin(leader) {
  let least = Infinity;
  for (let v = 0; v < values.length; v++) {
    if (v === leader) continue;
    const lead = scenarios.map((_, i) => difference(i, leader) - difference(i, v));
    const lowest = Math.min(...lead);
    let gap = sum((i) => lead[i]);
    let moved = 0;
    for (const i of [...lead.keys()].sort((a, b) => lead[b] - lead[a])) {
      const closes = lead[i] - lowest;
      if (gap < 1e-9 || closes < 1e-9) break;
      const needed = Math.min(points[i], Math.ceil(gap / closes - 1e-9));
      moved += needed;
      gap -= needed * closes;
    }
    if (gap < 1e-9) least = Math.min(least, moved);
  }
  return least;
}

const names = (list) => list.map((value) => t(value.title)).join(", ").replace(/, ([^,]*)$/, " en $1");

function sentence({ given, strength, leaders, margin }) {
  if (!given) return "Geef punten. Dan ziet u hier wat uw verdeling benadrukt.";
  if (strength < 1e-9) return "Uw verdeling benadrukt niets meer dan een gelijke verdeling.";
  const start =
    strength < 0.05
      ? `Uw verdeling lijkt op een gelijke verdeling. Een klein beetje nadruk ligt op ${names(leaders)}.`
      : `Uw verdeling legt de nadruk op ${names(leaders)}.`;
  if (margin === Infinity) return `${start} Dat blijft zo, hoe u de punten ook verplaatst.`;
  if (margin === 0) return `${start} Die staan samen bovenaan.`;
  if (margin * 20 <= given) return `${start} Het scheelt weinig. Dat verandert als u ${amount(margin)} verplaatst.`;
  if (margin * 20 <= given * 3) return `${start} Dat is vrij duidelijk. Het verandert als u ${amount(margin)} verplaatst.`;
  return `${start} Dat is duidelijk. Het verandert pas als u ${amount(margin)} verplaatst.`;
}

// ---- The page, made once

const rowHtml = (scenario, i) => `
<div class="row c${i}" data-i="${i}">
<h3><label for="points-${i}">${esc(scenario.title)}</label></h3>
<p id="text-${i}">${esc(scenario.summary)}</p>
<details class="more"><summary>Meer lezen<span class="hidden"> ${esc(scenario.title)}</span></summary>
${lines(scenario.details)}
<h4>Voordelen</h4>${items(scenario.pros)}
<h4>Nadelen</h4>${items(scenario.cons)}
<dl>${(scenario.effects ?? []).map(({ label, text }) => `<dt>${esc(label)}</dt><dd>${esc(text)}</dd>`).join("")}</dl>
</details>
<div class="stepper">
<button type="button" id="less-${i}" data-do="less" aria-label="${amount(button)} minder voor ${esc(scenario.title)}">−</button>
<input id="points-${i}" inputmode="numeric" autocomplete="off" value="0" aria-describedby="note-${i} text-${i}">
<button type="button" id="more-${i}" data-do="more" aria-label="${amount(button)} meer voor ${esc(scenario.title)}">+</button>
</div>
<button type="button" class="fill" data-do="fill" aria-label="De rest hier: ${esc(scenario.title)}">De rest hier</button>
<p class="note" id="note-${i}" hidden></p>
<details class="why" hidden><summary></summary>
<fieldset class="ticks"><legend>Wat was uw reden? U mag er meer kiezen, of geen.</legend>
${values.map((value, v) => `<label class="tick"><input type="checkbox" data-reason="${v}"><span>${esc(value.title)}</span></label>`).join("")}
</fieldset>
<label for="words-${i}">In uw eigen woorden</label>
<p class="hint" id="hint-${i}">Schrijf geen namen of gegevens over uzelf of anderen op.</p>
<textarea id="words-${i}" rows="3" maxlength="1000" aria-describedby="hint-${i}"></textarea>
</details>
</div>`;

const barHtml = ({ title, description }, v) => `
<li><details data-value="${v}"><summary><span>${esc(title)}</span><b></b><div class="track" aria-hidden="true"><div class="fig"></div></div></summary>
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
$("intro").innerHTML = lines(survey.introduction);
$("follow-up").innerHTML = lines(survey.followUp);
$("question").textContent = t(survey.question);
$("rows").innerHTML = order.map((i) => rowHtml(scenarios[i], i)).join("");
$("bars").innerHTML = values.map(barHtml).join("");
$("table").innerHTML = values.map(({ title }) => `<tr><th scope="row">${esc(title)}<td><td><td></tr>`).join("");
$("questions").innerHTML = questions.map(questionHtml).join("");
$("organiser").innerHTML = `<span>Deze vragenlijst is van ${esc(survey.organiser.name)}.</span> <span>${esc(survey.organiser.contact)}</span> <a href="${esc(survey.organiser.privacyUrl)}">Wat gebeurt er met mijn gegevens?</a>`;

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

function showRow(i, keepText) {
  const { less, field, why, label } = rows[i];
  if (!keepText) field.value = points[i];
  less.disabled = points[i] === 0;
  why.hidden = points[i] === 0;
  label.textContent = `Waarom ${amount(points[i])}?`;
}

function note(i, text) {
  const { note, field } = rows[i];
  note.textContent = text;
  note.hidden = !text;
  field.setAttribute("aria-invalid", text !== "");
}

function showDots(given) {
  const colours = order.flatMap((i) => Array(points[i]).fill(`c${i}`)).slice(0, total);
  for (let at = 0; at < total; at++) {
    const colour = colours[at] ?? "";
    if (dots[at].colour === colour) continue;
    dots[at].colour = colour;
    if (colour) dots[at].circle.setAttribute("class", colour);
    else dots[at].circle.removeAttribute("class");
  }
  const extra = Math.min(Math.max(given - total, 0), total);
  while (dots.length < total + extra) {
    const circle = dot(dots.length);
    circle.setAttribute("class", "extra");
    dots.push({ circle });
  }
  while (dots.length > total + extra) dots.pop().circle.remove();
  $("dots").setAttribute("viewBox", extra ? "0 0 20 11" : "0 0 20 5");
}

function show() {
  const now = profile();
  const rest = total - now.given;
  left.textContent = standing(rest);
  $("spread").disabled = rest <= 0;
  $("undo").disabled = !history.length;
  form.classList.toggle("last", rest > 0 && rest * 2 <= total);
  showDots(now.given);
  if (rest === 0) first ??= [...points];
  said.textContent = sentence(now);
  brief.textContent = now.strength < 1e-9 ? "" : `Nadruk: ${names(now.leaders)}`;
  $("fit").hidden = rest !== 0;
  const most = Math.max(...now.emphasis.map(Math.abs));
  const scale = most <= 0.2 ? 0.2 : most <= 0.4 ? 0.4 : 1;
  bars.forEach(({ figure, bar, cells, details }, v) => {
    const e = now.emphasis[v];
    figure.textContent = signed(Math.round(e * 100));
    const width = (Math.abs(e) / scale) * 50;
    bar.className = e > 0 ? "fig plus" : "fig";
    bar.style.left = `${e > 0 ? 50 : 50 - width}%`;
    bar.style.width = `${width}%`;
    bar.hidden = width < 1e-9;
    cells[0].textContent = `${decimal(now.share[v] * 100)}%`;
    cells[1].textContent = `${decimal((now.share[v] - e) * 100)}%`;
    cells[2].textContent = figure.textContent;
    if (details.open) showSum(v);
  });
  const sorted = now.byEmphasis.map((v) => bars[v].item);
  if (sorted.some((item, at) => item !== $("bars").children[at])) $("bars").append(...sorted);
}

function showSum(v) {
  const parts = scenarios.map((scenario, i) => {
    const p = part(i, v);
    if (!points[i] || !p) return "";
    const own = reasons[i].size;
    const of = own ? `1/${own}, uw reden` : `${table[i].row[v]}/${table[i].sum}`;
    return `<li>${amount(points[i])} voor ${esc(scenario.title)} × ${of} = ${decimal(points[i] * p)}</li>`;
  });
  bars[v].sum.innerHTML = parts.join("");
}

function standing(rest) {
  if (rest === 0) return `Alle ${amount(total)} verdeeld`;
  return rest > 0 ? `Nog ${rest} van de ${amount(total)}` : `${amount(-rest)} te veel`;
}

function say(text) {
  clearTimeout(quiet);
  quiet = setTimeout(() => ($("status").textContent = text), 1000);
}

// ---- Moves

function move(changes, typed = -1) {
  if (typed < 0 || typing !== typed) history.push([...points]);
  typing = typed;
  for (const [i, to] of changes) {
    points[i] = to;
    if (i !== typed) wrong[i] = "";
    note(i, "");
    showRow(i, i === typed);
  }
  show();
  const rest = standing(total - sum(() => 1));
  say(changes.length === 1 ? `${t(scenarios[changes[0][0]].title)}: ${amount(changes[0][1])}. ${rest}` : rest);
}

const rest = () => total - sum(() => 1);

function act(name, i) {
  if (name === "more") move([[i, points[i] + button]]);
  if (name === "less" && points[i] > 0) move([[i, Math.max(0, points[i] - button)]]);
  if (name === "fill" && rest() > 0) move([[i, points[i] + rest()]]);
  if (name === "again") move(order.map((i) => [i, 0]));
  if (name === "spread" && rest() > 0) {
    const each = Math.floor(rest() / order.length);
    const more = rest() % order.length;
    move(order.map((i, at) => [i, points[i] + each + (at < more ? 1 : 0)]));
  }
  if (name === "undo" && history.length) {
    const before = history.pop();
    typing = -1;
    order.forEach((i) => {
      points[i] = before[i];
      showRow(i);
    });
    show();
    say(standing(rest()));
  }
}

form.addEventListener("click", ({ target }) => {
  const control = target.closest("button");
  if (control?.dataset.do) act(control.dataset.do, Number(control.closest(".row").dataset.i));
  else if (["spread", "undo", "again"].includes(control?.id)) act(control.id);
});

form.addEventListener("focusin", ({ target }) => {
  if (target.id.startsWith("points-")) target.select();
});

form.addEventListener("keydown", (event) => {
  const by = { ArrowUp: 1, ArrowDown: -1, PageUp: button, PageDown: -button }[event.key];
  if (!by || !event.target.id.startsWith("points-")) return;
  event.preventDefault();
  const i = Number(event.target.id.slice(7));
  move([[i, Math.max(0, points[i] + by)]]);
});

form.addEventListener("input", ({ target }) => {
  if (!target.id.startsWith("points-")) return;
  const i = Number(target.id.slice(7));
  const text = target.value.trim();
  if (!/^\d*$/.test(text)) {
    wrong[i] = "Vul een heel getal in.";
    return;
  }
  wrong[i] = Number(text) > total ? `Hier kan hoogstens ${amount(total)} heen.` : "";
  if (!wrong[i]) move([[i, Number(text)]], i);
});

form.addEventListener("change", ({ target }) => {
  if (target.id.startsWith("points-")) {
    const i = Number(target.id.slice(7));
    typing = -1;
    if (wrong[i]) note(i, `${wrong[i]} Nu telt ${amount(points[i])}.`);
    else showRow(i);
  } else if (target.dataset.reason) {
    const ticked = reasons[target.closest(".row").dataset.i];
    if (target.checked) ticked.add(Number(target.dataset.reason));
    else ticked.delete(Number(target.dataset.reason));
    show();
  }
});

$("bars").addEventListener("toggle", ({ target }) => target.open && showSum(Number(target.dataset.value)), true);

// ---- Sending

function issues() {
  const list = order.filter((i) => wrong[i]).map((i) => [`points-${i}`, `${t(scenarios[i].title)}: ${wrong[i]}`]);
  const open = rest();
  if ($("none").checked) {
    if (open !== total) list.push(["none", "U kiest geen van de plannen, maar gaf wel punten. Haal de punten weg, of haal dit vinkje weg."]);
  } else if (open > 0) list.push([`points-${order[0]}`, `Verdeel nog ${amount(open)}.`]);
  else if (open < 0) list.push([`points-${order[0]}`, `Haal ergens ${amount(-open)} weg.`]);
  return list;
}

function response() {
  const data = new FormData(form);
  const byId = (list, of) => Object.fromEntries(list.map((i) => [scenarios[i].id, of(i)]));
  const given = order.filter((i) => points[i] > 0);
  const { byEmphasis, share, emphasis } = profile();
  return {
    format: "mienskip-response/1",
    id,
    survey: { id: survey.id, version: survey.version },
    language: "nl",
    date: new Date().toISOString().slice(0, 10),
    order: order.map((i) => scenarios[i].id),
    points: byId(order, (i) => points[i]),
    first: byId(order, (i) => (first ?? points)[i]),
    reasons: byId(given, (i) => [...reasons[i]].map((v) => values[v].id)),
    motivations: byId(given, (i) => rows[i].words.value.trim()),
    answers: Object.fromEntries(questions.map(({ id }) => [id, data.get(id)]).filter(([, answer]) => answer)),
    none: $("none").checked,
    idea: $("idea").value.trim(),
    fit: data.get("fit"),
    profile: byEmphasis.map((v) => ({ id: values[v].id, share: share[v], emphasis: emphasis[v] })),
  };
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const list = issues();
  const problems = $("problems");
  problems.hidden = !list.length;
  problems.innerHTML = `<h3>Er is nog iets nodig</h3><ul>${list.map(([id, text]) => `<li><a href="#${id}">${esc(text)}</a></li>`).join("")}</ul>`;
  if (list.length) return problems.focus();
  const body = JSON.stringify(response());
  $("all").disabled = true;
  $("send").textContent = "Uw antwoord is onderweg…";
  let sent = false;
  try {
    sent = (await fetch("/responses", { method: "POST", body, headers: { "content-type": "application/json" } })).ok;
  } catch {
    // Said below, with the file to keep.
  }
  const end = $("end");
  end.hidden = false;
  const file = URL.createObjectURL(new Blob([body], { type: "application/json" }));
  const heading = sent ? "Dank u wel. Uw antwoord is ontvangen." : "Uw antwoord is nog niet aangekomen";
  end.innerHTML = `<h3>${heading}</h3><a href="${file}" download="energie.json">Bewaar mijn antwoord als bestand</a>`;
  $("send").hidden = sent;
  $("send").textContent = "Probeer het opnieuw";
  end.focus();
});

scenarios.forEach((_, i) => showRow(i));
show();
form.hidden = false;
