/* Comparing originals by keyboard, and in place: the forms follow the page that is shown, the one with words
   until some are written. Without this file every page opens by its own link with forms of its own.
   Pages and zoom are desk.js. */
(() => {
  "use strict";
  const desk = document.querySelector("[data-desk]");
  const forms = [...desk.querySelectorAll("[data-comparing]")];
  if (!forms.length) return;
  const [reason, words] = ["reason", "words"].map((name) => desk.querySelector(`[name=${name}]`));
  const written = (form) => form.contains(words) && Boolean(reason.value || words.value);

  function follow({ dataset: { leaf, name } }) {
    for (const form of forms) {
      if (written(form)) continue;
      form.querySelector("[data-page]").value = leaf;
      form.querySelector("[data-comparing-name]").textContent = name;
    }
    for (const line of desk.querySelectorAll("[data-of]")) {
      line.classList.toggle("checks--here", line.dataset.of === leaf);
    }
  }

  desk.addEventListener("desk:leaf", (event) => follow(event.detail));
  const first = desk.querySelector("[data-leaf][aria-current]");
  if (first) follow(first);

  desk.addEventListener("submit", (event) => {
    if (!forms.some((form) => form !== event.target && written(form))) return;
    event.preventDefault();
    words.setCustomValidity("写了没有记下：请先“记下不一致”，或把原因和说明清空。");
    words.reportValidity();
  });
  desk.addEventListener("input", () => words.setCustomValidity(""));

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    if (event.target.closest("input, select, textarea")) return;
    const act = {
      1: () => desk.querySelector('[data-key="1"]').click(),
      2: () => reason.focus(),
      3: () => desk.querySelector('[data-key="3"]').focus(),
    }[event.key];
    if (!act) return;
    event.preventDefault(); // or the figure is typed where the focus goes
    act();
  });
})();
