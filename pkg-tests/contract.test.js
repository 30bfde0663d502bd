// Why: what the manifest lists is what pages, style sheets and editors are written against. Each thing in it must be
// true in a browser, and nothing may be there that it does not list.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import Ajv from "ajv";
import { TYPES, contract, read, shapesOf } from "../api/contract.js";
import { withTables } from "../api/tables.js";
import { useBrowser } from "./support/browser.js";
import { NPM, example, json } from "./support/places.js";
import { page as pageOf, serve } from "./support/site.js";
import { Widget } from "./support/widget.js";

const manifest = json(join(NPM, "custom-elements.json"));
const [module] = manifest.modules;
const [element] = module.declarations;
const names = (list) => list.map(({ name }) => name);

const inBrowser = useBrowser();
const energie = example("energie", { order: "fixed" });
const complaints = /Failed to load resource|<mienskip-survey>: /;
const stored = { status: 201, body: "{}" };

/** Opens a page with this tag, between what may be before and after it, and gives its widget. */
async function openTag(t, open, attributes = "", { before = "", after = "", routes = {} } = {}) {
  const tag = `<mienskip-survey src="/survey.json" ${attributes}><p>Bel de gemeente.</p></mienskip-survey>`;
  const site = await serve(t, { "GET /survey.json": energie, "GET /test.html": pageOf(before + tag + after), ...routes });
  const widget = new Widget(await open(`${site.url}test.html`), energie);
  return { site, widget, page: widget.page };
}

/** The same with the survey in view, and all points divided. */
async function filledIn(t, open, attributes, around) {
  const opened = await openTag(t, open, attributes, around);
  await opened.widget.ready();
  await opened.widget.give({ lead: 60, storage: 40 });
  await opened.widget.stands("Alle 100 punten verdeeld");
  return opened;
}

test("the manifest has the form that tools read, and speaks of files that are there", () => {
  const require = createRequire(import.meta.url);
  const schema = json(require.resolve("custom-elements-manifest/schema.json"));
  const fits = new Ajv({ strict: false }).compile(schema);
  assert.ok(fits(manifest), JSON.stringify(fits.errors));
  const { customElements, exports } = json(join(NPM, "package.json"));
  for (const file of [customElements, exports["./custom-elements.json"], manifest.readme, module.path]) {
    assert.ok(existsSync(join(NPM, file)), file);
  }
});

inBrowser("the tag is defined, and the class is exported, as the manifest says", async (t, open) => {
  const { widget, page } = await openTag(t, open);
  await widget.ready();
  for (const { kind, name, declaration } of module.exports) {
    const same = await page.evaluate(
      async ([path, kind, name, declared]) => {
        const exported = await import(path);
        return (kind === "js" ? exported[name] : customElements.get(name)) === exported[declared] && name !== undefined;
      },
      [`/mienskip/${module.path}`, kind, name, declaration.name],
    );
    assert.ok(same, `${kind} ${name}`);
  }
});

