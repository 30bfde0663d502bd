// What a project with Svelte says once: the tag, with its attributes and its events.
import type { MienskipEvents, MienskipSurvey } from "mienskip";
import type { HTMLAttributes } from "svelte/elements";

type Handlers = { [Name in keyof MienskipEvents as `on${Name}`]?: (event: MienskipEvents[Name]) => void };

interface SurveyAttributes extends HTMLAttributes<MienskipSurvey>, Handlers {
  src?: string;
  survey?: object;
  endpoint?: string;
  source?: string;
  slider?: boolean;
  name?: string;
}

declare module "svelte/elements" {
  interface SvelteHTMLElements {
    "mienskip-survey": SurveyAttributes;
  }
}
