/**
 * The tag in the templates of React, Preact, Solid, Svelte and Vue, with its attributes and events:
 * `import type {} from "mienskip/jsx"` once in a project. A framework that is not installed is passed over.
 */

import type { MienskipAttributes, MienskipEvents, MienskipSurvey } from "./mienskip.js";

/** The listeners: `onmienskip-ready` in React, Preact and Svelte, `on:mienskip-ready` in Solid and older Svelte. */
type Listeners<Prefix extends string> = {
  [Name in keyof MienskipEvents as `${Prefix}${Name}`]?: (event: MienskipEvents[Name]) => void;
};

/** What the element has of its own. */
interface Own extends MienskipAttributes, Partial<Pick<MienskipSurvey, "survey">> {}

/** What a framework lets any element have, taken from its `<section>`, which has nothing of its own. */
type Plain<Elements> = Elements extends { section: infer Section } ? Section : unknown;

/** The tag among the elements of a framework. */
export type MienskipTag<Elements> = Plain<Elements> & Own & Listeners<"on"> & Listeners<"on:">;

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "mienskip-survey": MienskipTag<IntrinsicElements>;
    }
  }
}

declare module "preact" {
  namespace JSX {
    interface IntrinsicElements {
      "mienskip-survey": MienskipTag<IntrinsicElements>;
    }
  }
}

declare module "solid-js/jsx-runtime" {
  namespace JSX {
    interface IntrinsicElements {
      "mienskip-survey": MienskipTag<IntrinsicElements>;
    }
  }
}

declare module "svelte/elements" {
  interface SvelteHTMLElements {
    "mienskip-survey": MienskipTag<SvelteHTMLElements>;
  }
}

/** In Vue `@mienskip-ready` is a property `onMienskipReady`. */
type VueListeners = {
  [Name in keyof MienskipEvents as Name extends `mienskip-${infer Rest}` ? `onMienskip${Capitalize<Rest>}` : never]?: (
    event: MienskipEvents[Name],
  ) => void;
};

declare module "vue" {
  interface GlobalComponents {
    "mienskip-survey": new () => MienskipSurvey & { $props: Own & VueListeners };
  }
}