/** What each attribute does; a new one needs a line here. */
const ATTRIBUTES = {
  src: async (t, open) => {
    const { widget } = await openTag(t, open);
    await widget.heading(energie.title.nl);
  },
  lang: async (t, open) => {
    const { page } = await openTag(t, open, 'lang="en"');
    await new Widget(page, energie, "en").ready();
  },
  endpoint: async (t, open) => {
    const { widget, site } = await filledIn(t, open, 'endpoint="/here"', { routes: { "POST /here": stored } });
    await widget.send.click();
    await widget.heading("Dank u wel. Uw antwoord is ontvangen.");
    assert.equal(site.bodies("POST /here").length, 1);
  },
  "endpoint-format": async (t, open) => {
    const { widget, site } = await filledIn(t, open, 'endpoint="/here" endpoint-format="wrap:payload"', { routes: { "POST /here": stored } });
    await widget.send.click();
    await widget.heading("Dank u wel. Uw antwoord is ontvangen.");
    assert.deepEqual(Object.keys(JSON.parse(site.bodies("POST /here")[0])), ["payload"]);
  },
  "endpoint-source": async (t, open) => {
    const attributes = 'endpoint="/here" endpoint-format="cloudevents" endpoint-source="urn:nld:oin:1"';
    const { widget, site } = await filledIn(t, open, attributes, { routes: { "POST /here": stored } });
    await widget.send.click();
    await widget.heading("Dank u wel. Uw antwoord is ontvangen.");
    assert.equal(JSON.parse(site.bodies("POST /here")[0]).source, "urn:nld:oin:1");
  },
  steps: async (t, open) => {
    const { widget } = await openTag(t, open, "steps");
    await widget.ready();
    assert.ok(await widget.button("next").isVisible());
    assert.equal(await widget.send.isVisible(), false, "that is in the last step");
  },
  source: async (t, open) => {
    const { widget } = await filledIn(t, open, 'source="letter"');
    assert.equal((await widget.response()).source, "letter");
  },
  slider: async (t, open) => {
    const { widget } = await filledIn(t, open, "slider");
    assert.equal(await widget.element.getByRole("slider").count(), energie.scenarios.length);
  },
  name: async (t, open) => {
    const { widget, page } = await filledIn(t, open, 'name="answer"', { before: "<form>", after: "</form>" });
    const posted = await page.evaluate(() => new FormData(document.querySelector("form")).get("answer"));
    assert.deepEqual(JSON.parse(posted), await widget.response());
  },
  "mirror-to": async (t, open) => {
    const after = '<form><input type="hidden" id="copy" name="copy"></form>';
    const { widget, page } = await filledIn(t, open, 'mirror-to="#copy"', { after });
    assert.deepEqual(JSON.parse(await page.locator("#copy").inputValue()), await widget.response());
  },
  "data-engine": async (t, open) => {
    const { widget } = await openTag(t, open);
    await widget.ready();
    const said = await widget.element.getAttribute("data-engine");
    const { type } = element.attributes.find(({ name }) => name === "data-engine");
    assert.ok(type.text.split(" | ").includes(JSON.stringify(said)), `${said}`);
  },
};

for (const name of names(element.attributes)) {
  inBrowser(`the attribute \`${name}\` does what it is for`, async (t, open) => {
    assert.ok(ATTRIBUTES[name], `say in ATTRIBUTES how ${name} can be told`);
    await ATTRIBUTES[name](t, open);
  });
}

inBrowser("no attribute is observed, and no property or method is public, that is not listed", async (t, open) => {
  const { widget } = await openTag(t, open);
  await widget.ready();
  const [observed, members, added] = await widget.element.evaluate((element) => {
    const { constructor } = element;
    return [constructor.observedAttributes, Object.getOwnPropertyNames(constructor.prototype), element.getAttributeNames()];
  });
  const listed = names(element.attributes);
  assert.deepEqual(observed.filter((name) => !listed.includes(name)), []);
  assert.deepEqual(added.filter((name) => !listed.includes(name)), []);
  // Those that the browser calls.
  const own = members.filter((name) => !/^constructor$|^handleEvent$|Callback$/.test(name));
  assert.deepEqual(own.filter((name) => !names(element.members).includes(name)), []);
});

for (const { kind, name, readonly, type, return: returned } of element.members) {
  inBrowser(`the ${kind} \`${name}\` is there${readonly ? ", and read only" : ""}`, async (t, open) => {
    const { widget } = await openTag(t, open, 'id="survey"', { before: "<label for=survey>Energie</label><form>", after: "</form>" });
    await widget.ready();
    const found = await widget.element.evaluate((element, name) => {
      let place = element;
      while (place && !Object.hasOwn(place, name)) place = Object.getPrototypeOf(place);
      const value = element[name];
      const { set } = (place && Object.getOwnPropertyDescriptor(place, name)) ?? {};
      return {
        there: name in element,
        settable: !!set,
        kind: Object.prototype.toString.call(value).slice(8, -1),
        gives: typeof value === "function" ? typeof element[name]() : undefined,
      };
    }, name);
    assert.ok(found.there);
    if (kind === "method") return assert.equal(found.gives, returned.type.text);
    assert.equal(found.settable, !readonly);
    const kinds = type.text.split(" | ").map((one) => ({ null: "Null", undefined: "Undefined", object: "Object" })[one] ?? one);
    assert.ok(kinds.includes(found.kind === "Object" && kinds.includes("Response") ? "Response" : found.kind), `${found.kind}: ${type.text}`);
  });
}

