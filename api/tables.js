// The tables of the readme, each between `<!-- name -->` and `<!-- /name -->`.

const code = (text) => `\`${text}\``;
const row = (cells) => `| ${cells.join(" | ")} |`;

/** A table in Markdown; a bar within a cell would part it. */
const table = (head, rows) =>
  [row(head), row(head.map(() => "---")), ...rows.map((cells) => row(cells.map((cell) => cell.replaceAll("|", "\\|"))))].join("\n");

/** The tables of a contract, by name. */
export function tables(contract) {
  const named = (what, list) => table([what, "what it is"], list.map(({ name, description }) => [code(name), description]));
  const detail = (shapes) => shapes.map((names) => code(`{ ${names.join(", ")} }`)).join(" or ");
  return {
    attributes: named("attribute", contract.attributes),
    properties: table(
      ["property", "what it is"],
      [
        ...contract.properties.map(({ name, description, readonly }) => [code(name), description + (readonly ? " Read only." : "")]),
        ...contract.methods.map(({ name, description, parameters }) => [code(`${name}(${parameters})`), description]),
      ],
    ),
    events: table(
      ["event", "when", "`detail`"],
      contract.events.map(({ name, description, shapes }) => [code(name), description, detail(shapes)]),
    ),
    parts: named("part", contract.parts),
    states: named("state", contract.states.map(({ name, ...state }) => ({ ...state, name: `:state(${name})` }))),
    "custom properties": table(
      ["custom property", "what it is", "or, of the house style", "or else"],
      contract.customProperties.map((property) => [
        code(property.name),
        property.description,
        property.tokens.map(code).join(", "),
        code(property.default.replace(/^var\((.*)\)$/, "$1")),
      ]),
    ),
  };
}

/** A page with its tables as they are now. Every table must have its place there. */
export function withTables(page, contract) {
  for (const [name, text] of Object.entries(tables(contract))) {
    const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const [start, stop] = [page.indexOf(begin), page.indexOf(end)];
    if (start < 0 || stop < start) throw new Error(`README.md has no place for a table: add ${begin} and, below it, ${end}`);
    page = `${page.slice(0, start)}${begin}\n${text}\n${page.slice(stop)}`;
  }
  return page;
}
