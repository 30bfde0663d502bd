// The gallery: one survey in the house style, at the moment, in the language and at the width that the visitor chooses,
// and every language on a phone. The widgets are brought where they are by what a resident would do.

/**
 * What is filled in to get to each moment: the points of each survey that can get there, in its order, and what else.
 * The first survey that is written in the language is shown.
 */
const MOMENTS = {
  empty: { points: { energie: [], welkom: [] } },
  half: { points: { energie: [35, 30, 0, 15], welkom: [35, 30, 0, 15] }, reasons: true },
  many: { points: { energie: [50, 40, 0, 15], welkom: [50, 40, 0, 15] } },
  even: { points: { energie: [20, 15, 15, 20, 15, 15], welkom: [25, 25, 25, 25] } },
  tie: { points: { welkom: [25, 45, 25, 5] } },
  missing: { points: { energie: [40, 20, "12,5"], welkom: [40, 20, "12,5"] }, send: true },
  sent: { points: { energie: [35, 30, 0, 15, 10, 10], welkom: [35, 30, 10, 25] }, send: true },
  // There is no such address, so that it fails on every computer.
  failed: { points: { energie: [35, 30, 0, 15, 10, 10], welkom: [35, 30, 10, 25] }, send: true, endpoint: "//" },
};

/** What is shown on the phones, one for each language. */
const PHONES = [
  ["sanmar", "half"],
  ["tsjusterdyk", "even"],
  ["aldwald", "half"],
  ["klaverdam", "many"],
  ["wetterhoek", "half"],
  ["heechterp", "half"],
  ["sanmar", "tie"],
  ["wetterhoek", "even"],
];

const texts = new Map();

/** A file of this site as text, fetched once. */
const file = (path) => {
  if (!texts.has(path)) texts.set(path, fetch(path).then((reply) => reply.text()));
  return texts.get(path);
};

/** An example survey, open on every day, its plans in their own order and at once in view. */
const survey = async (name) => {
  const { opens, closes, introduction, followUp, ...document } = JSON.parse(await file(`surveys/${name}.json`));
  return { ...document, order: "fixed" };
};

/** The survey that is shown of a moment in a language, and its points. */
async function shownOf(moment, language) {
  for (const [name, points] of Object.entries(MOMENTS[moment].points)) {
    const document = await survey(name);
    if (document.languages.includes(language.split("-")[0])) return { document, points };
  }
}

/** Puts a survey into a view and brings it to a moment. */
async function show(view, moment, language) {
  const { reasons, send, endpoint } = MOMENTS[moment];
  const { document: survey, points } = await shownOf(moment, language);
  const widget = document.createElement("mienskip-survey");
  widget.lang = language;
  if (endpoint) widget.setAttribute("endpoint", endpoint);
  widget.survey = survey;
  const ready = new Promise((done) => widget.addEventListener("mienskip-ready", done, { once: true }));
  // The page keeps its height meanwhile, so that nothing jumps.
  view.style.minHeight = `${view.offsetHeight}px`;
  view.replaceChildren(widget);
  await ready;
  view.style.minHeight = "";
  const { shadowRoot } = widget;
  for (const [at, input] of shadowRoot.querySelectorAll("[part=stepper] input").entries()) {
    if (!points[at]) continue;
    input.value = points[at];
    for (const type of ["input", "change"]) input.dispatchEvent(new Event(type, { bubbles: true }));
  }
  if (reasons) {
    shadowRoot.querySelector(".why summary").click();
    shadowRoot.querySelector(".why [type=checkbox]").click();
  }
  if (send) {
    // The outcome takes the focus, as it should; who is choosing keeps it.
    const chosen = document.activeElement;
    const back = () => document.activeElement === widget && chosen.matches("[type=radio]") && chosen.focus({ preventScroll: true });
    for (const outcome of ["sent", "error"]) widget.addEventListener(`mienskip-${outcome}`, back, { once: true });
    shadowRoot.querySelector(".primary").click();
    back();
  }
}

const form = document.querySelector(".choices");
const stage = document.querySelector(".workbench .stage");
const view = stage.querySelector(".view");
const chosen = (name) => form.elements[name].value;

/** Shows the house style that is chosen, and what it is made of. */
async function dress() {
  const style = chosen("style");
  stage.className = `stage ${style}-theme`;
  stage.querySelector(".band").textContent = form.querySelector(`[value=${style}]`).parentNode.textContent.trim();
  document.querySelector(".tokens").textContent = await file(`galerij/${style}.css`);
}

/** The tag for the page of a municipality. */
function write() {
  const lines = [
    '<script type="module" src="mienskip.js"></script>',
    `<mienskip-survey src="energie.json" lang="${chosen("language")}" endpoint="/responses">`,
    "  <p>Liever op papier? Bel de gemeente.</p>",
    "</mienskip-survey>",
  ];
  document.querySelector(".tag").textContent = lines.join("\n");
}

form.addEventListener("change", ({ target }) => {
  if (target.name === "style") dress();
  if (target.name === "width") document.querySelector(".screen").classList.toggle("narrow", target.value === "narrow");
  if (target.name === "language") write();
  if (target.name === "moment" || target.name === "language") show(view, chosen("moment"), chosen("language"));
});
form.addEventListener("submit", (event) => event.preventDefault());

document.querySelector(".paste button").addEventListener("click", async () => {
  const tag = document.querySelector(".tag");
  let outcome = "copied";
  try {
    await navigator.clipboard.writeText(tag.textContent);
  } catch {
    getSelection().selectAllChildren(tag);
    outcome = "selected";
  }
  document.querySelector(".paste [role=status]").replaceChildren(document.getElementById(outcome).content.cloneNode(true));
});

const languages = [...form.elements.language];
(languages.find(({ value }) => value === document.documentElement.lang) ?? languages[0]).checked = true;
dress();
write();
show(view, chosen("moment"), chosen("language"));

// A phone is filled when it comes into view.
const seen = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      show(target, target.dataset.moment, target.lang);
    }
  },
  { rootMargin: "300px" },
);
for (const [at, { value: language, parentNode: option }] of languages.entries()) {
  const [style, moment] = PHONES[at];
  const phone = document.getElementById("phone").content.cloneNode(true);
  const place = phone.querySelector(".view");
  phone.querySelector(".stage").classList.add(`${style}-theme`);
  phone.querySelector(".band").textContent = form.querySelector(`[value=${style}]`).parentNode.textContent.trim();
  const { lang, textContent } = option.lastElementChild;
  Object.assign(phone.querySelector("figcaption"), { lang, textContent });
  place.lang = language;
  place.dataset.moment = moment;
  document.querySelector(".phones").append(phone);
  seen.observe(place);
}
