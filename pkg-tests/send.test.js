// Why: nothing a resident wrote may be lost or counted twice, whatever the server or the connection does. An answer
// stays as it was first sent until its fate is known, and there is always a file in the end.

import assert from "node:assert/strict";
import { useBrowser } from "./support/browser.js";
import { verify } from "./support/collector.js";
import { example, file } from "./support/places.js";
import { page as pageOf, serve } from "./support/site.js";
import { Widget, hasFocus, openWidget } from "./support/widget.js";

const inBrowser = useBrowser();
const survey = example("energie", { order: "fixed" });
const POST = "POST /responses";
/** What the console says of a request that fails as the test wants it to. */
const complaints = /Failed to load resource/;
const stored = { status: 201, body: '{"id":"x","receipt":"y"}' };
const problem = (status, detail) => ({
  status,
  type: "application/problem+json",
  body: JSON.stringify({ type: "urn:test", title: "No", status, detail }),
});

/** A widget with a complete answer, ready to be sent to a server that answers thus. */
async function filledIn(t, open, answer, attributes = 'endpoint="/responses"') {
  const site = await serve(t, { [POST]: answer });
  const widget = await openWidget(open, site, survey, { attributes });
  await widget.give({ lead: 60, storage: 40 });
  await widget.why("lead");
  await widget.motivation("lead").fill("Iemand moet beginnen.");
  return { site, widget, sent: () => site.bodies(POST) };
}

const everythingIsThere = async (widget) => {
  const points = { lead: "60", residents: "0", market: "0", "large-scale": "0", storage: "40", supplier: "0" };
  assert.deepEqual(await widget.points(), points);
  assert.equal(await widget.motivation("lead").inputValue(), "Iemand moet beginnen.");
};

const all = (bodies) => bodies.map((body) => JSON.parse(body).id);
const named = (events, name) => events.filter(([event]) => event === name).map(([, detail]) => detail);

for (const [what, answer] of [
  ["the server hangs up", () => null],
  ["the server answers 500", () => problem(500, "secret stack trace")],
]) {
  inBrowser(
    `when ${what}, everything is kept, a sentence says so, and trying again sends the same bytes`,
    async (t, open) => {
      const { widget, site, sent } = await filledIn(t, open, answer);
      await widget.send.click();
      await widget.heading("Uw antwoord is nog niet aangekomen");
      await widget.element.getByText("Alles wat u invulde staat er nog.").waitFor();
      assert.equal(await widget.element.getByText("secret stack trace").count(), 0);
      assert.ok(await hasFocus(widget.element.locator(":focus", { hasText: "nog niet aangekomen" })), "told by focus");
      await everythingIsThere(widget);
      const attempts = sent().length;
      assert.ok(attempts > 1, "tried again by itself");
      const [error] = named(await widget.events(), "error");
      assert.deepEqual([error.reason, error.status], ["unreachable", 0]);
      assert.equal(error.response.id, JSON.parse(sent()[0]).id);

      const [download] = await Promise.all([widget.page.waitForEvent("download"), widget.file.click()]);
      assert.equal((await verify(t, survey, await download.path())).status, 0, "the file is there in the meantime");

      site.routes[POST] = () => stored;
      await widget.button("retry").click();
      await widget.heading("Dank u wel. Uw antwoord is ontvangen.");
      assert.equal(sent().length, attempts + 1);
      assert.equal(new Set(sent()).size, 1, "the same bytes each time");
      assert.equal(named(await widget.events(), "sent").length, 1);
    },
    { complaints },
  );
}

for (const status of [503, 429]) {
  inBrowser(
    `a server that answers ${status} once gets the same bytes again, without the resident doing anything`,
    async (t, open) => {
      const answers = [problem(status, "busy"), stored];
      const { widget, sent } = await filledIn(t, open, () => answers.shift());
      await widget.send.click();
      await widget.heading("Dank u wel. Uw antwoord is ontvangen.");
      assert.equal(sent().length, 2);
      assert.equal(sent()[0], sent()[1]);
    },
    { complaints },
  );
}

for (const status of [400, 409]) {
  inBrowser(
    `an answer refused with ${status} can be changed, and is then another answer with an id of its own`,
    async (t, open) => {
      const { widget, site, sent } = await filledIn(t, open, () => problem(status, "De vragenlijst is gewijzigd."));
      await widget.send.click();
      await widget.heading("Uw antwoord is niet aangenomen");
      await widget.element.getByText("De vragenlijst is gewijzigd.", { exact: true }).waitFor();
      assert.ok(await hasFocus(widget.element.locator(":focus", { hasText: "niet aangenomen" })), "told by focus");
      await everythingIsThere(widget);
      assert.equal(sent().length, 1, "a refusal is not tried again");
      const [error] = named(await widget.events(), "error");
      assert.deepEqual([error.reason, error.status, error.detail], ["refused", status, "De vragenlijst is gewijzigd."]);

      site.routes[POST] = () => stored;
      await widget.less("storage").click();
      await widget.more("market").click();
      await widget.send.click();
      await widget.heading("Dank u wel. Uw antwoord is ontvangen.");
      assert.equal(await widget.element.getByText("niet aangenomen").count(), 0);
      const [first, second] = sent().map((body) => JSON.parse(body));
      assert.notEqual(first.id, second.id);
      assert.deepEqual([second.points.storage, second.points.market], [35, 5]);
      assert.deepEqual(second.motivations, first.motivations);
    },
    { complaints },
  );
}

