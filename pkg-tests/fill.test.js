// Why: a resident must get from the empty page to a stored answer, whatever hand or language they use, and what is
// stored, what they keep and what they are shown must be the same thing. Nothing may leave the page meanwhile.

import assert from "node:assert/strict";
import { useBrowser } from "./support/browser.js";
import { collect, verify } from "./support/collector.js";
import { example, json } from "./support/places.js";
import { serve } from "./support/site.js";
import { Widget, hasFocus, openWidget, reach } from "./support/widget.js";

const inBrowser = useBrowser();
const energie = example("energie");

/** Saves the file behind the link by way of `press`; its path and what is in it. */
async function save(widget, press) {
  const [download] = await Promise.all([widget.page.waitForEvent("download"), press()]);
  const path = await download.path();
  return { name: download.suggestedFilename(), path, answer: json(path) };
}

/** What is stored, kept and shown is one answer, and the `mienskip` command accepts it. */
async function agree(t, widget, collector, reply, saved) {
  const { id, receipt } = await reply.json();
  assert.equal(reply.status(), 201);
  const answers = await collector.answers();
  assert.equal(answers.length, 1, "stored once");
  assert.equal(answers[0].id, id);
  assert.deepEqual(saved.answer, answers[0]);
  assert.equal(saved.name, `energie-${id.slice(0, 8)}.json`);
  await widget.element.getByText(widget.say("receipt", { receipt }), { exact: true }).filter({ visible: true }).waitFor();
  for (const path of [await collector.stored(), saved.path]) {
    const report = await verify(t, energie, path);
    assert.deepEqual([report.status, report.valid, report.responses[0].receipt], [0, true, receipt]);
  }
  return answers[0];
}

const sending = (page) => page.waitForResponse((reply) => reply.request().method() === "POST");

inBrowser("with the mouse: what is filled in is stored once, and the saved file and the receipt agree with it", async (t, open) => {
  const collector = await collect(t, energie);
  const page = await open(collector.url);
  const widget = await new Widget(page, energie).ready();
  await page.getByText("Meer lezen").first().click();
  for (let press = 0; press < 8; press++) await widget.more("storage").click();
  for (let press = 0; press < 7; press++) await widget.more("residents").click();
  await widget.less("residents").click();
  await widget.stands("Nog 30 van de 100 punten");
  await widget.why("storage");
  await widget.reason("storage", "landscape").click();
  await widget.motivation("storage").fill("Anders waait het weg.");
  await widget.row("lead").hover();
  await widget.rest("lead").click();
  await widget.stands("Alle 100 punten verdeeld");
  await page.getByText("Een beetje", { exact: true }).click();
  await page.getByLabel("Mijn eigen idee").fill("Een warmtenet onder de kerk.");
  await page.getByLabel("Waar woont u?").selectOption("Heeg");
  await page.getByText("5 – Heel goed").click();
  const [reply] = await Promise.all([sending(page), widget.send.click()]);
  await widget.heading("Dank u wel. Uw antwoord is ontvangen.");
  const saved = await save(widget, () => widget.file.click());
  const answer = await agree(t, widget, collector, reply, saved);
  assert.deepEqual(answer.points, { lead: 30, residents: 30, market: 0, "large-scale": 0, storage: 40, supplier: 0 });
  assert.deepEqual(answer.first, answer.points);
  assert.deepEqual(answer.reasons, { storage: ["landscape"] });
  assert.deepEqual(answer.motivations, { storage: "Anders waait het weg." });
  assert.deepEqual(answer.answers, { place: "heeg", informed: 5 });
  assert.deepEqual([answer.idea, answer.fit, answer.language], ["Een warmtenet onder de kerk.", "partly", "nl"]);
});

