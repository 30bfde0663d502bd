// The tag in the templates of Svelte: its attributes are looked up in this interface.

import type { SvelteHTMLElements } from "svelte/elements";
import type {} from "mienskip/jsx";

type Attributes = SvelteHTMLElements["mienskip-survey"];

export const now: Attributes = {
  class: "wide",
  src: "/energie.json",
  slider: true,
  "onmienskip-sent": (event) => event.detail.receipt.length,
};
export const before: Attributes = { "on:mienskip-sent": (event) => event.detail.receipt.length };
// @ts-expect-error There is no such attribute.
export const misspelled: Attributes = { sources: "letter" };
// @ts-expect-error The points changed: there is no receipt yet.
export const receipt: Attributes = { "onmienskip-change": (event) => event.detail.receipt };