inBrowser(
  "a refusal without words of its own is told all the same",
  async (t, open) => {
    const { widget } = await filledIn(t, open, () => ({ status: 403, type: "text/html", body: "<h1>Forbidden</h1>" }));
    await widget.send.click();
    await widget.heading("Uw antwoord is niet aangenomen");
    assert.equal(await widget.element.getByText("<h1>").count(), 0);
    await everythingIsThere(widget);
  },
  { complaints },
);

inBrowser("while a slow server thinks, the widget says so, and neither a click nor a key changes or sends anything", async (t, open) => {
  let answer;
  const { widget, sent } = await filledIn(t, open, () => new Promise((done) => (answer = () => done(stored))));
  await widget.send.click();
  const underway = widget.button("sending");
  await underway.click();
  await widget.more("market").click({ force: true });
  await widget.page.keyboard.press("Enter");
  await everythingIsThere(widget);
  assert.equal(sent().length, 1);
  answer();
  await widget.heading("Dank u wel. Uw antwoord is ontvangen.");
  assert.equal(await widget.element.getByRole("button", { name: /Verstuur|onderweg|opnieuw$/ }).count(), 1, "only: Begin opnieuw");
  assert.equal(sent().length, 1);
});

inBrowser("a double click on send sends once", async (t, open) => {
  const { widget, sent } = await filledIn(t, open, () => stored);
  await widget.send.dblclick();
  await widget.heading("Dank u wel. Uw antwoord is ontvangen.");
  await widget.page.waitForTimeout(500);
  assert.equal(sent().length, 1);
  const events = await widget.events();
  assert.deepEqual([named(events, "submit").length, named(events, "sent").length], [1, 1]);
});

inBrowser("what is sent is the valid response of the event, as JSON, without cookies or the page's address", async (t, open) => {
  const { widget, site } = await filledIn(t, open, () => stored, 'endpoint="/responses" source="brief"');
  await widget.page.context().addCookies([{ name: "who", value: "me", url: site.url }]);
  await widget.send.click();
  await widget.heading("Dank u wel. Uw antwoord is ontvangen.");
  const [{ headers, body }] = site.requests(POST);
  assert.equal(headers["content-type"], "application/json");
  assert.deepEqual([headers.cookie, headers.referer], [undefined, undefined]);
  const events = await widget.events();
  assert.deepEqual(named(events, "submit")[0].response, JSON.parse(body));
  assert.equal(JSON.parse(body).source, "brief");
  assert.equal((await verify(t, survey, await file(t, "answer.json", body))).status, 0);
});

inBrowser("a page that cancels the submit event keeps the answer from being sent, and it can be changed again", async (t, open) => {
  const { widget, sent } = await filledIn(t, open, () => stored);
  await widget.page.evaluate(() => {
    document.addEventListener("mienskip-submit", (event) => event.preventDefault(), { once: true });
  });
  await widget.send.click();
  await everythingIsThere(widget);
  assert.equal(sent().length, 0);
  await widget.less("storage").click();
  await widget.more("market").click();
  await widget.send.click();
  await widget.heading("Dank u wel. Uw antwoord is ontvangen.");
  const [first, second] = named(await widget.events(), "submit").map(({ response }) => response);
  assert.deepEqual([first.points.storage, second.points.storage], [40, 35]);
  assert.deepEqual(all(sent()), [second.id]);
});

inBrowser("without an endpoint nothing is sent: the answer becomes a file, and the receipt is there", async (t, open) => {
  const { widget, site } = await filledIn(t, open, () => stored, "");
  await widget.send.click();
  await widget.heading("Dank u wel. Uw antwoord is klaar.");
  const [download] = await Promise.all([widget.page.waitForEvent("download"), widget.file.click()]);
  const report = await verify(t, survey, await download.path());
  assert.equal(report.status, 0);
  const receipt = widget.element.getByText(`Uw ontvangstbewijs: ${report.responses[0].receipt}`, { exact: true });
  await receipt.filter({ visible: true }).waitFor();
  assert.equal(site.requests(POST).length, 0);
});

