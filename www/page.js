// Shows the page in the language of its address (`?lang=fy`), before anything of it is seen; the widget follows.

const { documentElement } = document;
const wanted = new URLSearchParams(location.search).get("lang");
const title = document.querySelector("title").getAttribute(`data-${wanted}`);
if (title) {
  documentElement.lang = wanted;
  documentElement.dir = wanted === "ar" ? "rtl" : "ltr";
  document.title = title;
}
const messages = Object.assign(document.createElement("link"), { rel: "preload", as: "fetch", crossOrigin: "" });
messages.href = `mienskip/locales/${documentElement.lang}.json`;
document.head.append(messages);

// The other pages in the same language, and which of the languages this is.
document.addEventListener("DOMContentLoaded", () => {
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hreflang === documentElement.lang) link.ariaCurrent = "true";
    if (!link.hreflang) link.search = `lang=${documentElement.lang}`;
  }
});
