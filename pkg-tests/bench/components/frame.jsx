// What stands around the scenarios and does not change with a move.

import { memo, useEffect, useRef } from "library";
import { lines, questions, survey, t } from "../common/survey.js";

export const Introduction = memo(function Introduction() {
  return (
    <>
      <h1>{t(survey.title)}</h1>
      <div id="intro"><Lines of={survey.introduction} /></div>
      <details><summary>Wat gebeurt er met de uitkomst?</summary><Lines of={survey.followUp} /></details>
    </>
  );
});

const Lines = ({ of }) => lines(of).map((line) => <p key={line}>{line}</p>);

/** What is still needed; gets the focus when there is something. */
export const Problems = memo(function Problems({ list }) {
  const box = useRef(null);
  useEffect(() => {
    if (list.length) box.current.focus();
  }, [list]);
  return (
    <div id="problems" ref={box} tabIndex={-1} role="group" hidden={!list.length}>
      <h3>Er is nog iets nodig</h3>
      <ul>{list.map(([id, text]) => <li key={id}><a href={`#${id}`}>{text}</a></li>)}</ul>
    </div>
  );
});

export const Rest = memo(function Rest() {
  return (
    <div id="rest">
      <label className="tick">
        <input type="checkbox" name="none" id="none" />
        <span>Ik kies geen van deze plannen</span>
      </label>
      <label htmlFor="idea">Mijn eigen idee (mag u overslaan)</label>
      <p className="hint" id="idea-hint">Schrijf geen namen of gegevens over uzelf of anderen op.</p>
      <textarea name="idea" id="idea" rows={3} maxLength={1000} aria-describedby="idea-hint" />
      <div id="questions">{questions.map((question) => <Question key={question.id} {...question} />)}</div>
    </div>
  );
});

function Question({ id, kind, title, description, options, min, max, low, high, length }) {
  const hint = description && <p className="hint" id={`hint-${id}`}>{t(description)}</p>;
  const label = `${t(title)} (mag u overslaan)`;
  if (kind === "scale") {
    const meaning = (n) => (n === min ? ` – ${t(low)}` : n === max ? ` – ${t(high)}` : "");
    return (
      <fieldset className="ticks">
        <legend>{label}</legend>
        {hint}
        {Array.from({ length: max - min + 1 }, (_, at) => min + at).map((n) => (
          <label className="tick" key={n}>
            <input type="radio" name={id} value={n} />
            <span>{`${n}${meaning(n)}`}</span>
          </label>
        ))}
      </fieldset>
    );
  }
  return (
    <>
      <label htmlFor={id}>{label}</label>
      {hint}
      {kind === "choice" ? (
        <select id={id} name={id}>
          <option value="">Maak een keuze</option>
          {options.map((option) => <option key={option.id} value={option.id}>{t(option.title)}</option>)}
        </select>
      ) : (
        <input
          id={id}
          name={id}
          autoComplete="off"
          {...(kind === "number" ? { inputMode: "numeric" } : { maxLength: length })}
          aria-describedby={`hint-${id}`}
        />
      )}
    </>
  );
}

/** How sending went; gets the focus. */
export function End({ sent, file }) {
  const box = useRef(null);
  useEffect(() => box.current.focus(), []);
  return (
    <div id="end" ref={box} tabIndex={-1}>
      <h3>{sent ? "Dank u wel. Uw antwoord is ontvangen." : "Uw antwoord is nog niet aangekomen"}</h3>
      <a href={file} download="energie.json">Bewaar mijn antwoord als bestand</a>
    </div>
  );
}

export const Organiser = memo(function Organiser() {
  const { name, contact, privacyUrl } = survey.organiser;
  return (
    <p id="organiser">
      <span>Deze vragenlijst is van {t(name)}.</span> <span>{t(contact)}</span>{" "}
      <a href={t(privacyUrl)}>Wat gebeurt er met mijn gegevens?</a>
    </p>
  );
});
