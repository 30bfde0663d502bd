// What a resident asked to keep on this device: one item of `localStorage` for each survey, which only pages of the same
// origin can read. A browser may refuse any of this, and what is there may be anything: neither ever throws here.

import { today } from "./load.js";

/** For how many days it is kept. */
const DAYS = 14;

const name = (id) => `mienskip ${id}`;

/** What something gives; `null` where the browser refuses it. */
const attempt = (act) => {
  try {
    return act();
  } catch {
    return null;
  }
};

const written = (time) => new Date(time).toISOString().slice(0, 10);

/** The day on which what is kept from today is over. */
export const end = () => written(Date.parse(today()) + DAYS * 86_400_000);

/** What is kept of the survey with this id, as text; `null` when that is nothing. */
export const get = (id) => attempt(() => localStorage.getItem(name(id)));

/** Keeps this text: gives it, or `null` where there is no room or no leave. */
export const put = (id, text) =>
  attempt(() => {
    localStorage.setItem(name(id), text);
    return text;
  });

export const wipe = (id) => attempt(() => localStorage.removeItem(name(id)));

/** The draft that is kept of a survey. What is over, or is no draft of ours, is wiped. */
export const read = (id) => {
  const text = get(id);
  const draft = attempt(() => {
    const { version, of, until, seed, fields, first, sent = "" } = JSON.parse(text);
    const texts = [of, sent, ...[...(first ?? []), ...fields].flatMap(([field, value]) => [field, value])];
    const ours = version === 1 && seed >= 0 && Number.isSafeInteger(seed) && texts.every((one) => typeof one === "string");
    const good = ours && written(until) === until && until > today() && until <= end();
    return good && { text, of, until, seed, fields, first, sent };
  });
  if (!draft) wipe(id);
  return draft || undefined;
};
