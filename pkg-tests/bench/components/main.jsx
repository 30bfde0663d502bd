// The survey on energy as components that React and Preact both render (see library.*.js): what a move does not touch
// is memoised, rows are keyed, and what matters only when the answer is sent is left to the form.

import "../common/style.css";
import { mount, useMemo, useReducer, useRef, useState } from "library";
import { issues, response, send } from "../common/answer.js";
import { act, nearlyDone, rest, start } from "../common/division.js";
import { order, profile, scenarios, survey, t } from "../common/survey.js";
import { Bar, Status } from "./bar.jsx";
import { End, Introduction, Organiser, Problems, Rest } from "./frame.jsx";
import { Profile } from "./profile.jsx";
import { Row } from "./row.jsx";

function Survey() {
  const [division, perform] = useReducer(act, start);
  const [problems, setProblems] = useState([]);
  const [outcome, setOutcome] = useState(null);
  const [frozen, setFrozen] = useState(false);
  const form = useRef(null);
  const now = useMemo(() => profile(division.rows), [division.rows]);
  const left = rest(division);
  const submit = async (event) => {
    event.preventDefault();
    const list = issues(division, form.current);
    setProblems(list);
    if (list.length) return;
    const body = response(division, form.current);
    setFrozen(true);
    setOutcome(await send(body));
  };
  const button = outcome ? "Probeer het opnieuw" : frozen ? "Uw antwoord is onderweg…" : "Verstuur mijn antwoord";
  return (
    <>
      <Introduction />
      <Problems list={problems} />
      <form ref={form} id="form" noValidate className={nearlyDone(left) ? "last" : ""} onSubmit={submit}>
        <fieldset id="all" disabled={frozen}>
          <legend>{t(survey.question)}</legend>
          <p className="hint">Geef de meeste punten aan wat u het belangrijkst vindt. Gebruik hele getallen.</p>
          <Bar rows={division.rows} left={left} now={now} canUndo={division.history !== null} perform={perform} />
          <div id="rows">
            {order.map((i) => <Row key={scenarios[i].id} i={i} row={division.rows[i]} perform={perform} />)}
          </div>
          <Profile rows={division.rows} now={now} complete={left === 0} />
          <Rest />
        </fieldset>
        {outcome && <End {...outcome} />}
        {!outcome?.sent && <button className="primary" id="send">{button}</button>}
        <Organiser />
      </form>
      <Status text={division.said} />
    </>
  );
}

mount(<Survey />, document.getElementById("main"));
