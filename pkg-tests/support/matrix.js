// What meets what in the proof of accessibility: every state, in every language, in every house style, narrow and wide.

import { pairwise, product } from "./pairs.js";
import { LANGUAGES, WAYS } from "./states.js";
import { THEMES } from "./themes.js";

/** The house styles, without the one whose own red is too dark for its ground. */
export const STYLES = Object.keys(THEMES).filter((name) => !THEMES[name].faint);

/** Every state, with the way that leads to it. */
export const STATES = Object.entries(WAYS).flatMap(([way, { states }]) => Object.keys(states).map((state) => `${way}, ${state}`));
/** What differs, each with its values. */
export const KINDS = [STATES, LANGUAGES, STYLES, ["narrow", "wide"]];
/** What is tested: every combination where there is time, and otherwise so many that every two meet. */
export const COMBINATIONS = process.env.MIENSKIP_LONG ? product(KINDS) : pairwise(KINDS);
