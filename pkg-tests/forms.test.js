// Why: a form of a municipality treats its fields alike: it resets, disables and restores them, labels them, and copies
// them. The survey is one of its fields.

import assert from "node:assert/strict";
import { useBrowser } from "./support/browser.js";
import { example } from "./support/places.js";
import { page as pageOf, serve } from "./support/site.js";
import { Widget, hasFocus } from "./support/widget.js";

const inBrowser = useBrowser();
const energie = example("energie", { order: "fixed" });
const TAG = '<mienskip-survey id="survey" name="answer" src="/survey.json"></mienskip-survey>';

async function openForm(t, open, body, routes = {}) {
  const site = await serve(t, { "GET /survey.json": energie, "GET /test.html": pageOf(body), ...routes });
  const page = await open(`${site.url}test.html`);
  const widget = new Widget(page, energie);
  await widget.heading(widget.words(energie.title));
  return { site, page, widget };
}

const posted = (page) => page.evaluate(() => new FormData(document.forms[0]).get("answer"));

inBrowser("a form that is reset has an empty survey again, and posts nothing of it", async (t, open) => {
  const { page, widget } = await openForm(t, open, `<form>${TAG}<button type="reset">Wissen</button></form>`);
  await widget.give({ lead: 60, market: 40 });
  assert.equal(JSON.parse(await posted(page)).points.lead, 60);
  await page.getByRole("button", { name: "Wissen" }).click();
  await widget.stands("Nog 100 van de 100 punten");
  assert.equal((await widget.points()).lead, "0");
  assert.equal(await posted(page), null);
});

inBrowser("in a part of a form that is disabled the survey can be read, not changed, and holds nothing up", async (t, open) => {
  const { page, widget } = await openForm(t, open, `<form><fieldset disabled>${TAG}</fieldset></form>`);
  assert.equal(await widget.field("lead").isEnabled(), false);
  assert.equal(await widget.send.isVisible(), false);
  assert.equal(await page.evaluate(() => document.forms[0].checkValidity()), true);
  await page.evaluate(() => (document.querySelector("form > fieldset").disabled = false));
  await widget.more("lead").click();
  await widget.stands("Nog 95 van de 100 punten");
  assert.ok(await widget.send.isVisible());
  await page.evaluate(() => (document.querySelector("form > fieldset").disabled = true));
  assert.equal(await widget.field("lead").isEnabled(), false);
  assert.equal(await widget.field("lead").inputValue(), "5", "what was filled in stays");
});

inBrowser("gone back to, a form has what was filled in, also what was not ready to be sent", async (t, open) => {
  const { page, widget } = await openForm(t, open, `<form>${TAG}</form>`, { "GET /elsewhere.html": pageOf("<p>Elders</p>") });
  // A page that is made anew, not one that was only put away.
  await page.evaluate(() => addEventListener("unload", () => {}));
  await widget.give({ lead: 60, market: 35 });
  await widget.why("lead");
  await widget.reason("lead", "leadership").check();
  await page.goto(new URL("/elsewhere.html", page.url()).href);
  await page.goBack();
  await widget.ready();
  await widget.stands("Nog 5 van de 100 punten");
  const { lead, market } = await widget.points();
  assert.deepEqual([lead, market], ["60", "35"]);
  await widget.why("lead");
  assert.ok(await widget.reason("lead", "leadership").isChecked());
});

/** A page with the survey in a form, which the site holds back until it is told to let it go. */
async function openHeldBack(t, open, reply = energie) {
  let letGo;
  const free = new Promise((done) => (letGo = () => done({ status: reply ? 200 : 404, body: JSON.stringify(reply) })));
  const site = await serve(t, {
    "GET /survey.json": () => free,
    "GET /test.html": pageOf(`<form method="post" action="/cms">${TAG}<button>Klaar</button></form>`),
    "POST /cms": pageOf("<p>Ontvangen</p>", { script: false }),
  });
  const page = await open(`${site.url}test.html`);
  await page.evaluate(() => customElements.whenDefined("mienskip-survey"));
  const finish = () => page.getByRole("button", { name: "Klaar" }).click();
  return { site, page, letGo, finish, widget: new Widget(page, energie) };
}

