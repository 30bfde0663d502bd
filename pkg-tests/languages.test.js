// Why: whoever fills it in must be spoken to in their own language, in plain words, rightly counted and from the right
// side; and a language that lacks a sentence, a plural form or what is filled in must not leave this house.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { NARROW, useBrowser } from "./support/browser.js";
import { collect, verify } from "./support/collector.js";
import { BIN, example, file, json } from "./support/places.js";
import { page as pageOf, serve } from "./support/site.js";
import { Widget, openWidget } from "./support/widget.js";

const inBrowser = useBrowser();
const place = (path) => new URL(`../${path}`, import.meta.url);
const LOCALES = "www/locales";
const LANGUAGES = readdirSync(place(LOCALES)).map((name) => name.replace(".json", ""));
/** The words of the widget, and those of the form without JavaScript, by language. */
const CATALOGUES = [LOCALES, "crates/mienskip-cli/words"].flatMap((folder) =>
  readdirSync(place(folder)).map((name) => {
    return { folder, language: name.replace(".json", ""), messages: json(place(`${folder}/${name}`)) };
  }),
);
const SURVEYS = readdirSync(place("www/surveys")).filter((name) => name.endsWith(".json"));
const welkom = example("welkom");

const forms = (language) => new Intl.PluralRules(language).resolvedOptions().pluralCategories;
const number = (language, options) =>
  new Intl.NumberFormat([language, "nl"], { numberingSystem: "latn", useGrouping: "min2", ...options });
const MONEY = { style: "currency", currency: "EUR", currencyDisplay: "narrowSymbol", maximumFractionDigits: 0 };
const filled = (text) => [...new Set(text.match(/\{\w+\}/g))].sort();

test("every language says everything, in the plural forms that it has and no others", () => {
  for (const { folder, language, messages } of CATALOGUES) {
    const { messages: model } = CATALOGUES.find((other) => other.folder === folder && other.language === "nl");
    assert.deepEqual(Object.keys(messages).sort(), Object.keys(model).sort(), `${folder}/${language}`);
    for (const [name, message] of Object.entries(messages)) {
      const at = `${folder}/${language}: ${name}`;
      assert.equal(typeof message, typeof model[name], at);
      if (typeof message === "object") assert.deepEqual(Object.keys(message).sort(), forms(language).sort(), at);
    }
  }
  assert.deepEqual(readdirSync(place("crates/mienskip-cli/words")), readdirSync(place(LOCALES)));
});

test("what is filled into a message is the same in every language", () => {
  for (const { folder, language, messages } of CATALOGUES) {
    const { messages: model } = CATALOGUES.find((other) => other.folder === folder && other.language === "nl");
    for (const [name, message] of Object.entries(messages)) {
      const at = `${folder}/${language}: ${name}`;
      if (typeof message === "string") assert.deepEqual(filled(message), filled(model[name]), at);
      for (const [form, text] of Object.entries(typeof message === "string" ? {} : message)) {
        // One or two of something need not be counted in figures.
        if (!/^(one|two)$/.test(form)) assert.deepEqual(filled(text), filled(model[name].other), `${at}, ${form}`);
      }
    }
  }
});

test("what a catalogue has of its own for numbers and money is what Intl has", () => {
  for (const { language, messages } of CATALOGUES.filter(({ folder }) => folder === LOCALES)) {
    const parts = number(language).formatToParts(-1234567.8);
    const part = (wanted) => parts.find(({ type }) => type === wanted).value;
    assert.deepEqual([messages.thousands, messages.decimal], [part("group"), part("decimal")], language);
    assert.equal(messages.EUR.replace("{n}", "1"), number(language, MONEY).format(1), language);
    assert.equal(messages.percent.replace("{n}", "1"), number(language, { style: "percent" }).format(0.01), language);
    assert.equal(messages.plural, language.split("-")[0]);
    assert.equal(messages.months.split(" ").filter(Boolean).length, 12, language);
  }
});

