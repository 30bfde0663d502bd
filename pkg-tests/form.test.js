// Why: the survey is also for who has no JavaScript, switched off or never arrived: the same question, the same rules
// and the same answer, by a form that any browser can send.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { findings } from "./support/axe.js";
import { NARROW, WIDE, useBrowser } from "./support/browser.js";
import { collect, verify } from "./support/collector.js";
import { BIN, example, file } from "./support/places.js";
import { page as pageOf, serve } from "./support/site.js";
import { Widget, hasFocus } from "./support/widget.js";

const inBrowser = useBrowser();
const energie = example("energie");
const NO_SCRIPT = { javaScriptEnabled: false };
/** What Chromium says of a page that is refused, and of what is fetched for the widget that does not come. */
const EXPECTED = { complaints: /status of 400|preloaded using link preload/ };

/** The field for the points of a plan, by the title that is its label. */
const points = (page, at, { language = "nl", survey = energie } = {}) =>
  page.getByRole("textbox", { name: survey.scenarios[at].title[language], exact: true });

const send = (page) => page.getByRole("button", { name: "Verstuur mijn antwoord" });

const heading = (page, name) => page.getByRole("heading", { name, level: 1 });

inBrowser("without JavaScript the demo page is filled in and sent, and what is stored is a valid answer", async (t, open) => {
  const { url, stored, answers } = await collect(t, energie);
  const page = await open(url, NO_SCRIPT);
  await points(page, 0).fill("40 %");
  await points(page, 1).fill(" 60");
  await page.locator("details:has([name='reasons.lead']) > summary").click();
  const reason = energie.values[0];
  await page.getByRole("group", { name: /^De gemeente neemt de leiding: Wat was/ }).getByLabel(reason.title.nl).check();
  await page.getByLabel("De gemeente neemt de leiding: In uw eigen woorden").fill("Eén plek\nom te bellen & te vragen");
  await page.getByLabel("Waar woont u?").selectOption({ label: "Heeg" });
  await page.getByRole("radio", { name: "5 – Heel goed" }).check();
  await send(page).click();
  await heading(page, "Dank u wel. Uw antwoord is ontvangen.").waitFor();

  const [answer, ...others] = await answers();
  assert.deepEqual(others, []);
  assert.deepEqual(answer.points, { lead: 40, residents: 60, market: 0, "large-scale": 0, storage: 0, supplier: 0 });
  assert.deepEqual(answer.reasons, { lead: [reason.id] });
  assert.deepEqual(answer.motivations, { lead: "Eén plek\nom te bellen & te vragen" });
  assert.deepEqual(answer.answers, { place: "heeg", informed: 5 });
  assert.equal(answer.language, "nl");
  const report = await verify(t, energie, await stored());
  assert.equal(report.status, 0);
  const receipt = (await page.getByText(/^Uw ontvangstbewijs: /).textContent()).split(": ")[1];
  assert.equal(report.responses[0].receipt, receipt);
}, EXPECTED);

/** What is still needed, as the links that the page begins with. */
const needed = (page) => page.locator("main > ul").getByRole("link");

inBrowser("what is wrong is told with links to the fields, in which everything stands as it was filled in", async (t, open) => {
  const { url, stored, answers } = await collect(t, energie);
  const page = await open(url, NO_SCRIPT);
  const words = page.getByLabel("De gemeente neemt de leiding: In uw eigen woorden");
  await points(page, 0).fill("40");
  await points(page, 2).fill("55,5");
  await page.locator("details:has([name='motivations.lead']) > summary").click();
  await words.fill("Eén plek");
  await page.getByLabel("Waar woont u?").selectOption({ label: "Heeg" });
  await send(page).click();
  await heading(page, "Er is nog iets nodig").waitFor();
  assert.deepEqual(await needed(page).allTextContents(), ["De markt bepaalt: Vul een heel getal in."]);
  await needed(page).click();
  assert.ok(await hasFocus(points(page, 2)));
  assert.equal(await points(page, 2).inputValue(), "55,5");
  assert.equal(await points(page, 0).inputValue(), "40");
  assert.equal(await page.getByLabel("Waar woont u?").inputValue(), "heeg");
  assert.ok(await words.isVisible(), "what was unfolded to be filled in is unfolded");
  assert.equal(await words.inputValue(), "Eén plek");

  await points(page, 2).fill("55");
  await send(page).click();
  await heading(page, "Er is nog iets nodig").waitFor();
  assert.deepEqual(await needed(page).allTextContents(), ["Verdeel nog 5 punten."]);
  assert.equal(await readFile(await stored(), "utf8"), "");

  await points(page, 1).fill("5");
  await send(page).click();
  await heading(page, "Dank u wel. Uw antwoord is ontvangen.").waitFor();
  assert.equal((await answers()).length, 1);
}, EXPECTED);

