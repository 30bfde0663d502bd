// The tag in JSX, whichever framework reads that.

import type {} from "mienskip/jsx";

export const tag = (
  <mienskip-survey
    id="energie"
    src="/energie.json"
    lang="nl"
    endpoint="/responses"
    mirror-to="#answer"
    slider
    survey={{ format: "mienskip-survey/1" }}
    onmienskip-submit={(event) => event.detail.response.points["lead"]}
    on:mienskip-sent={(event) => event.detail.receipt.length}
  >
    <p>Bel de gemeente.</p>
  </mienskip-survey>
);

// @ts-expect-error There is no such attribute.
export const misspelled = <mienskip-survey sources="letter" />;
// @ts-expect-error A label is a text.
export const number = <mienskip-survey source={1} />;
// @ts-expect-error The points changed: there is no receipt yet.
export const receipt = <mienskip-survey onmienskip-change={(event) => event.detail.receipt} />;