test("points are counted in the right plural form, whatever their number", async (t) => {
  const wanted = [...Array(1001).keys(), 1_001, 1_002, 1_011, 1_021, 2_000, 10_022, 99_999, 100_003, 1_000_000, 999_999_999];
  for (const { language, messages } of CATALOGUES.filter(({ folder }) => folder === LOCALES)) {
    const rules = new Intl.PluralRules(language);
    for (let from = 0; from < wanted.length; from += 299) {
      // The form says of each plan how much it may get: a survey is a list of numbers in words.
      const numbers = wanted.slice(from, from + 299);
      const survey = {
        format: "mienskip-survey/1",
        id: "numbers",
        version: "1",
        languages: [language],
        title: "T",
        question: "Q",
        points: { total: 1_000_000_000 },
        scenarios: [{ id: "rest", title: "T" }, ...numbers.map((max, at) => ({ id: `s${at}`, title: "T", max }))],
        values: [{ id: "v", title: "V" }, { id: "w", title: "W" }],
        relevance: Object.fromEntries([["rest", { v: 1 }], ...numbers.map((_, at) => [`s${at}`, { w: 1 }])]),
      };
      const html = execFileSync(BIN, ["form", await file(t, "survey.json", survey), "--lang", language], { encoding: "utf8" });
      const said = [...html.matchAll(/<p id="mienskip-numbers-limits-\d+">(.*)<\/p>/g)].map(([, sentence]) => sentence);
      const right = numbers.map((n) => {
        const amount = messages.points[rules.select(n)].replace("{n}", number(language).format(n));
        return messages["above-max"].replace("{amount}", amount);
      });
      assert.deepEqual(said, right, language);
    }
  }
});

/** Every text in a language that a resident may read: `[where, text]`. */
function texts(language) {
  const found = [];
  for (const { folder, language: of, messages } of CATALOGUES) {
    if (of !== language) continue;
    for (const [name, message] of Object.entries(messages)) {
      if (name === "months") continue;
      const all = typeof message === "string" ? [message] : Object.values(message);
      for (const text of all) found.push([`${folder}/${of}.json ${name}`, text]);
    }
  }
  const walk = (node, at) => {
    if (typeof node !== "object" || !node) return;
    for (const [name, part] of Object.entries(node)) {
      if (name === language && typeof part === "string") found.push([at, part]);
      else walk(part, `${at}/${name}`);
    }
  };
  for (const name of SURVEYS) walk(json(place(`www/surveys/${name}`)), `${name} `);
  assert.ok(found.length > 80, language);
  return found;
}

