// The profile: a sentence, bars that unfold into their sums, the same as a table, and how it is worked out.

import { memo, useState } from "library";
import { bars, sentence, summands, t, values } from "../common/survey.js";

export const Profile = memo(function Profile({ rows, now, complete }) {
  const drawn = bars(now);
  return (
    <section id="profile" aria-labelledby="profile-title">
      <h3 id="profile-title">Wat uw verdeling benadrukt</h3>
      <p className="sentence">{sentence(now)}</p>
      <p className="scale" aria-hidden="true"><span>minder</span><span>gelijk verdeeld</span><span>meer</span></p>
      <ul id="bars">
        {now.byEmphasis.map((v) => <Bar key={values[v].id} v={v} rows={rows} bar={drawn[v]} />)}
      </ul>
      <details>
        <summary>Toon als tabel</summary>
        <table>
          <caption>Wat uw verdeling benadrukt</caption>
          <thead>
            <tr>
              <th scope="col">Waarde</th>
              <th scope="col">Uw verdeling</th>
              <th scope="col">gelijk verdeeld</th>
              <th scope="col">Verschil</th>
            </tr>
          </thead>
          <tbody>
            {values.map(({ id, title }, v) => (
              <tr key={id}>
                <th scope="row">{t(title)}</th>
                <td>{drawn[v].share}</td>
                <td>{drawn[v].neutral}</td>
                <td>{drawn[v].figure}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
      <Method />
      <fieldset className="ticks" id="fit" hidden={!complete}>
        <legend>Past dit bij u? (mag u overslaan)</legend>
        <label className="tick"><input type="radio" name="fit" value="yes" /><span>Ja</span></label>
        <label className="tick"><input type="radio" name="fit" value="partly" /><span>Een beetje</span></label>
        <label className="tick"><input type="radio" name="fit" value="no" /><span>Nee</span></label>
      </fieldset>
    </section>
  );
});

function Bar({ v, rows, bar }) {
  const { figure, kind, left, width } = bar;
  const [open, setOpen] = useState(false);
  return (
    <li>
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>
          <span>{t(values[v].title)}</span>
          <b>{figure}</b>
          <div className="track" aria-hidden="true">
            <div className={kind} style={{ left: `${left}%`, width: `${width}%` }} hidden={width < 1e-9} />
          </div>
        </summary>
        <p>{t(values[v].description)}</p>
        <ul>{open && summands(rows, v).map((line) => <li key={line}>{line}</li>)}</ul>
      </details>
    </li>
  );
}

const Method = memo(function Method() {
  return (
    <details>
      <summary>Hoe is dit berekend?</summary>
      <p>Elk plan dient sommige waarden meer dan andere. Dat staat in een vaste tabel.</p>
      <p>Wij verdelen uw punten voor een plan over de waarden die het dient.</p>
      <p>Dan vergelijken wij dat met een gelijke verdeling. Wat overblijft, is wat uw verdeling benadrukt.</p>
      <p>Gaf u een reden? Dan gebruiken wij uw reden in plaats van onze tabel.</p>
      <p>Het getal is het verschil op elke 100 punten. Open een waarde en u ziet de som.</p>
    </details>
  );
});
