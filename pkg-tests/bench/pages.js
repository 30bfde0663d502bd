// The pages that are held beside each other, each as the files that its server gives: the same survey by hand, with
// the widget on a page of its own as the README has it, and with Preact, React and SurveyJS, built as for production.

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { folder, packed } from "./server.js";

const beside = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Every page by its name, without the survey; `site` is the folder with the built widget. */
export async function pages(site) {
  const components = (library) => ({
    jsx: "automatic",
    jsxImportSource: library,
    alias: { library: beside(`components/library.${library}.js`) },
  });
  return {
    vanilla: await bundled("vanilla", "main.js"),
    mienskip: [...(await folder(site)), ...(await folder(beside("widget")))],
    preact: await bundled("components", "main.jsx", components("preact")),
    react: await bundled("components", "main.jsx", components("react")),
    surveyjs: await bundled("surveyjs", "main.js"),
  };
}

/** A page of one document, one script, and one sheet with the styles that the script imports. */
async function bundled(name, script, options) {
  const { outputFiles } = await build({
    entryPoints: { main: beside(`${name}/${script}`) },
    outdir: "/",
    write: false,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2023",
    legalComments: "none",
    define: { "process.env.NODE_ENV": '"production"' },
    ...options,
  });
  const built = outputFiles.map(({ path, contents }) => packed(path, contents));
  return [packed("/index.html", await readFile(beside(`${name}/index.html`))), ...built];
}
