// The tag in the templates of Vue: `@mienskip-sent` is the property `onMienskipSent`.

import type { GlobalComponents } from "vue";
import type {} from "mienskip/jsx";

type Properties = InstanceType<GlobalComponents["mienskip-survey"]>["$props"];

export const properties: Properties = {
  src: "/energie.json",
  slider: true,
  survey: { format: "mienskip-survey/1" },
  onMienskipSent: (event) => event.detail.receipt.length,
};
// @ts-expect-error There is no such attribute.
export const misspelled: Properties = { sources: "letter" };
// @ts-expect-error The points changed: there is no receipt yet.
export const receipt: Properties = { onMienskipChange: (event) => event.detail.receipt };