inBrowser("every property that can be set counts when it was set before the script was there", async (t, open) => {
  const settable = element.members.filter(({ kind, readonly }) => kind === "field" && !readonly);
  const before = `const element = document.querySelector("mienskip-survey");
    for (const name of ${JSON.stringify(names(settable))}) element[name] = ${JSON.stringify(energie)};`;
  const site = await serve(t, {
    "GET /before.js": before,
    "GET /test.html": pageOf('<mienskip-survey></mienskip-survey><script src="/before.js"></script>'),
  });
  const widget = await new Widget(await open(`${site.url}test.html`), energie).ready();
  for (const { name } of settable) {
    const [own, same] = await widget.element.evaluate(
      (element, [name, survey]) => [Object.hasOwn(element, name), JSON.stringify(element[name]) === survey],
      [name, JSON.stringify(energie)],
    );
    assert.deepEqual([own, same], [false, true], name);
  }
});

/** Remembers every listed event: its name, the fields of its detail, and how it travels. */
const LISTEN = `globalThis.carried = [];
for (const name of ${JSON.stringify(names(element.events))}) {
  addEventListener(name, ({ detail, bubbles, composed, cancelable }) => {
    carried.push({ name, fields: Object.keys(detail), bubbles, composed, cancelable });
  });
}`;

inBrowser(
  "every event can be heard, with a detail of the fields it is listed with",
  async (t, open) => {
    const around = { before: '<script src="/listen.js"></script>', routes: { "GET /listen.js": LISTEN } };
    const carried = [];
    const keep = async (page) => carried.push(...(await page.evaluate(() => globalThis.carried)));

    let answer = { status: 400, body: "{}" };
    const routes = { ...around.routes, "POST /responses": () => answer };
    const { widget, page } = await filledIn(t, open, 'endpoint="/responses"', { ...around, routes });
    await widget.send.click();
    await widget.heading("Uw antwoord is niet aangenomen");
    answer = stored;
    await widget.send.click();
    await widget.heading("Dank u wel. Uw antwoord is ontvangen.");
    await keep(page);

    const broken = await openTag(t, open, "", { ...around, routes: { ...around.routes, "GET /survey.json": { titel: 1 } } });
    await broken.page.waitForFunction(() => globalThis.carried.length > 0);
    await keep(broken.page);

    assert.ok(carried.every(({ bubbles, composed }) => bubbles && composed));
    assert.deepEqual([...new Set(carried.filter(({ cancelable }) => cancelable).map(({ name }) => name))], ["mienskip-submit"]);
    const sorted = (fields) => [...fields].sort().join(" ");
    const heard = (name) => new Set(carried.filter((event) => event.name === name).map(({ fields }) => sorted(fields)));
    for (const { name, type } of element.events) {
      const listed = shapesOf(type.text).map(sorted);
      assert.ok(listed.length > 0, name);
      assert.deepEqual([...heard(name)].sort(), listed.sort(), name);
    }
  },
  { complaints },
);

inBrowser("the parts are those that are listed, and each can be styled", async (t, open) => {
  const style = names(element.cssParts).map((name) => `mienskip-survey::part(${name}) { outline: 7px solid }`).join("\n");
  const { widget } = await openTag(t, open, "", {
    before: '<link rel="stylesheet" href="/parts.css">',
    routes: { "GET /parts.css": style },
  });
  await widget.ready();
  const found = await widget.element.evaluate((element) =>
    [...element.shadowRoot.querySelectorAll("[part]")].map((part) => [[...part.part], getComputedStyle(part).outlineWidth]),
  );
  assert.deepEqual([...new Set(found.flatMap(([parts]) => parts))].sort(), names(element.cssParts).sort());
  assert.ok(found.every(([, width]) => width === "7px"));
});

/** What leads to each state, in every way there is; a new one needs a line here. */
const STATES = {
  ready: async (t, open) => {
    const { widget } = await openTag(t, open);
    return [await widget.ready()];
  },
  complete: async (t, open) => [(await filledIn(t, open)).widget],
  sent: async (t, open) => {
    const { widget } = await filledIn(t, open);
    await widget.send.click();
    await widget.heading("Dank u wel. Uw antwoord is klaar.");
    return [widget];
  },
  failed: async (t, open) => {
    const { widget } = await filledIn(t, open, 'endpoint="/responses"', { routes: { "POST /responses": () => null } });
    await widget.send.click();
    await widget.heading("Uw antwoord is nog niet aangekomen");
    const broken = await openTag(t, open, "", { routes: { "GET /survey.json": { titel: 1 } } });
    await broken.page.getByRole("alert").waitFor();
    return [widget, broken.widget];
  },
};

