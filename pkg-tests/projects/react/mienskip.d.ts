// What a project with React says once: the tag, with its attributes and its events.
import type { MienskipEvents, MienskipSurvey } from "mienskip";
import type { HTMLAttributes, Ref } from "react";

type Handlers = { [Name in keyof MienskipEvents as `on${Name}`]?: (event: MienskipEvents[Name]) => void };

interface SurveyAttributes extends HTMLAttributes<MienskipSurvey>, Handlers {
  ref?: Ref<MienskipSurvey>;
  src?: string;
  survey?: object;
  endpoint?: string;
  source?: string;
  slider?: boolean;
  name?: string;
}

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "mienskip-survey": SurveyAttributes;
    }
  }
}