inBrowser("with the keyboard alone: the same, from the first Tab to the saved file", async (t, open) => {
  const collector = await collect(t, energie);
  const page = await open(collector.url);
  const widget = await new Widget(page, energie).ready();
  const { keyboard } = page;
  const type = async (id, text) => {
    await reach(widget.field(id));
    await keyboard.type(text);
  };
  // The order of the plans is drawn by lot, so each is looked for from the top.
  const top = () => reach(widget.again, "Shift+Tab");
  await reach(widget.again);
  await type("storage", "35");
  for (let press = 0; press < 5; press++) await keyboard.press("ArrowUp");
  assert.equal(await widget.field("storage").inputValue(), "40");
  const why = widget.row("storage").locator("summary").filter({ hasText: "Waarom 40 punten?" });
  await reach(why);
  await keyboard.press("Enter");
  await reach(widget.reason("storage", "landscape"));
  await keyboard.press("Space");
  await reach(widget.motivation("storage"));
  await keyboard.type("Anders waait het weg.");
  await top();
  await reach(widget.more("residents"));
  for (let press = 0; press < 7; press++) await keyboard.press(press % 2 ? "Space" : "Enter");
  await reach(widget.less("residents"), "Shift+Tab");
  await keyboard.press("Enter");
  await widget.stands("Nog 30 van de 100 punten");
  await top();
  await reach(widget.more("lead"));
  await reach(widget.rest("lead"));
  await keyboard.press("Enter");
  await widget.stands("Alle 100 punten verdeeld");
  await reach(page.getByLabel("Waar woont u?"));
  await keyboard.type("Hee");
  await reach(page.getByLabel("1 – Helemaal niet goed"));
  for (let press = 0; press < 4; press++) await keyboard.press("ArrowRight");
  await reach(widget.send);
  const [reply] = await Promise.all([sending(page), keyboard.press("Enter")]);
  await widget.heading("Dank u wel. Uw antwoord is ontvangen.");
  await reach(widget.file);
  const saved = await save(widget, () => keyboard.press("Enter"));
  const answer = await agree(t, widget, collector, reply, saved);
  assert.deepEqual(answer.points, { lead: 30, residents: 30, market: 0, "large-scale": 0, storage: 40, supplier: 0 });
  assert.deepEqual(answer.reasons, { storage: ["landscape"] });
  assert.deepEqual(answer.motivations, { storage: "Anders waait het weg." });
  assert.deepEqual(answer.answers, { place: "heeg", informed: 5 });
});

for (const [name, language] of [
  ["energie", "nl"],
  ["energie", "fy"],
  ["energie", "en"],
  ["budget", "nl"],
  ["budget", "en"],
  ["werkstijl", "nl"],
  ["werkstijl", "en"],
  ["welkom", "nl"],
  ["welkom", "tr"],
  ["welkom", "pl"],
  ["welkom", "uk"],
]) {
  inBrowser(`${name} can be completed in ${language}, and the file that comes of it is valid`, async (t, open) => {
    const survey = example(name);
    const widget = await openWidget(open, await serve(t), survey, { language });
    await widget.heading(widget.words(survey.title));
    const [first] = survey.scenarios;
    const most = first.max ?? survey.points.total / 2;
    await widget.give({ [first.id]: most });
    await widget.spread.click();
    await widget.stands(widget.say("all-divided", { total: widget.amount(survey.points.total) }));
    for (const { title, options, required } of survey.questions ?? []) {
      if (required) await widget.page.getByLabel(widget.words(title)).selectOption(widget.words(options[0].title));
    }
    await widget.send.click();
    await widget.heading(widget.say("ready"));
    const saved = await save(widget, () => widget.file.click());
    const report = await verify(t, survey, saved.path);
    assert.deepEqual([report.status, report.valid], [0, true], JSON.stringify(report.responses));
    assert.deepEqual([saved.answer.language, saved.answer.points[first.id] >= most], [language, true]);
    assert.deepEqual([...saved.answer.order].sort(), survey.scenarios.map(({ id }) => id).sort());
  });
}

inBrowser("none of the plans: the points may stay where they are, at nothing", async (t, open) => {
  const widget = await openWidget(open, await serve(t), energie);
  await widget.element.getByRole("checkbox", { name: "Ik kies geen van deze plannen" }).click();
  await widget.send.click();
  await widget.heading("Dank u wel. Uw antwoord is klaar.");
  const saved = await save(widget, () => widget.file.click());
  assert.equal(saved.answer.none, true);
  assert.equal((await verify(t, energie, saved.path)).status, 0);
});