for (const name of names(element.cssStates)) {
  inBrowser(
    `the state \`${name}\` is there when it is reached, and not before`,
    async (t, open) => {
      assert.ok(STATES[name], `say in STATES what leads to ${name}`);
      const isIn = (widget) => widget.element.evaluate((element, name) => element.matches(`:state(${name})`), name);
      const before = await openTag(t, open, "", { routes: { "GET /survey.json": () => new Promise(() => {}) } });
      assert.equal(await isIn(before.widget), false);
      for (const widget of await STATES[name](t, open)) assert.equal(await isIn(widget), true);
    },
    { complaints },
  );
}

inBrowser("the default slot is what people see when the survey cannot be shown, and only then", async (t, open) => {
  assert.deepEqual(names(element.slots), [""]);
  const { widget, page } = await openTag(t, open);
  await widget.ready();
  assert.equal(await page.getByText("Bel de gemeente.").isVisible(), false);
  const broken = await openTag(t, open, "", { routes: { "GET /survey.json": { titel: 1 } } });
  await broken.page.getByRole("alert").waitFor();
  assert.ok(await broken.page.getByText("Bel de gemeente.").isVisible());
}, { complaints });

/** What a custom property may change. */
const LOOKED = [
  ...["color", "backgroundColor", "borderColor", "outlineColor", "boxShadow", "stroke"],
  ...["fontFamily", "fontWeight", "borderWidth", "borderRadius", "minHeight"],
];

inBrowser("every custom property changes how something looks, and a token of the house style does where it is not set", async (t, open) => {
  // As many plans as there are colours for them.
  const survey = example("energie");
  for (const id of ["seventh", "eighth"]) {
    survey.scenarios.push({ id, title: id });
    survey.relevance[id] = { [survey.values[0].id]: 1 };
  }
  const { widget } = await openTag(t, open, "", { routes: { "GET /survey.json": survey } });
  await widget.ready();
  // Some of them are about what has the focus.
  await widget.page.keyboard.press("Tab");
  const { customProperties } = contract();
  assert.deepEqual(names(customProperties), names(element.cssProperties));
  for (const { name, tokens } of customProperties) {
    for (const property of [name, ...tokens]) {
      if (property.includes("hover")) await widget.send.hover();
      const changed = await widget.element.evaluate((element, [property, looked]) => {
        // One of each kind is enough, and the one that has the focus.
        const all = [element, ...element.shadowRoot.querySelectorAll("*"), element.shadowRoot.activeElement];
        const kinds = new Map(all.map((one) => [`${one.localName} ${one.getAttribute("class")}`, one]));
        const looks = () =>
          [...kinds.values()].map((one) => {
            const style = getComputedStyle(one);
            return looked.map((name) => style[name]).join();
          });
        const before = looks();
        const [, value] = [
          [/family/, "monospace"],
          [/weight$/, "300"],
          [/(width|radius|size)$/, "99px"],
          [/(?:)/, "rgb(1, 2, 3)"],
        ].find(([kind]) => kind.test(property));
        element.style.setProperty(property, value);
        const after = looks();
        element.style.removeProperty(property);
        return after.filter((look, at) => look !== before[at]).length;
      }, [property, LOOKED]);
      assert.ok(changed > 0, property);
    }
  }
});

test("what is not said is not passed over: a member, a part or a custom property without a word stops the build", () => {
  const types = read(TYPES);
  const without = types.replace(/\/\*\* The form around the element\. \*\/\s*/, "");
  assert.throws(() => contract(without), /form has no comment/);
  const untold = types.replace("@csspart bar - The bar", "@csspart bar: the bar");
  assert.throws(() => contract(untold), /write `@csspart bar: the bar.*as `@csspart name - What it is\.`/s);
  assert.throws(() => contract(types, ":host { --a: var(--mienskip-a, red); }"), /--mienskip-a has no comment/);
  const nested = ":host { /* A. */ --a: var(--mienskip-a, red); } p { color: var(--other, var(--mienskip-b)); }";
  assert.throws(() => contract(types, nested), /--mienskip-b is not read as/);
});

test("a table of the readme is written anew between its marks, and one without a place is missed", () => {
  const element = contract();
  const page = withTables(read("README.md"), element);
  assert.equal(withTables(page, element), page);
  const renamed = { ...element, attributes: [{ name: "elsewhere", description: "One | other." }] };
  const changed = withTables(page, renamed);
  assert.match(changed, /<!-- attributes -->\n.*\n.*\n\| `elsewhere` \| One \\\| other\. \|\n<!-- \/attributes -->/);
  assert.throws(() => withTables(page.replace("<!-- /events -->", ""), element), /add <!-- events -->/);
});