/** A page with the widget in a form, or beside one. */
async function withForm(t, open, body, changes = {}) {
  const posted = [];
  const site = await serve(t, {
    "GET /survey.json": { ...survey, ...changes },
    "GET /test.html": pageOf(body),
    "POST /form": (body) => (posted.push(body), { type: "text/html", body: '<link rel="icon" href="/favicon.svg">Ja' }),
  });
  return { widget: new Widget(await open(`${site.url}test.html`), survey), posted };
}
const inForm = `<form method="post" action="/form"><mienskip-survey name="answer" src="/survey.json"></mienskip-survey>
  <button>Naar de gemeente</button></form>`;
const answerIn = (body) => JSON.parse(new URLSearchParams(body).get("answer"));

inBrowser("inside a form the widget posts its response as an ordinary field", async (t, open) => {
  const { widget, posted } = await withForm(t, open, inForm);
  await widget.ready();
  await widget.give({ lead: 60, storage: 40 });
  await widget.page.getByRole("button", { name: "Naar de gemeente" }).click();
  await widget.page.getByText("Ja", { exact: true }).waitFor();
  const answer = new URLSearchParams(posted[0]).get("answer");
  assert.equal((await verify(t, survey, await file(t, "answer.json", answer))).status, 0);
  assert.deepEqual(JSON.parse(answer).points.lead, 60);
});

inBrowser("inside a form an answer that is not ready holds the form back, and its error summary gets the focus", async (t, open) => {
  const { widget, posted } = await withForm(t, open, inForm);
  await widget.ready();
  await widget.give({ lead: 60 });
  await widget.page.getByRole("button", { name: "Naar de gemeente" }).click();
  await widget.page.waitForTimeout(300);
  assert.deepEqual(posted, [], "half a division was posted");
  await widget.heading("Er is nog iets nodig");
  assert.ok(await hasFocus(widget.element.locator(":focus", { hasText: "Er is nog iets nodig" })));
});

inBrowser("a reply from another address is no receipt: a page that asks who you are answers 200 too", async (t, open) => {
  const { widget } = await filledIn(t, open, () => ({ status: 302, location: "/survey.json", body: "" }));
  await widget.send.click();
  await widget.heading("Uw antwoord is nog niet aangekomen");
  await everythingIsThere(widget);
}, { complaints });

inBrowser("inside a form nothing is posted while a field says something else than what counts", async (t, open) => {
  const { widget, posted } = await withForm(t, open, inForm);
  await widget.ready();
  await widget.give({ lead: 60, storage: 40 });
  await widget.field("lead").fill("abc");
  await widget.page.getByRole("button", { name: "Naar de gemeente" }).click();
  await widget.heading("Er is nog iets nodig");
  assert.deepEqual(posted, []);
});

inBrowser("inside a form the widget's own button sends the form, and the answer is one answer whoever asks for it", async (t, open) => {
  const { widget, posted } = await withForm(t, open, inForm);
  await widget.ready();
  await widget.give({ lead: 60, storage: 40 });
  const [one, again] = await widget.element.evaluate((element) => [element.response.id, element.response.id]);
  await widget.send.click();
  await widget.page.getByText("Ja", { exact: true }).waitFor();
  assert.deepEqual([again, answerIn(posted[0]).id], [one, one]);
});

inBrowser("moved into a form, what was filled in is posted with it", async (t, open) => {
  const { widget, posted } = await withForm(
    t,
    open,
    `<mienskip-survey name="answer" src="/survey.json"></mienskip-survey><form method="post" action="/form"><button>Naar de gemeente</button></form>`,
  );
  await widget.ready();
  await widget.give({ lead: 60, storage: 40 });
  await widget.element.evaluate((element) => document.querySelector("form").append(element));
  await widget.page.getByRole("button", { name: "Naar de gemeente" }).click();
  await widget.page.getByText("Ja", { exact: true }).waitFor();
  assert.equal(answerIn(posted[0]).points.lead, 60);
});

inBrowser("a survey that takes no answers does not hold up the form around it", async (t, open) => {
  const { widget, posted } = await withForm(t, open, inForm, { closes: "2001-01-02" });
  await widget.element.getByText("open tot en met 2 januari 2001").waitFor();
  await widget.page.getByRole("button", { name: "Naar de gemeente" }).click();
  await widget.page.getByText("Ja", { exact: true }).waitFor();
  assert.equal(new URLSearchParams(posted[0]).get("answer"), null);
});

inBrowser("taken away and put back while an answer is on its way, the widget tells how that ended", async (t, open) => {
  let answer;
  const { widget, site } = await filledIn(t, open, () => new Promise((done) => (answer = () => done(stored))));
  await widget.send.click();
  await widget.button("sending").waitFor();
  await widget.element.evaluate(async (element) => {
    const parent = element.parentNode;
    element.remove();
    await new Promise((done) => setTimeout(done, 100));
    parent.append(element);
  });
  answer();
  await widget.heading("Dank u wel. Uw antwoord is ontvangen.");
  await everythingIsThere(widget);
  assert.equal(site.bodies(POST).length, 1);
});
