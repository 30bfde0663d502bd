// The report of the public surface: everything another program may rely on, in one file of the repository, so that
// any change of it shows as a diff.

/** The members of an object by name: what made it may have had another order. */
const sorted = (object) => Object.entries(object).sort(([one], [other]) => (one < other ? -1 : 1));
const section = (title, lines) => [`## ${title}`, "", ...lines, ""];
const fenced = (kind, text) => [`\`\`\`${kind}`, text.trim().replace(/[ \t]+$/gm, ""), "```"];
const item = (name, ...more) => `- \`${name}\`${more.map((text) => ` ${text}`).join("")}`;

/**
 * The report of `facts`: the contract of the element, the manifest of the package, the files of types by name, the
 * problems `{ code: [severity] }`, the refusals, the schemas and the messages by name, the help texts by command.
 */
export function report({ contract, exports, types, problems, refusals, schemas, messages, commands }) {
  const typed = ({ name, type }) => item(name, `\`${type}\``);
  return [
    "# The public surface of Mienskip",
    "",
    "Written by `cargo xtask docs`, never by hand: a change of what others rely on shows here as a diff.",
    "",
    ...section("Entries of the package", Object.entries(exports).map(([entry, target]) => item(entry, describe(target)))),
    ...Object.entries(types).flatMap(([name, text]) => section(`Types: ${name}`, fenced("ts", withoutComments(text)))),
    ...section("Attributes", contract.attributes.map(typed)),
    ...section("Events", contract.events.map(typed)),
    ...section("Slots", contract.slots.map(({ name }) => item(name || "(default)"))),
    ...section("Parts", contract.parts.map(({ name }) => item(name))),
    ...section("States", contract.states.map(({ name }) => item(name))),
    ...section("Custom properties", contract.customProperties.map((property) => item(property.name, `default \`${property.default}\``))),
    ...section("Codes of problems", sorted(problems).map(([code, [severity]]) => item(code, severity))),
    ...section("Codes of refusals", sorted(refusals).map(([code]) => item(code))),
    ...Object.entries(schemas).flatMap(([name, schema]) => section(`Document: ${name}`, [
      ...sorted(schema.$defs).map(([form, { pattern }]) => `\`${form}\` is a text of the form \`${pattern}\`.\n`),
      ...fieldsOf(schema),
    ])),
    ...section("Messages of a language", Object.entries(messages).map(([key, text]) => item(key, ...namesIn(text)))),
    ...Object.entries(commands).flatMap(([name, help]) => section(`Command: ${name}`, fenced("text", help))),
  ].join("\n");
}

/** The file of an entry, with the conditions that lead to it. */
const describe = (target) =>
  typeof target === "string" ? `\`${target}\`` : Object.entries(target).map(([condition, file]) => `${condition} ${describe(file)}`).join(", ");

const withoutComments = (types) =>
  types.replace(/^[ \t]*\/\*[^]*?\*\/\s*?\n|^[ \t]*\/\/.*\n/gm, "").replace(/\n{3,}/g, "\n\n");

/** The names that a message is filled in with. */
const namesIn = (text) => [...new Set(JSON.stringify(text).match(/\{\w+\}/g))].map((name) => `\`${name}\``);

/** The fields of a document: where each stands, what it is, and whether it must be there. */
function* fieldsOf(schema, path = "") {
  for (const part of schema.anyOf ?? []) {
    const kind = part.properties?.kind?.const;
    yield* fieldsOf(part, kind ? `${path}<${kind}>` : path);
  }
  if (schema.items) yield* fieldsOf(schema.items, `${path}[]`);
  if (schema.additionalProperties) yield* fieldsOf(schema.additionalProperties, `${path}.*`);
  for (const [name, field] of sorted(schema.properties ?? {})) {
    const place = path ? `${path}.${name}` : name;
    yield item(place, kindOf(field), ...(schema.required?.includes(name) ? ["required"] : []));
    yield* fieldsOf(field, place);
  }
}

/** The form of a text with a character that can be seen. */
const VISIBLE = "[^\\x00-\\x20]";

/** What a field is, in a few words. */
function kindOf(schema) {
  if (schema === true) return "anything";
  if (schema.$ref) return schema.$ref.replace("#/$defs/", "");
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" or ");
  if (schema.anyOf) return [...new Set(schema.anyOf.map((part) => kindOf(part)))].join(" or ");
  const limit = (least, most) => (least === undefined && most === undefined ? "" : ` (${least ?? ""}…${most ?? ""})`);
  switch (schema.type) {
    case "string":
      // Any text with something to see is the rule; every other form is told.
      return `text${limit(schema.minLength, schema.maxLength)}${schema.pattern === VISIBLE ? "" : ` \`${schema.pattern}\``}`;
    case "integer":
      return `whole number${limit(schema.minimum, schema.maximum)}`;
    case "array":
      return `list${limit(schema.minItems, schema.maxItems)} of ${kindOf(schema.items)}`;
    case "object":
      return schema.additionalProperties
        ? `object of ${kindOf(schema.additionalProperties)} by ${kindOf(schema.propertyNames)}`
        : "object";
    default:
      return schema.type;
  }
}