inBrowser("a form that is sent before the survey is there waits for the answer, and says why", async (t, open) => {
  const { site, page, letGo, finish, widget } = await openHeldBack(t, open);
  await finish();
  const alert = page.getByRole("alert").filter({ hasText: "De vragenlijst is er nog niet." });
  await alert.waitFor();
  assert.equal(site.requests("POST /cms").length, 0);
  letGo();
  await widget.heading(widget.words(energie.title));
  assert.equal(await alert.count(), 0);
  assert.equal(await page.evaluate(() => document.forms[0].checkValidity()), false, "nothing is filled in yet");
  await widget.give({ lead: 60, market: 40 });
  await finish();
  await page.getByText("Ontvangen").waitFor();
  assert.equal(JSON.parse(new URLSearchParams(site.bodies("POST /cms")[0]).get("answer")).points.lead, 60);
});

inBrowser("a survey that cannot be shown does not hold up the form around it", async (t, open) => {
  const { page, letGo, finish } = await openHeldBack(t, open, null);
  assert.equal(await page.evaluate(() => document.forms[0].checkValidity()), false);
  letGo();
  await page.getByRole("alert").filter({ hasText: "kan nu niet worden getoond" }).waitFor();
  await finish();
  await page.getByText("Ontvangen").waitFor();
}, { complaints: /status of 404|<mienskip-survey>: / });

inBrowser("a survey that is taken away again before it is there does not hold up the form around it", async (t, open) => {
  const { page, finish } = await openHeldBack(t, open);
  assert.equal(await page.evaluate(() => document.forms[0].checkValidity()), false);
  await page.evaluate(() => document.querySelector("mienskip-survey").removeAttribute("src"));
  await finish();
  await page.getByText("Ontvangen").waitFor();
});

inBrowser("outside a form a survey that is there is as valid as it was", async (t, open) => {
  const { widget } = await openForm(t, open, TAG);
  assert.ok(await widget.element.evaluate((element) => element.checkValidity()));
});

inBrowser("a label of the page leads to the first field", async (t, open) => {
  const { page, widget } = await openForm(t, open, `<form><label for="survey">Uw verdeling</label>${TAG}</form>`);
  await page.getByText("Uw verdeling", { exact: true }).first().click();
  assert.ok(await hasFocus(widget.field("lead")));
  assert.equal(await widget.element.evaluate(({ labels, form }) => labels.length + form.length), 2);
});

inBrowser("`mirror-to` keeps the answer in a field of another form, and the button of the widget sends that form", async (t, open) => {
  const received = [];
  const { page, widget } = await openForm(
    t,
    open,
    `${TAG.replace("name=", 'mirror-to="#field" name=')}
     <form method="post" action="/cms"><input type="hidden" id="field" name="cms_field_7"></form>`,
    { "POST /cms": (body) => (received.push(body), { type: "text/html", body: '<link rel="icon" href="/favicon.svg">Ontvangen' }) },
  );
  const mirror = () => page.locator("#field").inputValue();
  await page.evaluate(() => {
    globalThis.changes = 0;
    document.getElementById("field").addEventListener("change", () => globalThis.changes++);
  });
  await widget.give({ lead: 60 });
  assert.equal(await mirror(), "", "half an answer is none");
  await widget.give({ market: 40 });
  assert.equal(JSON.parse(await mirror()).points.market, 40);
  assert.ok((await page.evaluate(() => globalThis.changes)) > 0, "the page hears of it");
  await widget.send.click();
  await page.getByText("Ontvangen").waitFor();
  assert.equal(JSON.parse(new URLSearchParams(received[0]).get("cms_field_7")).points.lead, 60);
});

inBrowser("a `mirror-to` that is no selector, or leads nowhere, changes nothing else", async (t, open) => {
  for (const wrong of ["#nowhere", "<field"]) {
    const { widget } = await openForm(t, open, TAG.replace("name=", `mirror-to="${wrong}" name=`));
    await widget.more("lead").click();
    await widget.stands("Nog 95 van de 100 punten");
  }
});

inBrowser("the page can style the states of the survey", async (t, open) => {
  const { page, widget } = await openForm(t, open, TAG, {});
  const states = () =>
    page.evaluate(() => ["ready", "complete", "sent", "failed"].filter((state) => document.querySelector(`mienskip-survey:state(${state})`)));
  assert.deepEqual(await states(), ["ready"]);
  await widget.give({ lead: 60, market: 40 });
  assert.deepEqual(await states(), ["ready", "complete"]);
  await widget.give({ market: 41 });
  assert.deepEqual(await states(), ["ready"]);
  await widget.give({ market: 40 });
  await widget.send.click();
  await widget.heading("Dank u wel. Uw antwoord is klaar.");
  assert.deepEqual(await states(), ["ready", "complete", "sent"]);
});