/** Sentences, the parts of a list and headings: what stands between two breaths. */
const sentences = (text) => text.split("\n").flatMap((line) => line.split(/(?<=[.!?…])\s+/));
const words = (sentence) => sentence.match(/[\p{L}\p{N}{][^\s]*/gu)?.length ?? 0;
/** A word or some words as such, not as a part of others nor as a name that is filled in. */
const whole = (word) => new RegExp(`(?<![\\p{L}{-])(${word})(?![\\p{L}])`, "iu");

const MOST_WORDS = 15;
const MEAN_WORDS = 10;
const list = (text) => text.trim().split(/\s*,\s*/);
const OFFICIALESE = {
  nl: list(`
    aangaande, alloceren, betreffende, bovengenoemde, bovenstaande, conform, derhalve, desbetreffende, desgewenst, dient te,
    dienen te, door middel van, eveneens, gaarne, geschieden, hetgeen, in het kader van, indien, indienen, inzake, jegens,
    met betrekking tot, middels, mits, nopens, omtrent, onderhavige, onderstaande, op grond van, prioriteren, reeds,
    scenario, scenario’s, ten aanzien van, ten behoeve van, teneinde, tevens, thans, trachten, vermits, voornoemde, voorts,
    wederom, zulks`),
  en: list(`
    accordingly, aforementioned, allocate, ascertain, by means of, commence, constitute, facilitate, for the purpose of,
    furthermore, hence, hereby, herein, hereinafter, herewith, implement, in accordance with, in order to, in respect of,
    leverage, notwithstanding, obtain, pertaining, prior to, prioritise, regarding, scenario, scenarios, shall, stakeholder,
    stakeholders, subsequent, terminate, therein, thereof, utilise, utilize, whereas, whilst, with regard to`),
};
OFFICIALESE["nl-x-informal"] = OFFICIALESE.nl;

for (const [language, avoided] of Object.entries(OFFICIALESE)) {
  test(`${language} is plain: short sentences, and no words that only officials use`, () => {
    const found = [];
    const lengths = [];
    for (const [at, text] of texts(language)) {
      for (const sentence of sentences(text)) {
        const length = words(sentence);
        if (length > MOST_WORDS) found.push(`${at}: ${length} words: ${sentence}`);
        if (/[.!?…]$/.test(sentence)) lengths.push(length);
      }
      for (const word of avoided) if (whole(word).test(text)) found.push(`${at}: “${word}”: ${text}`);
    }
    assert.deepEqual(found, []);
    const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
    assert.ok(mean <= MEAN_WORDS, `${mean} words in a sentence of ${language}`);
  });
}

test("u and je are never mixed", () => {
  const address = { nl: whole("je|jij|jou|jouw|jezelf|jullie"), "nl-x-informal": whole("u|uw|uzelf") };
  for (const [language, other] of Object.entries(address)) {
    const found = texts(language).filter(([, text]) => other.test(text));
    assert.deepEqual(found, [], language);
  }
  // The texts that go with both address nobody.
  const neutral = texts("nl").filter(([at]) => at.startsWith("welkom.json"));
  assert.ok(neutral.length > 20);
  for (const other of Object.values(address)) assert.deepEqual(neutral.filter(([, text]) => other.test(text)), []);
});

test("the form without JavaScript is there in every language, from the side where it is read", async (t) => {
  const survey = await file(t, "survey.json", welkom);
  for (const language of welkom.languages) {
    const html = execFileSync(BIN, ["form", survey, "--lang", language], { encoding: "utf8" });
    assert.match(html, new RegExp(`lang="${language}" dir="${language === "ar" ? "rtl" : "ltr"}"`));
    assert.ok(html.includes(json(place(`${LOCALES}/${language}.json`)).send), language);
  }
});

inBrowser("in Arabic, with digits of its own, it is filled in from right to left, sent and verified", async (t, open) => {
  const collector = await collect(t, welkom);
  const page = await open(`${collector.url}index.html`);
  await page.evaluate(() => {
    document.documentElement.lang = "ar";
    const element = document.querySelector("mienskip-survey");
    element.setAttribute("lang", "ar");
  });
  const widget = await new Widget(page, welkom, "ar").ready();
  await widget.heading(welkom.title.ar);
  await widget.give({ trees: "٤٠", market: "۳۰", play: "２０" });
  await widget.more("water").click();
  await widget.stands(widget.say("left-of", { left: "5", total: widget.amount(100) }));
  await widget.row("trees").hover();
  await widget.rest("water").click();
  await widget.stands(widget.say("all-divided", { total: widget.amount(100) }));
  assert.deepEqual(await widget.points(), { trees: "40", market: "30", play: "20", water: "10" }, "shown in digits of one script");
  const [reply] = await Promise.all([page.waitForResponse((reply) => reply.request().method() === "POST"), widget.send.click()]);
  assert.equal(reply.status(), 201);
  await widget.heading(widget.say("sent"));
  const [answer] = await collector.answers();
  assert.deepEqual([answer.language, answer.points], ["ar", { trees: 40, market: 30, play: 20, water: 10 }]);
  assert.equal((await verify(t, welkom, await collector.stored())).status, 0);
});

/** Where something is drawn. */
const box = (locator) => locator.evaluate((element) => {
  const { left, right } = element.getBoundingClientRect();
  return { left, right };
});

for (const [language, around] of [["ar", "ltr"], ["ar", "rtl"], ["en", "rtl"], ["en", "ltr"]]) {
  inBrowser(`${language} on a page that is ${around}: all of it begins where the language begins`, async (t, open) => {
    const site = await serve(t, {
      "GET /survey.json": { ...welkom, order: "fixed" },
      "GET /test.html": pageOf(`<div dir="${around}"><mienskip-survey src="/survey.json" lang="${language}"></mienskip-survey></div>`),
    });
    const widget = await new Widget(await open(`${site.url}test.html`), welkom, language).ready();
    await widget.give({ trees: 60, water: 40 });
    /** The first is where reading begins. */
    const inOrder = async (...locators) => {
      const boxes = [];
      for (const locator of locators) boxes.push(await box(locator));
      if (language === "ar") boxes.reverse();
      for (const [at, { left }] of boxes.slice(1).entries()) assert.ok(boxes[at].right <= left + 1, JSON.stringify(boxes));
    };
    await inOrder(widget.less("trees"), widget.field("trees"), widget.more("trees"));
    await inOrder(widget.element.locator("#left-0"), widget.element.locator("#picture-0"));
    // The first scenario is drawn before the last, what is more after the middle, and what is less before it.
    await inOrder(widget.element.locator("#dots-0"), widget.element.locator("#dots-3"));
    const bar = (kind) => widget.element.locator(`.bars rect.${kind}`).first();
    await inOrder(bar("less"), bar("more"));
  });
}

inBrowser("with je, a survey that is in Dutch is spoken around with je", async (t, open) => {
  const widget = await openWidget(open, await serve(t), welkom, { language: "nl-x-informal" });
  await widget.heading(welkom.title.nl);
  assert.equal(await widget.send.evaluate((button) => button.closest("[lang]").lang), "nl", "the language of the texts");
  await widget.give({ trees: 100 });
  await widget.element.getByText(widget.messages["profile-ok"].split("{")[0]).waitFor();
  assert.equal((await widget.response()).language, "nl");
});

for (const [wanted, offered, shown, ours] of [
  ["nl", ["nl-x-informal"], "nl-x-informal", "nl-x-informal"],
  ["nl-BE", ["en", "nl"], "nl", "nl"],
  ["nl-x-informal", ["nl", "nl-x-informal"], "nl-x-informal", "nl-x-informal"],
  ["NL-X-Informal", ["en", "nl"], "nl", "nl-x-informal"],
  ["nl-x-informal", ["en"], "en", "en"],
  ["ar-MA", ["nl", "ar"], "ar", "ar"],
  ["de", ["en", "nl"], "nl", "nl"],
  ["de", ["de"], "de", "nl"],
  ["pl", ["de", "tr"], "tr", "tr"],
]) {
  inBrowser(`a page in ${wanted}, a survey in ${offered.join(" and ")}: its texts in ${shown}, ours in ${ours}`, async (t, open) => {
    const survey = { ...welkom, languages: offered };
    const rename = (node) => {
      if (typeof node !== "object" || !node) return node;
      if (Array.isArray(node)) return node.map(rename);
      if (node.nl) return Object.fromEntries(offered.map((tag) => [tag, `${tag}: ${node.nl}`]));
      return Object.fromEntries(Object.entries(node).map(([name, part]) => [name, rename(part)]));
    };
    const site = await serve(t, {
      "GET /survey.json": { ...rename(survey), languages: offered },
      "GET /test.html": pageOf('<mienskip-survey src="/survey.json"></mienskip-survey>', { lang: wanted }),
    });
    const page = await open(`${site.url}test.html`);
    const widget = await new Widget(page, survey, ours).ready();
    await widget.heading(`${shown}: ${welkom.title.nl}`);
    const [[name, { language }]] = await widget.events();
    assert.deepEqual([name, language], ["ready", shown]);
    // Only what is shown is fetched, and perhaps what the page was in.
    const fetched = LANGUAGES.filter((tag) => site.requests(`GET /mienskip/locales/${tag}.json`).length > 0);
    assert.ok(fetched.includes(ours) && fetched.length <= 2, fetched.join(" "));
  });
}

inBrowser("money is written as the language writes it, in currencies that no catalogue knows as well", async (t, open) => {
  const site = await serve(t);
  for (const [language, currency, sign] of [
    ["nl", "EUR", "€"],
    ["nl-x-informal", "EUR", "€"],
    ["fy", "EUR", "€"],
    ["en", "EUR", "€"],
    ["ar", "EUR", "€"],
    ["pl", "PLN", "zł"],
    ["tr", "TRY", "₺"],
    ["uk", "UAH", "₴"],
    ["en", "GBP", "£"],
    ["nl", "USD", "$"],
  ]) {
    const survey = { ...welkom, points: { total: 1_000_000, step: 500, unit: { currency } } };
    // A browser in another language than any of these, or it would show what it takes for its own.
    const widget = await openWidget(open, site, survey, { language, locale: "de-CH" });
    assert.ok(widget.amount(1).includes(sign), widget.amount(1));
    await widget.stands(widget.say("left-of", { left: widget.amount(1_000_000), total: widget.amount(1_000_000) }));
    await widget.give({ trees: `${sign} 1500`, market: widget.amount(250_000) });
    const { trees, market } = await widget.points();
    const written = (n) => number(language).format(n);
    assert.deepEqual([trees, market], [written(1500), written(250_000)], `${language} ${currency}`);
  }
});

for (const language of LANGUAGES) {
  inBrowser(`the demo page in ${language} fits a small phone, says that it is an illustration, and is all in one language`, async (t, open) => {
    const { url } = await serve(t);
    const page = await open(`${url}welkom.html?lang=${language}`, { viewport: NARROW });
    const widget = await new Widget(page, welkom, language).ready();
    await widget.heading(widget.words(welkom.title));
    assert.equal(await page.evaluate(() => document.documentElement.dir), language === "ar" ? "rtl" : "ltr");
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= NARROW.width);
    const said = page.getByRole("banner").getByRole("paragraph");
    assert.deepEqual(await said.evaluateAll((list) => list.map(({ lang }) => lang)), [language]);
    assert.equal(await page.title(), widget.words(welkom.title));
    const current = await page.locator("nav [aria-current=true]").evaluateAll((links) => links.map((link) => link.hreflang));
    assert.deepEqual(current, [language]);
  });
}
