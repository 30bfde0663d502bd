// In React a reference to the tag holds the element, with its own properties.

import { useRef } from "react";
import type { MienskipSurvey } from "mienskip";
import type {} from "mienskip/jsx";

export function Page() {
  const survey = useRef<MienskipSurvey>(null);
  const save = () => survey.current?.response?.id;
  return <mienskip-survey ref={survey} className="wide" key="one" onmienskip-complete={save} aria-label="Energie" />;
}
