// The bar that stays in view: what is left, the picture of the division, and the moves for all scenarios at once.

import { memo, useEffect, useState } from "library";
import { brief, colour, order, standing, total } from "../common/survey.js";

export const Bar = memo(function Bar({ rows, left, now, canUndo, perform }) {
  const does = (name) => () => perform({ name });
  return (
    <div className="bar">
      <div className="standing">
        <p className="left">{standing(left)}</p>
        <p className="brief">{brief(now)}</p>
        <div className="moves">
          <button type="button" disabled={left <= 0} onClick={does("spread")}>Verdeel de rest gelijk</button>{" "}
          <button type="button" disabled={!canUndo} onClick={does("undo")}>Stap terug</button>{" "}
          <button type="button" onClick={does("again")}>Begin opnieuw</button>
        </div>
      </div>
      <Dots rows={rows} left={left} />
    </div>
  );
});

function Dots({ rows, left }) {
  const colours = order.flatMap((i) => Array(rows[i].points).fill(colour(i))).slice(0, total);
  const extra = Math.min(Math.max(-left, 0), total);
  return (
    <svg id="dots" viewBox={extra ? "0 0 20 11" : "0 0 20 5"} aria-hidden="true">
      {Array.from({ length: total + extra }, (_, at) => (
        <circle
          key={at}
          className={at < total ? colours[at] : "extra"}
          cx={Math.floor((at % 100) / 5) + 0.5}
          cy={(at % 5) + (at < 100 ? 0.5 : 6.5)}
          r={at < 100 ? 0.33 : 0.3}
        />
      ))}
    </svg>
  );
}

/** Says to a screen reader what was done, once it has been quiet for a second. */
export function Status({ text }) {
  const [said, say] = useState("");
  useEffect(() => {
    const quiet = setTimeout(() => say(text), 1000);
    return () => clearTimeout(quiet);
  }, [text]);
  return <div className="hidden" role="status">{said}</div>;
}
