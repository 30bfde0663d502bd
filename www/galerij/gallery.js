// The gallery: one survey in the house style, at the moment, in the language and at the width that the visitor chooses,
// and every language on a phone. The widgets are brought where they are by what a resident would do.

/** What is filled in to get to each moment: points in the order of the survey, and what else. */
const MOMENTS = {
  empty: {},
  half: { points: [35, 30, 0, 15], reasons: true },
  many: { points: [50, 40, 0, 15] },
  even: { points: [20, 15, 15, 20, 15, 15] },
  // In this survey two styles of working may weigh exactly the same.
  tie: { survey: "werkstijl", points: [0, 10, 25, 15, 0, 20, 0, 10, 5, 15] },
  missing: { points: [40, 20, "12,5"], send: true },
  sent: { points: [35, 30, 0, 15, 10, 10], send: true },
  // There is no such address, so that it fails on every computer.
  failed: { points: [35, 30, 0, 15, 10, 10], send: true, endpoint: "//" },
};

/** What is shown on the phones, each in the next of these. */
const PHONES = [
  ["sanmar", "half"],
  ["tsjusterdyk", "even"],
  ["aldwald", "half"],
  ["klaverdam", "many"],
  ["wetterhoek", "half"],
  ["heechterp", "empty"],
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

/** Puts a survey into a view and brings it to a moment. */
async function show(view, moment, language) {
  const { survey: name = "energie", points = [], reasons, send, endpoint } = MOMENTS[moment];
  const widget = document.createElement("mienskip-survey");
  widget.lang = language;
  if (endpoint) widget.setAttribute("endpoint", endpoint);
  widget.survey = await survey(name);
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

/** What is said of a language on this page, or by the browser, in that language itself. */
const nameOf = (language) =>
  document.querySelector(`nav [hreflang=${language}]`)?.textContent ?? new Intl.DisplayNames([language], { type: "language" }).of(language);

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

// The survey says which languages there are.
const { languages } = await survey("energie");
const page = document.documentElement.lang;
for (const language of languages) {
  const option = document.getElementById("language").content.cloneNode(true);
  Object.assign(option.querySelector("input"), { value: language, checked: language === page });
  Object.assign(option.querySelector("span"), { textContent: nameOf(language), lang: language });
  option.querySelector("span").dataset.text = nameOf(language);
  form.querySelector(".languages").append(option);
}

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
for (const [at, language] of languages.entries()) {
  const [style, moment] = PHONES[at % PHONES.length];
  const phone = document.getElementById("phone").content.cloneNode(true);
  const place = phone.querySelector(".view");
  phone.querySelector(".stage").classList.add(`${style}-theme`);
  phone.querySelector(".band").textContent = form.querySelector(`[value=${style}]`).parentNode.textContent.trim();
  phone.querySelector("figcaption").textContent = nameOf(language);
  phone.querySelector("figcaption").lang = language;
  Object.assign(place, { lang: language });
  place.dataset.moment = moment;
  document.querySelector(".phones").append(phone);
  seen.observe(place);
}
