// Does to a page what the core wrote down: pairs of a key and a value (see src/widget/page.rs).

export function draw(root, steps) {
  let at = root;
  const add = (element) => (at = at.appendChild(element));
  const find = (id) => root.getElementById(id) ?? document.createElement("i"); // What is not there takes it all.
  const keys = {
    "#": (id) => (at = find(id)),
    "<": (tag) => add(document.createElement(tag)),
    svg: (tag) => add(document.createElementNS("http://www.w3.org/2000/svg", tag)),
    ">": () => (at = at.parentNode),
    "^": (id) => at.append(find(id)),
    "+": (name) => at.setAttribute(name, ""),
    "-": (name) => at.removeAttribute(name),
    focus: () => at.focus(),
    value: (text) => (at.value = text),
    textContent: (text) => (at.textContent = text),
  };
  for (let n = 0; n < steps.length; n += 2) {
    const [key, value] = [steps[n], steps[n + 1]];
    keys[key] ? keys[key](value) : at.setAttribute(key, value);
  }
}
