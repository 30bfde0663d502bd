// Why: the whole way, from what it is about to a sent answer, is the resident's own: in steps or on one page, over a
// few plans or many, with a look at what a move would do and at what was filled in; and nothing on it stops anyone.

import assert from "node:assert/strict";
import { useBrowser } from "./support/browser.js";
import { example } from "./support/places.js";
import { serve } from "./support/site.js";
import { hasFocus, openWidget, reach } from "./support/widget.js";

const inBrowser = useBrowser();
const energie = example("energie", { order: "fixed" });

/** A survey with this many plans, `plan-0` and so on, of which each third is about water. */
function many(count) {
  const { title, question, followUp } = energie;
  const ids = Array.from({ length: count }, (_, at) => `plan-${at}`);
  return {
    format: "mienskip-survey/1", id: "many", version: "1", languages: ["nl"], order: "fixed",
    title: title.nl, question: question.nl, followUp: followUp.nl, points: { total: 100, button: 5 },
    scenarios: ids.map((id, at) => ({ id, title: `Plan nummer ${at}`, summary: at % 3 ? "Over wegen." : "Over Water." })),
    values: [{ id: "nature", title: "Natuur" }, { id: "money", title: "Geld" }],
    relevance: Object.fromEntries(ids.map((id, at) => [id, at % 3 ? { money: 2 } : { nature: 3 }])),
    motivations: "optional",
  };
}

const rows = (widget) => widget.element.locator("[part=scenario]:visible h3").allTextContents();

inBrowser("a plan unfolds into its picture, told in words as well, and what speaks for and against it", async (t, open) => {
  const widget = await openWidget(open, await serve(t), energie);
  const [{ id, image, pros, cons, effects }] = energie.scenarios;
  const row = widget.row(id);
  const picture = row.getByRole("img", { name: image.alt.nl, exact: true });
  assert.equal(await picture.count(), 0, "at first only what it is called, and a summary");
  await row.getByText(widget.say("read-on")).click();
  await picture.waitFor();
  await widget.page.waitForFunction(() => {
    const picture = document.querySelector("mienskip-survey").shadowRoot.querySelector("details[open] img");
    return picture?.complete && picture.naturalWidth > 0;
  });
  const [around, within] = [await row.boundingBox(), await picture.boundingBox()];
  assert.ok(within.x >= around.x && within.x + within.width <= around.x + around.width, "within the row");
  for (const text of [...pros, ...cons, ...effects.flatMap(({ label, text }) => [label, text])]) {
    assert.ok(await row.getByText(text.nl, { exact: true }).isVisible(), text.nl);
  }
});

inBrowser("in steps the keyboard alone leads from what it is about to the receipt, and back without loss", async (t, open) => {
  const widget = await openWidget(open, await serve(t), energie, { attributes: "steps" });
  const { page, element } = widget;
  const next = widget.button("next");
  const progress = (n) => element.getByText(widget.say("step", { n, of: 4, title: widget.say(`step-${n}`) }), { exact: true });
  const go = async (button, n) => {
    await reach(button);
    await page.keyboard.press("Enter");
    assert.ok(await hasFocus(progress(n)), `step ${n} has the focus`);
  };

  await progress(1).waitFor();
  assert.ok(await element.getByText("Hieronder staan zes plannen.", { exact: false }).isVisible());
  assert.ok(!(await widget.field("lead").isVisible()));
  assert.ok(!(await widget.send.isVisible()));
  assert.ok(!(await widget.button("previous").isVisible()));
  await go(next, 2);
  await reach(widget.field("lead"));
  await page.keyboard.type("60");
  await reach(widget.field("residents"));
  await page.keyboard.type("40");
  await go(next, 3);
  assert.ok(!(await widget.field("lead").isVisible()));
  await go(widget.button("previous"), 2);
  assert.equal(await widget.field("lead").inputValue(), "60");
  await go(next, 3);
  await go(next, 4);
  assert.ok(!(await next.isVisible()));
  const line = element.getByRole("link", { name: "De gemeente neemt de leiding – 60 punten" });
  await reach(line);
  await page.keyboard.press("Enter");
  assert.ok(await hasFocus(widget.field("lead")), "a line of what was filled in leads to its field, in another step");
  await go(next, 3);
  await go(next, 4);
  await reach(widget.send);
  await page.keyboard.press("Enter");
  await widget.heading(widget.say("ready"));
});

