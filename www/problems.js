// What a problem of a document means, in a sentence: the core names it by a code, and a page that shows a survey
// without problems loads none of this.

import { problems } from "./messages.js";

/** A problem as the core reports it, with its severity and its sentence. */
export function explain({ path, code, about }) {
  const [severity, sentence] = problems[code];
  return { path, code, severity, message: sentence.replace("{}", () => about) };
}

/** All problems in one text, a line each. */
export const lines = (problems) => problems.map(({ path, message }) => `${path || "(the whole)"}: ${message}`).join("\n");
