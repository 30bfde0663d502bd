/** The class of <mienskip-survey>, for a page that defines the element itself, or under another name. */
export * from "./mienskip.js";