inBrowser("in steps what is missing is named in the last one, and its link leads to the step it is in", async (t, open) => {
  const questions = [{ id: "age", kind: "number", title: "Hoe oud bent u?", required: true }];
  const survey = { ...energie, languages: ["nl"], questions };
  const only = JSON.parse(JSON.stringify(survey), (_, value) => value?.nl ?? value);
  const widget = await openWidget(open, await serve(t), only, { attributes: "steps" });
  for (let n = 1; n < 4; n++) await widget.button("next").click();
  await widget.send.click();
  await widget.heading(widget.say("needed"));
  await widget.element.getByRole("link", { name: "Hoe oud bent u? Geef een antwoord." }).click();
  const field = widget.element.getByRole("textbox", { name: "Hoe oud bent u?" });
  assert.ok(await hasFocus(field));
  assert.ok(await field.isVisible());
});

inBrowser("a survey without questions has a step less", async (t, open) => {
  const { questions, ...survey } = energie;
  const widget = await openWidget(open, await serve(t), survey, { attributes: "steps" });
  const step = (n, name) => widget.element.getByText(widget.say("step", { n, of: 3, title: widget.say(name) }), { exact: true });
  await widget.button("next").click();
  await step(2, "step-2").waitFor();
  await widget.button("next").click();
  await step(3, "step-4").waitFor();
  await widget.button("previous").click();
  await step(2, "step-2").waitFor();
});

inBrowser("of many plans one chooses first; then only those are in view, and only those share the rest", async (t, open) => {
  const widget = await openWidget(open, await serve(t), many(80));
  const { element } = widget;
  const choice = (at) => element.getByRole("checkbox", { name: `Dit kies ik Plan nummer ${at}`, exact: true });
  assert.equal((await rows(widget)).length, 80);
  assert.ok(!(await widget.field("plan-3").isVisible()), "nothing is divided yet");
  await choice(3).check();
  await choice(40).check();
  await element.getByText("U koos 2 plannen", { exact: true }).waitFor();
  await widget.button("divide").click();
  assert.deepEqual(await rows(widget), ["Plan nummer 3", "Plan nummer 40"]);
  await widget.give({ "plan-3": 30 });
  await widget.spread.click();
  assert.deepEqual([await widget.field("plan-3").inputValue(), await widget.field("plan-40").inputValue()], ["65", "35"]);
  await widget.stands("Alle 100 punten verdeeld");
  await widget.button("choose-more").click();
  await choice(3).uncheck();
  await choice(7).check();
  await widget.button("divide").click();
  assert.deepEqual((await widget.response()).points["plan-3"], 65, "what has points keeps them");
  assert.deepEqual(await rows(widget), ["Plan nummer 7", "Plan nummer 40"]);
  await widget.send.click();
  await widget.heading(widget.say("ready"));
});

inBrowser("many plans are found by a word, in any letters; what was chosen stays chosen", async (t, open) => {
  const widget = await openWidget(open, await serve(t), many(20));
  const search = widget.element.getByRole("searchbox", { name: widget.say("search") });
  await widget.element.getByRole("checkbox", { name: "Dit kies ik Plan nummer 1", exact: true }).check();
  await search.fill("wAtEr");
  assert.deepEqual(await rows(widget), [0, 3, 6, 9, 12, 15, 18].map((at) => `Plan nummer ${at}`));
  await widget.element.getByRole("status").getByText("7 plannen gevonden").waitFor({ state: "attached" });
  await widget.element.getByRole("checkbox", { name: "Dit kies ik Plan nummer 6", exact: true }).check();
  assert.equal((await rows(widget)).length, 7, "choosing does not end the search");
  await search.fill("");
  assert.equal((await rows(widget)).length, 20);
  await widget.button("divide").click();
  assert.deepEqual(await rows(widget), ["Plan nummer 1", "Plan nummer 6"]);
});

inBrowser("a plan that an error speaks of comes into view also while one chooses", async (t, open) => {
  const widget = await openWidget(open, await serve(t), many(20));
  await widget.send.click();
  await widget.element.getByRole("link", { name: "Verdeel nog 100 punten." }).click();
  assert.ok(await hasFocus(widget.field("plan-0")));
  assert.ok(await widget.field("plan-0").isVisible());
});

