// What meets what in the proof of accessibility: every state, in every language, in every house style, narrow and wide.

import { pairwise, product } from "./pairs.js";
import { LANGUAGES, WAYS } from "./states.js";

/** The house styles: the rules of each, or the file of a package that has them, and the class that switches them on. */
export const THEMES = {
  "no house style": {},
  "a dark one": {
    css: ".dark { --mienskip-color: #eee; --mienskip-background-color: #222; --mienskip-link-color: #9cf; --mienskip-error-color: #ff9d9d; color: #eee; background: #222 }",
    name: "dark",
  },
  "one of high contrast": {
    css: ".contrast { --mienskip-color: #ff0; --mienskip-background-color: #000; --mienskip-link-color: #0ff; --mienskip-error-color: #ffb3b3; --mienskip-focus-color: #fff; color: #ff0; background: #000 }",
    name: "contrast",
  },
};

/** Every state, with the way that leads to it. */
export const STATES = Object.entries(WAYS).flatMap(([way, { states }]) => Object.keys(states).map((state) => `${way}, ${state}`));
/** What differs, each with its values. */
export const KINDS = [STATES, LANGUAGES, Object.keys(THEMES), ["narrow", "wide"]];
/** What is tested: every combination where there is time, and otherwise so many that every two meet. */
export const COMBINATIONS = process.env.MIENSKIP_LONG ? product(KINDS) : pairwise(KINDS);
