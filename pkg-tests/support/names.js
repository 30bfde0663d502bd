// What a screen reader gets to say of a control: the browser's own reckoning of its role, its name and its states.

/** A function that tells of the element that a script finds in the page; of none, nothing. */
export async function teller(page) {
  const client = await page.context().newCDPSession(page);
  return async (script) => {
    const { result } = await client.send("Runtime.evaluate", { expression: script });
    if (!result.objectId) return undefined;
    const { nodes } = await client.send("Accessibility.getPartialAXTree", { objectId: result.objectId, fetchRelatives: false });
    const [{ role, name, value, description, properties = [] }] = nodes;
    const told = Object.fromEntries(properties.map(({ name, value: { value } }) => [name, value]));
    return { role: role?.value, name: name?.value ?? "", value: value?.value, description: description?.value, ...told };
  };
}

/** A script that finds what has the focus, in whatever root. */
export const FOCUS = `(() => {
  let focus = document.activeElement;
  while (focus?.shadowRoot?.activeElement) focus = focus.shadowRoot.activeElement;
  return focus;
})()`;