inBrowser("a text that seems to say who wrote it gets a hint once it is left, and may be sent as it is", async (t, open) => {
  const widget = await openWidget(open, await serve(t), energie);
  await widget.give({ lead: 100 });
  await widget.why("lead");
  const motivation = widget.motivation("lead");
  const hint = (name) => widget.row("lead").getByText(widget.say(name), { exact: true });
  await hint("privacy-hint").waitFor();
  await motivation.fill("Bel mij: 06-12345678");
  assert.ok(await hint("privacy-hint").isVisible(), "not while it is being written");
  await motivation.blur();
  await hint("seems-phone").waitFor();
  await widget.status.getByText(widget.say("seems-phone")).waitFor({ state: "attached" });
  assert.equal(await motivation.getAttribute("aria-describedby"), await hint("seems-phone").getAttribute("id"));
  await motivation.fill("Bel mij niet.");
  await motivation.blur();
  await hint("privacy-hint").waitFor();
  await motivation.fill("Ik heet Jelle");
  await motivation.blur();
  await hint("seems-name").waitFor();
  await widget.send.click();
  await widget.heading(widget.say("ready"));
});

inBrowser("what was filled in can be looked over, keeps up with changes, and leads back to each field", async (t, open) => {
  const widget = await openWidget(open, await serve(t), energie);
  const looked = widget.element.locator("#looked-0");
  const lines = () => looked.locator("h3, p").allTextContents();
  await widget.give({ lead: 70, storage: 30 });
  await widget.element.getByText(widget.say("look-over"), { exact: true }).click();
  await looked.getByRole("link").first().waitFor();
  assert.deepEqual(await lines(), ["De gemeente neemt de leiding – 70 punten", "Inzetten op opslag – 30 punten"]);
  await widget.why("lead");
  await widget.reason("lead", "leadership").check();
  await widget.motivation("lead").fill("Eén loket.");
  const [question] = energie.questions;
  await widget.element.getByLabel(widget.words(question.title)).selectOption({ index: 2 });
  await widget.element.getByLabel(widget.say("idea"), { exact: false }).fill("Een dorpsaccu");
  assert.deepEqual(await lines(), [
    "De gemeente neemt de leiding – 70 punten",
    `– ${widget.value("leadership")}`,
    "Eén loket.",
    "Inzetten op opslag – 30 punten",
    widget.words(question.title),
    widget.words(question.options[1].title),
    widget.say("idea"),
    "Een dorpsaccu",
  ]);
  await widget.element.getByLabel(widget.say("idea"), { exact: false }).fill("");
  assert.ok(!(await lines()).includes(widget.say("idea")), "what was taken away again is not part of it");
  await looked.getByRole("link", { name: "Inzetten op opslag – 30 punten" }).click();
  assert.ok(await hasFocus(widget.field("storage")));
});

inBrowser("what a move would do is said without doing it, and is what it does", async (t, open) => {
  const widget = await openWidget(open, await serve(t), energie);
  await widget.give({ lead: 60, storage: 40 });
  const bar = widget.element.locator("#value-0");
  await bar.locator("summary").click();
  const text = await bar.locator(".what-if").textContent();
  const [, from, to, figure] = text.match(/^Verplaatst u 5 punten van (.+) naar (.+)\? Dan wordt dit ([+−]?\d+)\.$/);
  const id = (title) => energie.scenarios.find((scenario) => scenario.title.nl === title).id;
  await widget.stands("Alle 100 punten verdeeld");
  assert.deepEqual([await widget.field("lead").inputValue(), await widget.field("storage").inputValue()], ["60", "40"]);
  await widget.less(id(from)).click();
  await widget.more(id(to)).click();
  assert.equal(await bar.locator("b").textContent(), figure);
});

inBrowser("how others divided is shown once the answer has arrived, not before, and only if the survey carries it", async (t, open) => {
  const others = { answers: 1376, points: { lead: 22, residents: 31, market: 9, "large-scale": 11, storage: 18, supplier: 9 } };
  const widget = await openWidget(open, await serve(t), { ...energie, others });
  const title = widget.element.getByRole("heading", { name: widget.say("others-title") });
  await widget.give({ lead: 60, storage: 40 });
  assert.equal(await title.count(), 0);
  await widget.send.click();
  await title.waitFor();
  await widget.element.getByText("Het gemiddelde van 1376 antwoorden tot nu toe").waitFor();
  const lines = await widget.element.locator("#others-0 li").allTextContents();
  assert.deepEqual(lines.slice(0, 2), [
    "De gemeente neemt de leiding: u 60 punten, anderen 22 punten",
    "Inwoners doen het zelf: u 0 punten, anderen 31 punten",
  ]);
});
