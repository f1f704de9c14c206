/* What is typed in a form with data-keep (how it was asked for: GET or POST) stays in this tab until the server has
   taken it: a session that ends, a lost line, a page that was left. It is the account's on whose page it was typed.
   Hidden fields, files, passwords and what wears data-unkept (numbers of documents) are never kept. */
(() => {
  "use strict";
  const FIELDS = "input:not([type=hidden], [type=file], [type=password]), select, textarea";
  const HERE = `typed:${location.pathname}`;
  const account = document.body.dataset.account.trim(); // none while signing in, none on pages of errors
  const form = document.querySelector("form[data-keep]");
  const read = (name) => JSON.parse(sessionStorage.getItem(name));
  const write = (name, entry) => sessionStorage.setItem(name, JSON.stringify(entry));

  const fields = () => [...form.elements].filter((field) => field.matches(FIELDS) && !("unkept" in field.dataset));
  const chosen = (field) => ["checkbox", "radio"].includes(field.type);
  const key = (field) => (chosen(field) ? `${field.name}=${field.value}` : field.name);
  const held = (field) => (chosen(field) ? "checked" : "value");
  const typed = () => Object.fromEntries(fields().map((field) => [key(field), field[held(field)]]));

  /* A page of the account's other than the one that was sent says that it was taken; signing in and errors do not. */
  function forget() {
    for (const name of Object.keys(sessionStorage).filter((each) => each.startsWith("typed:"))) {
      const entry = read(name);
      if (!account) write(name, { ...entry, sent: false });
      else if (entry.account !== account) sessionStorage.removeItem(name);
      else if (entry.sent && (!form || name !== HERE || taken())) sessionStorage.removeItem(name);
    }
  }

  /* Some forms lead back to themselves, and say that they did. */
  const taken = () => form.dataset.keep === "GET" && document.querySelector(".notices .notice--success");

  forget();
  if (!form || !account) return;
  const entry = read(HERE);
  const served = typed();
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const keep = (more) => write(HERE, { account, blank: entry?.blank ?? served, typed: typed(), ...more });
  let growing = false;

  function giveBack() {
    const places = new Set();
    for (const field of fields()) {
      places.add(key(field));
      if (key(field) in entry.typed) field[held(field)] = entry.typed[key(field)];
    }
    const left = Object.keys(entry.typed).filter((each) => !places.has(each)).length;
    const add = form.querySelector("button[name=add]");
    if (add && left && left < (entry.left ?? Infinity)) {
      write(HERE, { ...entry, left }); // one more stay, and on with it on the page that comes
      growing = true;
      form.requestSubmit(add);
      return;
    }
    keep();
    const told = document.createElement("p");
    told.className = "notice";
    told.textContent = "已恢复您刚才填写的内容，请核对后再提交。";
    told.tabIndex = -1;
    document.querySelector(".notices").append(told);
    told.focus(); // it would be out of sight above a stay that was added
  }

  form.addEventListener("input", () => keep());
  form.addEventListener("submit", () => growing || keep({ sent: true }));
  if (entry?.left) giveBack();
  else if (form.dataset.keep === "POST") keep(); // the answer holds all that was sent
  else if (entry && same(served, entry.blank) && !same(served, entry.typed)) giveBack();
  else sessionStorage.removeItem(HERE);
})();
