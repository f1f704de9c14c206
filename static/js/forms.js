// Two small mercies for forms; every page works without them.
"use strict";

// A form is sent once: further presses are dropped until the answer comes. Buttons are disabled a
// moment later, because a disabled button does not send its own name and value.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.matches(".js-upload")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => {
    for (const button of form.querySelectorAll("button")) button.disabled = true;
  });
});

// Back from the history the page may be the very one that was sent; a refused file also leaves it.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("button")) button.disabled = false;
  }
});

// The summary of errors takes the focus, so that it is read out before the fields.
document.querySelector(".errors")?.focus();

// Printing needs the script; the button stays hidden without it.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
