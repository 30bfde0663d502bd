// House styles that a page may have, and how a page gets one.

import { readFile } from "node:fs/promises";

/** The dark variant of Utrecht keeps the red that its light one has for errors, `#990000`, also on dark grey. */
const DARK_RED = ["dots: #990000 on #262626 is 1.69, not 3", "the edge of a message: #990000 on #262626 is 1.69, not 3", "what is wrong: #990000 on #262626 is 1.69, not 4.5"];

/**
 * The house styles: the rules of each, or the file of a package that has them, the class that switches them on, and the
 * typeface that must come through. `faint` is what a house style itself makes too faint; when it no longer does, the
 * test says so.
 */
export const THEMES = {
  "no house style": {},
  "no house style on a dark page": { css: ":root { color-scheme: dark }" },
  "a dark one by our own properties": {
    css: ".dark { --mienskip-color: #eee; --mienskip-background-color: #222; --mienskip-link-color: #9cf; --mienskip-error-color: #ff9d9d; --mienskip-font-family: Georgia; color: #eee; background: #222 }",
    name: "dark",
    font: "Georgia",
  },
  "one of high contrast": {
    css: ".contrast { --mienskip-color: #ff0; --mienskip-background-color: #000; --mienskip-link-color: #0ff; --mienskip-error-color: #ffb3b3; --mienskip-focus-color: #fff; color: #ff0; background: #000 }",
    name: "contrast",
  },
  Utrecht: { css: "@utrecht/design-tokens/dist/theme.css", name: "utrecht-theme", font: "Noto Sans Variable" },
  "Utrecht, dark": { css: "@utrecht/design-tokens/dist/dark/theme.css", name: "utrecht-theme--dark", font: "Noto Sans Variable", faint: DARK_RED },
  Voorbeeld: { css: "@nl-design-system-unstable/voorbeeld-design-tokens/dist/theme.css", name: "voorbeeld-theme", font: "Noto Sans" },
  Rijkshuisstijl: { css: "@rijkshuisstijl-community/design-tokens/dist/index.css", name: "rhc-theme", font: "Fira Sans" },
  Amsterdam: { css: "@amsterdam/design-system-tokens/dist/index.theme.css", name: "ams-theme", font: "Amsterdam Sans" },
  "Den Haag": { css: "@gemeente-denhaag/design-tokens-components/dist/theme/index.css", name: "denhaag-theme", font: "TheSans" },
  "Open Forms": { css: "@open-formulieren/design-tokens/dist/index.css", name: "openforms-theme", font: "Fira Sans" },
};

/** The style sheet of a house style. */
export const rules = async ({ css = "" }) => (css.startsWith("@") ? readFile(new URL(`../node_modules/${css}`, import.meta.url), "utf8") : css);
