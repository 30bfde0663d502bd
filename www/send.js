// Sending an answer to the back end of a page, until its fate is known: stored, refused, or unknown. The same answer is
// sent each time, with the same id; who receives it can tell that it is one.

/** How long to wait before each attempt, in milliseconds, unless the server asks for longer. */
const WAITS = [0, 1000, 4000];
/** How long a server may ask to wait before the resident hears that it did not work; and how long it may take to answer. */
const PATIENCE = 20_000;

/** What is in the body and what it is called, by `endpoint-format`: as it is, below a key, or as an event. */
function wrap(answer, format, source) {
  const [kind, key] = (format ?? "").split(":");
  if (kind === "wrap") return [`{${JSON.stringify(key || "response")}:${answer}}`, "application/json"];
  if (kind !== "cloudevents") return [answer, "application/json"];
  const { id, survey } = JSON.parse(answer);
  const event = {
    specversion: "1.0",
    id,
    source: source || `urn:mienskip:${survey.id}`,
    type: "nl.vragenlijsten.antwoord-ingediend.v1",
    subject: survey.id,
    datacontenttype: "application/json",
  };
  return [`${JSON.stringify(event).slice(0, -1)},"data":${answer}}`, "application/cloudevents+json"];
}

/** How long a server asks to wait, in milliseconds: a number of seconds, or a moment. */
const asked = (reply) => {
  const after = reply.headers.get("retry-after");
  return /^\d+$/.test(after) ? after * 1000 : Date.parse(after) - Date.now() || 0;
};

/** What a server says of a code that it does not know, or has taken before. */
const UNKNOWN_CODE = "urn:mienskip:unknown-code";

/**
 * Posts an answer until its fate is known, with its code beside it if it has one: the HTTP status, 0 when that stays
 * unknown, 2 when there is no connection, and 3 when the code is not known there; what the server says of it; and whether
 * it may have arrived before all the same, as `again` says of earlier times.
 */
export async function send(answer, code, url, format, source, again) {
  const [body, type] = wrap(answer, format, source);
  let wait = 0;
  for (const least of WAITS) {
    // Not all at once, after a server was away.
    await new Promise((done) => setTimeout(done, Math.max(wait, least * (1 + Math.random() / 2))));
    try {
      const reply = await fetch(url, {
        method: "POST",
        body,
        headers: { "content-type": type, ...(code && { "mienskip-code": code }) },
        credentials: "omit",
        cache: "no-store",
        referrerPolicy: "no-referrer",
        redirect: "error", // To a page that asks who you are, for one: that has no answer.
        keepalive: body.length < 16_000, // It goes on when the page closes; a browser allows that for 64 kB.
        signal: AbortSignal.timeout(PATIENCE),
      });
      const { status } = reply;
      if (status < 500 && status !== 408 && status !== 429) {
        const { detail, type } = await reply.json().catch(() => ({}));
        // That its id is there is what one wants to hear, unless it is there with something else.
        if (type === UNKNOWN_CODE) return [3, "", again];
        if (status === 409 && again && type !== "urn:mienskip:id-conflict") return [200, "", again];
        return [status, typeof detail === "string" ? detail : "", again];
      }
      wait = asked(reply);
      again = true;
      if (wait > PATIENCE) break;
    } catch {
      again = true;
      if (!navigator.onLine) return [2, "", true];
    }
  }
  return [0, "", true];
}
