import "mienskip/inline";

document.addEventListener("mienskip-change", ({ detail }) => {
  document.querySelector("output").textContent = detail.left;
});
