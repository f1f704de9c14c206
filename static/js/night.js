// The office's night is one style sheet. Django's own button says in data-theme when it counts;
// without a choice, and without scripts, the system's wish does.
"use strict";

const night = document.getElementById("night");
const counts = { light: "not all", dark: "all" };

function follow() {
  night.media = counts[document.documentElement.dataset.theme] ?? "(prefers-color-scheme: dark)";
}

new MutationObserver(follow).observe(document.documentElement, { attributeFilter: ["data-theme"] });
follow();
