/* Comparing originals by keyboard, and in place: the form follows the page that is shown. Without this
   file every page opens by its own link with a form of its own. Pages and zoom are desk.js. */
(() => {
  "use strict";
  const desk = document.querySelector("[data-desk]");
  const form = desk.querySelector("[data-comparing]");
  if (!form) return;
  const shown = form.querySelector("[data-page]");

  function follow({ dataset: { leaf, name } }) {
    if (shown.value !== leaf) {
      form.querySelector("[name=reason]").value = "";
      form.querySelector("[name=words]").value = "";
    }
    shown.value = leaf;
    form.querySelector("[data-comparing-name]").textContent = name;
    for (const line of desk.querySelectorAll("[data-of]")) {
      line.classList.toggle("checks--here", line.dataset.of === leaf);
    }
  }

  desk.addEventListener("desk:leaf", (event) => follow(event.detail));
  const first = desk.querySelector("[data-leaf][aria-current]");
  if (first) follow(first);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    if (event.target.closest("input, select, textarea")) return;
    if (event.key === "1") form.querySelector('[data-key="1"]').click();
    if (event.key === "2") form.querySelector("[name=reason]").focus();
    if (event.key === "3") form.querySelector('[data-key="3"]').focus();
    if (event.key === "2") event.preventDefault();
  });
})();
