// The custom-elements manifest, by which editors and documentation tools know the tag.
// https://github.com/webcomponents/custom-elements-manifest

/** The manifest of a contract. */
export function manifest(contract) {
  const type = (text) => ({ type: { text } });
  const plain = ({ name, description }) => ({ name, description });
  const declaration = { name: contract.class, module: "mienskip.js" };
  const fields = contract.properties.map(({ name, description, type: text, readonly }) => ({
    kind: "field",
    name,
    description,
    ...type(text),
    ...(readonly && { readonly }),
  }));
  const methods = contract.methods.map(({ name, description, type: text }) => ({
    kind: "method",
    name,
    description,
    return: type(text),
  }));
  return {
    schemaVersion: "2.1.0",
    readme: "README.md",
    modules: [
      {
        kind: "javascript-module",
        path: declaration.module,
        declarations: [
          {
            kind: "class",
            customElement: true,
            name: contract.class,
            tagName: contract.tag,
            description: contract.description,
            superclass: { name: "HTMLElement", package: "global:" },
            attributes: contract.attributes.map((attribute) => ({ ...plain(attribute), ...type(attribute.type) })),
            members: [...fields, ...methods],
            events: contract.events.map((event) => ({ ...plain(event), ...type(event.type) })),
            slots: contract.slots.map(plain),
            cssParts: contract.parts.map(plain),
            cssStates: contract.states.map(plain),
            cssProperties: contract.customProperties.map((property) => ({ ...plain(property), default: property.default })),
          },
        ],
        exports: [
          { kind: "js", name: contract.class, declaration },
          { kind: "custom-element-definition", name: contract.tag, declaration },
        ],
      },
    ],
  };
}
