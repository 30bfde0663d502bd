// What the element promises its users, read from where it is said: the types in `www/mienskip.d.ts` with their
// comments, and the style sheet. The manifest, the tables of the readme and the report are written from this.

import { readFileSync } from "node:fs";

/** The types of the element, and its style sheet. */
export const TYPES = "www/mienskip.d.ts";
const STYLES = "www/mienskip.css";

export const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");

/**
 * The contract of the element. Every list is of `{ name, description, … }`: attributes, properties and methods of the
 * class, events with the `shapes` of their detail, slots, parts, states and custom properties.
 */
export function contract(types = read(TYPES), styles = read(STYLES)) {
  const element = declaration(types, "class", "MienskipSurvey");
  const members = [...membersOf(element.body)];
  const inTypes = (kind) => [...membersOf(declaration(types, "interface", kind).body)];
  const tagged = (tag) => tagsOf(element.comment, tag);
  return {
    tag: "mienskip-survey",
    class: "MienskipSurvey",
    description: described(element.comment, "the class"),
    attributes: [...inTypes("MienskipAttributes"), ...inTypes("MienskipMarks")],
    properties: members.filter(({ parameters }) => parameters === undefined),
    methods: members.filter(({ parameters }) => parameters !== undefined),
    events: inTypes("MienskipEvents").map((event) => {
      const type = event.type.replace(/^CustomEvent<(\w+)>$/, (whole, name) => `CustomEvent<${inline(types, name)}>`);
      return { ...event, type, shapes: shapesOf(type) };
    }),
    slots: tagged("slot"),
    parts: tagged("csspart"),
    states: tagged("cssstate"),
    customProperties: customProperties(styles),
  };
}

/** A declaration of a file of types: the comment before it, and what is between its braces. */
function declaration(types, kind, name) {
  const found = new RegExp(`(/\\*\\*(?:(?!\\*/)[^])*\\*/\\s*)?export ${kind} ${name}\\b[^{]*\\{`).exec(types);
  if (!found) throw new Error(`${TYPES} has no ${kind} ${name}: the contract is read from there`);
  const start = found.index + found[0].length;
  return { comment: found[1] ?? "", body: types.slice(start, start + lengthTo("}", types.slice(start))) };
}

/** How far it is to this character, past what is between brackets and in comments. */
function lengthTo(end, text) {
  let depth = 0;
  for (const token of text.matchAll(/\/\*[^]*?\*\/|\/\/.*|[^]/g)) {
    const [character] = token;
    if (depth === 0 && character === end) return token.index;
    if ("([{".includes(character)) depth += 1;
    if (")]}".includes(character)) depth -= 1;
  }
  return text.length;
}

/** The members of an interface or a class, each with its comment. */
function* membersOf(body) {
  for (let rest = body.trim(); rest; ) {
    const [comment] = /^(?:\/\*\*[^]*?\*\/\s*)?/.exec(rest);
    const end = lengthTo(";", rest);
    // A union may begin each line with its bar, also the first.
    const text = rest.slice(comment.length, end).replace(/\s+/g, " ").replace(/< \| (.*) >$/, "<$1>");
    rest = rest.slice(end + 1).trim();
    const member = /^(readonly )?"?([\w-]+)"?(\?)?(?:\((.*?)\))?: (.+)$/.exec(text);
    if (!member) throw new Error(`${TYPES}: \`${text}\` is not understood: write a member as \`name: type;\``);
    const [, readonly, name, , parameters, type] = member;
    yield { name, description: described(comment, name), type, readonly: !!readonly, parameters };
  }
}

/** What a comment says before its first tag. */
function described(comment, name) {
  const [text] = linesOf(comment).split(/^@/m);
  if (!text.trim()) throw new Error(`${TYPES}: ${name} has no comment: say what it is in one before it`);
  return text.trim().replace(/\s+/g, " ");
}

/** What the tags of this name say: `@tag name - text`. */
function tagsOf(comment, tag) {
  return linesOf(comment)
    .split(/^@/m)
    .filter((text) => text.startsWith(`${tag} `))
    .map((text) => {
      const found = /^\w+ (?:([\w-]+) )?- ([^]+)$/.exec(text.trim());
      if (!found) throw new Error(`${TYPES}: write \`@${text.trim()}\` as \`@${tag} name - What it is.\``);
      return { name: found[1] ?? "", description: found[2].replace(/\s+/g, " ") };
    });
}

const linesOf = (comment) => comment.trim().replace(/^\/\*\*|\*\/$/g, "").replace(/^\s*\* ?/gm, "").trim();

/** The fields of an interface, as they would be written in place. */
function inline(types, name) {
  const fields = [...membersOf(declaration(types, "interface", name).body)];
  return `{ ${fields.map((field) => `${field.name}: ${field.type}`).join("; ")} }`;
}

/** The names of the fields of each object that a type `CustomEvent<{ … } | { … }>` may carry. */
export function shapesOf(type) {
  const shapes = [];
  let rest = type.replace(/^CustomEvent<|>$/g, "");
  while (rest.includes("{")) {
    rest = rest.slice(rest.indexOf("{") + 1);
    const end = lengthTo("}", rest);
    const names = [];
    for (let fields = rest.slice(0, end).trim(); fields; ) {
      names.push(/^[\w-]+/.exec(fields)[0]);
      fields = fields.slice(lengthTo(";", fields) + 1).trim();
    }
    if (!shapes.some((shape) => `${shape}` === `${names}`)) shapes.push(names);
    rest = rest.slice(end + 1);
  }
  return shapes;
}

/** The custom properties: each stands where it is read, `role: var(--mienskip-name, …);`, after a comment. */
function customProperties(styles) {
  const roles = new Map();
  const found = [];
  const written = /(?:\/\*((?:(?!\*\/)[^])*)\*\/\s*)?([\w-]+):\s*(var\(--mienskip-[^;]*);/g;
  for (const [, comment, role, value] of styles.matchAll(written)) {
    const names = [];
    let rest = value;
    for (let nested; (nested = /^var\((--[\w-]+),\s*([^]+)\)$/.exec(rest)); rest = nested[2]) names.push(nested[1]);
    const [name, ...tokens] = names;
    if (!comment) throw new Error(`${STYLES}: ${name} has no comment: say what it is in one before \`${role}\``);
    roles.set(`var(${role})`, `var(${name})`);
    const description = comment.trim().replace(/\s+/g, " ");
    found.push({ name, description, tokens, default: rest.replace(/var\([^,()]*\)/g, (role) => roles.get(role) ?? role) });
  }
  for (const [name] of styles.matchAll(/--mienskip-[\w-]+/g)) {
    if (!found.some((property) => property.name === name)) {
      throw new Error(`${STYLES}: ${name} is not read as \`role: var(${name}, …);\`, so nobody would know of it`);
    }
  }
  return found;
}