inBrowser("a required question that was passed over is named, and holds the answer back until it has one", async (t, open) => {
  const survey = example("budget");
  const widget = await openWidget(open, await serve(t), survey);
  await widget.spread.click();
  await widget.send.click();
  await widget.heading("Er is nog iets nodig");
  await widget.element.getByRole("link", { name: "Hoe woont u? Geef een antwoord." }).click();
  const question = widget.page.getByLabel("Hoe woont u?");
  assert.ok(await hasFocus(question));
  await question.selectOption("In een huurhuis");
  await widget.page.getByLabel("Met hoeveel mensen woont u in huis?").fill("30");
  await widget.send.click();
  await widget.element.getByRole("link", { name: "Met hoeveel mensen woont u in huis? Vul een heel getal in: 1–20." }).waitFor();
  await widget.page.getByLabel("Met hoeveel mensen woont u in huis?").fill("3");
  await widget.send.click();
  await widget.heading("Dank u wel. Uw antwoord is klaar.");
  const saved = await save(widget, () => widget.file.click());
  assert.deepEqual(saved.answer.answers, { home: "tenant", household: 3 });
});

inBrowser("what is typed just after a press counts, not what the field held when it was pressed", async (t, open) => {
  const survey = example("budget");
  const widget = await openWidget(open, await serve(t), survey);
  await widget.spread.click();
  const household = widget.page.getByLabel("Met hoeveel mensen woont u in huis?");
  await household.fill("30");
  // Faster than a hand, as on a phone that lags behind it.
  await widget.element.evaluate((element) =>
    element.addEventListener("click", () => {
      const field = element.shadowRoot.querySelector("[inputmode=numeric][id^=answers]");
      field.value = "3";
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }, { once: true }),
  );
  await widget.send.click();
  await widget.heading("Er is nog iets nodig");
  await widget.page.waitForTimeout(600);
  await widget.page.getByLabel("Hoe woont u?").selectOption("In een huurhuis");
  assert.equal((await widget.response()).answers.household, 3);
});

inBrowser("what is wrong with the answers is listed in the order of the page, whatever was filled in first", async (t, open) => {
  const widget = await openWidget(open, await serve(t), example("budget"));
  await widget.spread.click();
  await widget.page.getByLabel("Met hoeveel mensen woont u in huis?").fill("30");
  await widget.send.click();
  const listed = () => widget.element.locator("[id^=issues] a").allTextContents();
  assert.deepEqual(await listed(), ["Hoe woont u? Geef een antwoord.", "Met hoeveel mensen woont u in huis? Vul een heel getal in: 1–20."]);
  await widget.page.getByLabel("Hoe woont u?").selectOption("In een huurhuis");
  const note = widget.element.locator("[id^=question-note]").filter({ hasText: "Geef een antwoord." });
  assert.equal(await note.count(), 0, "what was mended is not called wrong any more");
});

inBrowser("what a survey does not ask is not there", async (t, open) => {
  const site = await serve(t);
  for (const [survey, none, idea, reasons] of [
    [energie, 1, 1, 1],
    [example("budget"), 0, 1, 1],
    [example("werkstijl"), 0, 0, 0],
    [{ ...energie, none: false, idea: false, reasons: "off", motivations: "off" }, 0, 0, 0],
  ]) {
    const widget = await openWidget(open, site, survey);
    const [{ id }] = survey.scenarios;
    await widget.more(id).click();
    assert.equal(await widget.page.getByLabel("Ik kies geen van deze plannen").count(), none, `${survey.id}: none`);
    assert.equal(await widget.page.getByLabel("Mijn eigen idee").count(), idea, `${survey.id}: idea`);
    assert.equal(await widget.row(id).getByText(/^Waarom/).count(), reasons, `${survey.id}: reasons`);
  }
});
