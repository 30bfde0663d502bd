// What is still wrong with an answer, the answer itself, and sending it. What does not change with a move is read
// from the form when it is sent.

import { rest } from "./division.js";
import { amount, order, profile, questions, scenarios, survey, t, total, values } from "./survey.js";

const id = crypto.randomUUID();

/** What is still needed: the id of the field to go to, and the text. */
export function issues(division, form) {
  const list = order
    .filter((i) => division.rows[i].wrong)
    .map((i) => [`points-${i}`, `${t(scenarios[i].title)}: ${division.rows[i].wrong}`]);
  const left = rest(division);
  const both = "U kiest geen van de plannen, maar gaf wel punten. Haal de punten weg, of haal dit vinkje weg.";
  if (form.none.checked) {
    if (left !== total) list.push(["none", both]);
  } else if (left > 0) list.push([`points-${order[0]}`, `Verdeel nog ${amount(left)}.`]);
  else if (left < 0) list.push([`points-${order[0]}`, `Haal ergens ${amount(-left)} weg.`]);
  return list;
}

/** The answer as JSON. */
export function response({ rows, first }, form) {
  const data = new FormData(form);
  const byId = (list, of) => Object.fromEntries(list.map((i) => [scenarios[i].id, of(i)]));
  const given = order.filter((i) => rows[i].points > 0);
  const { byEmphasis, share, emphasis } = profile(rows);
  return JSON.stringify({
    format: "mienskip-response/1",
    id,
    survey: { id: survey.id, version: survey.version },
    language: "nl",
    date: new Date().toISOString().slice(0, 10),
    order: order.map((i) => scenarios[i].id),
    points: byId(order, (i) => rows[i].points),
    first: byId(order, (i) => first?.[i] ?? rows[i].points),
    reasons: byId(given, (i) => [...rows[i].reasons].map((v) => values[v].id)),
    motivations: byId(given, (i) => data.get(`words-${i}`).trim()),
    answers: Object.fromEntries(questions.map(({ id }) => [id, data.get(id)]).filter(([, answer]) => answer)),
    none: data.has("none"),
    idea: data.get("idea").trim(),
    fit: data.get("fit"),
    profile: byEmphasis.map((v) => ({ id: values[v].id, share: share[v], emphasis: emphasis[v] })),
  });
}

/** Sends an answer; says whether it came in, and where it can be saved as a file. */
export async function send(body) {
  const file = URL.createObjectURL(new Blob([body], { type: "application/json" }));
  try {
    const reply = await fetch("/responses", { method: "POST", body, headers: { "content-type": "application/json" } });
    return { sent: reply.ok, file };
  } catch {
    return { sent: false, file };
  }
}