inBrowser("the thanks can be loaded again, and the button pressed twice, without a second answer", async (t, open) => {
  const { url, answers } = await collect(t, energie);
  const survey = await file(t, "survey.json", energie);
  const { stdout } = await promisify(execFile)(BIN, ["form", survey, "--action", `${url}responses`]);
  const page = await open(url, NO_SCRIPT);
  // A form that is in a file has no name of its own for each view.
  await page.route("**/own.html", (route) => route.fulfill({ contentType: "text/html", body: pageOf(stdout, { script: false }) }));
  for (const [turn, address] of [url, `${url}own.html`].entries()) {
    await page.goto(address);
    await points(page, 0).fill("100");
    await send(page).click();
    const receipt = page.getByText(/^Uw ontvangstbewijs: /);
    const said = await receipt.textContent();
    await page.reload();
    assert.equal(await receipt.textContent(), said);
    assert.equal((await answers()).length, turn + 1, address);
  }
  await page.goto(url);
  await points(page, 0).fill("100");
  await send(page).dblclick();
  await heading(page, "Dank u wel. Uw antwoord is ontvangen.").waitFor();
  assert.equal((await answers()).length, 3);
}, EXPECTED);

inBrowser("with JavaScript the widget is there, and nothing of the form", async (t, open) => {
  const { url } = await collect(t, energie);
  const page = await open(url);
  const widget = new Widget(page, energie);
  await widget.heading(widget.words(energie.title));
  assert.equal(await page.evaluate(() => document.querySelectorAll("form, [name^=points]").length), 0);
});

inBrowser("the form is there in each language of the survey", async (t, open) => {
  const { url, answers } = await collect(t, energie);
  const page = await open(`${url}?lang=fy`, NO_SCRIPT);
  await points(page, 0, { language: "fy" }).fill("99");
  await page.getByRole("button", { name: "Ferstjoer myn antwurd" }).click();
  await heading(page, "Der is noch wat nedich").waitFor();
  await points(page, 0, { language: "fy" }).fill("100");
  await page.getByRole("button", { name: "Ferstjoer myn antwurd" }).click();
  await heading(page, "Tank jo wol. Jo antwurd is ûntfongen.").waitFor();
  assert.equal((await answers())[0].language, "fy");
}, EXPECTED);

for (const name of ["energie", "budget", "werkstijl"]) {
  inBrowser(`the form of ${name}: every control has a label, axe finds nothing, and it fits a small phone`, async (t, open) => {
    const survey = example(name);
    const { url } = await collect(t, survey);
    for (const viewport of [WIDE, NARROW]) {
      // The checks are scripts; the page has none of its own.
      const page = await open(`${url}form`, { viewport });
      for (const summary of await page.locator("summary").all()) await summary.click();
      const unlabelled = await page.locator("input:not([type=hidden]), select, textarea").evaluateAll((controls) =>
        controls.filter(({ labels }) => !labels.length || !labels[0].textContent.trim()).map(({ name }) => name),
      );
      assert.deepEqual(unlabelled, []);
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= viewport.width, `${viewport.width} pixels`);
      const small = await page.locator("input:not([type=hidden]), select, textarea, button, summary").evaluateAll((controls) =>
        controls.filter((control) => control.getBoundingClientRect().height < 24).map(({ name, localName }) => name ?? localName),
      );
      assert.deepEqual(small, []);
      assert.deepEqual(await findings(page), []);
      await page.getByRole("textbox").first().fill("1");
      await send(page).click();
      await heading(page, "Er is nog iets nodig").waitFor();
      assert.deepEqual(await findings(page), []);
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= viewport.width, "the reply");
    }
  }, EXPECTED);
}

inBrowser("the demo page with the form in it, and the thanks, fit a small phone", async (t, open) => {
  const { url } = await collect(t, energie);
  const page = await open(url, { ...NO_SCRIPT, viewport: NARROW });
  // Scripts of a test do not run either: what sticks out is told by the boxes.
  const fits = async () => {
    for (const each of await page.locator("main, form, fieldset, [type=text], select, button, table").all()) {
      const box = await each.boundingBox();
      if (box) assert.ok(box.x >= 0 && box.x + box.width <= NARROW.width, `${box.x} + ${box.width}: ${each}`);
    }
  };
  await fits();
  await points(page, 0).fill("100");
  await send(page).click();
  await heading(page, "Dank u wel. Uw antwoord is ontvangen.").waitFor();
  await fits();
}, EXPECTED);

inBrowser("the fields alone belong to the form of a page, with its own button", async (t, open) => {
  const survey = await file(t, "survey.json", energie);
  const { stdout } = await promisify(execFile)(BIN, ["form", survey, "--fields"]);
  const site = await serve(t, {
    "GET /own.html": pageOf(`<form method="post" action="/own">${stdout}<button>Klaar</button></form>`, { script: false }),
    "POST /own": pageOf("<p>Ontvangen</p>", { script: false }),
  });
  const page = await open(`${site.url}own.html`, NO_SCRIPT);
  await points(page, 0).fill("100");
  await page.getByRole("button", { name: "Klaar" }).click();
  await page.getByText("Ontvangen").waitFor();
  const sent = new URLSearchParams(site.bodies("POST /own")[0]);
  assert.equal(sent.get("points.lead"), "100");
  // What a form posted elsewhere can be handed on to the collector as it is.
  const { url, stored } = await collect(t, energie);
  const reply = await fetch(`${url}responses`, { method: "POST", body: sent, headers: { accept: "application/json" } });
  assert.equal(reply.status, 201);
  assert.equal((await verify(t, energie, await stored())).status, 0);
});
