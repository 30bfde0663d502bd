// What a project with Vue says once: the tag, with its attributes and its events.
import type { MienskipEvents, MienskipSurvey } from "mienskip";
import type { EmitFn, HTMLAttributes } from "vue";

interface SurveyAttributes extends HTMLAttributes {
  src?: string;
  survey?: object;
  endpoint?: string;
  source?: string;
  slider?: boolean;
  name?: string;
}

declare module "vue" {
  interface GlobalComponents {
    "mienskip-survey": new () => MienskipSurvey & {
      $props: SurveyAttributes;
      $emit: EmitFn<{ [Name in keyof MienskipEvents]: (event: MienskipEvents[Name]) => void }>;
    };
  }
}
