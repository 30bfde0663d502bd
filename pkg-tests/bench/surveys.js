// The survey on energy, and larger ones made from it: the same scenarios again under other ids and titles, each with
// the relevance of the one it repeats.

import { readFile } from "node:fs/promises";

/** The numbers of scenarios at which growth is measured; the first is the survey as it is. */
export const SIZES = [6, 30, 100, 300];

/** The survey in a file, with as many scenarios. */
export async function grown(file, count) {
  const survey = JSON.parse(await readFile(file));
  const { scenarios, relevance } = survey;
  const again = (text, round) =>
    Object.fromEntries(Object.entries(text).map(([language, words]) => [language, `${words} (${round})`]));
  const repeated = Array.from({ length: count - scenarios.length }, (_, at) => {
    const { id, title, ...rest } = scenarios[at % scenarios.length];
    const round = Math.floor(at / scenarios.length) + 2;
    return { of: id, scenario: { id: `${id}-${round}`, title: again(title, round), ...rest } };
  });
  survey.scenarios = [...scenarios, ...repeated.map(({ scenario }) => scenario)];
  const likewise = Object.fromEntries(repeated.map(({ of, scenario }) => [scenario.id, relevance[of]]));
  survey.relevance = { ...relevance, ...likewise };
  return JSON.stringify(survey);
}
