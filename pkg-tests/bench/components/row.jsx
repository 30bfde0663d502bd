// A scenario: what it is, its points, and why.

import { memo } from "library";
import { amount, button, colour, lines, scenarios, t, values } from "../common/survey.js";

const STEPS = { ArrowUp: 1, ArrowDown: -1, PageUp: button, PageDown: -button };

export const Row = memo(function Row({ i, row, perform }) {
  const scenario = scenarios[i];
  const title = t(scenario.title);
  const { points, text, note } = row;
  const press = (event) => {
    const by = STEPS[event.key];
    if (!by) return;
    event.preventDefault();
    perform({ name: "step", i, by });
  };
  return (
    <div className={`row ${colour(i)}`}>
      <h3><label htmlFor={`points-${i}`}>{title}</label></h3>
      <p id={`text-${i}`}>{t(scenario.summary)}</p>
      <More scenario={scenario} />
      <div className="stepper">
        <button
          type="button"
          id={`less-${i}`}
          disabled={points === 0}
          aria-label={`${amount(button)} minder voor ${title}`}
          onClick={() => perform({ name: "less", i })}
        >−</button>
        <input
          id={`points-${i}`}
          inputMode="numeric"
          autoComplete="off"
          value={text}
          aria-invalid={note !== ""}
          aria-describedby={`note-${i} text-${i}`}
          onFocus={({ target }) => target.select()}
          onKeyDown={press}
          onInput={({ target }) => perform({ name: "type", i, text: target.value })}
          onBlur={() => perform({ name: "leave", i })}
        />
        <button
          type="button"
          id={`more-${i}`}
          aria-label={`${amount(button)} meer voor ${title}`}
          onClick={() => perform({ name: "more", i })}
        >+</button>
      </div>
      <button
        type="button"
        className="fill"
        aria-label={`De rest hier: ${title}`}
        onClick={() => perform({ name: "fill", i })}
      >De rest hier</button>
      <p className="note" id={`note-${i}`} hidden={!note}>{note}</p>
      <details className="why" hidden={points === 0}>
        <summary>{`Waarom ${amount(points)}?`}</summary>
        <Why i={i} perform={perform} />
      </details>
    </div>
  );
});

const More = memo(function More({ scenario }) {
  return (
    <details className="more">
      <summary>Meer lezen<span className="hidden"> {t(scenario.title)}</span></summary>
      {lines(scenario.details).map((line) => <p key={line}>{line}</p>)}
      <h4>Voordelen</h4>
      <List items={scenario.pros} />
      <h4>Nadelen</h4>
      <List items={scenario.cons} />
      <dl>
        {(scenario.effects ?? []).map(({ label, text }) => [
          <dt key={`${t(label)}:`}>{t(label)}</dt>,
          <dd key={t(label)}>{t(text)}</dd>,
        ])}
      </dl>
    </details>
  );
});

const List = ({ items = [] }) => <ul>{items.map((item) => <li key={t(item)}>{t(item)}</li>)}</ul>;

const Why = memo(function Why({ i, perform }) {
  return (
    <>
      <fieldset className="ticks">
        <legend>Wat was uw reden? U mag er meer kiezen, of geen.</legend>
        {values.map((value, v) => (
          <label className="tick" key={value.id}>
            <input type="checkbox" onChange={({ target }) => perform({ name: "reason", i, v, on: target.checked })} />
            <span>{t(value.title)}</span>
          </label>
        ))}
      </fieldset>
      <label htmlFor={`words-${i}`}>In uw eigen woorden</label>
      <p className="hint" id={`hint-${i}`}>Schrijf geen namen of gegevens over uzelf of anderen op.</p>
      <textarea id={`words-${i}`} name={`words-${i}`} rows={3} maxLength={1000} aria-describedby={`hint-${i}`} />
    </>
  );
});
