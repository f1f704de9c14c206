/* What is written down at the desk: papers found in order, defects, a spot drawn on the picture.
   Without this file each is a plain form and a new page; here the answer is taken in place, so that
   the picture under the eyes stays where it is. */
(() => {
  "use strict";
  const desk = document.querySelector("[data-desk]");
  const stage = desk.querySelector("[data-stage]");
  const FOUND = (selector) => desk.querySelector(selector);
  const note = () => FOUND("[data-note]");
  const spot = () => note()?.querySelector("[name=spot]");
  const SVG = "http://www.w3.org/2000/svg";
  const CLICK = 0.01;
  let leaf = null;
  let sending = false;

  /* Quiet forms: sent behind, and the parts of the desk that changed are put in place. */
  async function send(form) {
    if (sending) return;
    sending = true;
    const fresh = await answer(form) ?? (await renew() && await answer(form));
    sending = false;
    if (fresh) take(fresh, form);
    else say("没有保存，写的内容还在这里。请检查网络后再按一次；如已退出登录，请先", signInElsewhere(), "。");
  }

  /* The desk as the server now shows it; undefined when something else came, or nothing. */
  async function ask(to, how) {
    try {
      const fresh = new DOMParser().parseFromString(await (await fetch(to, how)).text(), "text/html");
      return fresh.querySelector("[data-desk]") ? fresh : undefined;
    } catch {
      return undefined;
    }
  }

  function answer(form) {
    const to = new URL(form.action);
    if (leaf) to.searchParams.set("page", leaf.dataset.leaf);
    return ask(to, { method: "POST", body: new FormData(form) });
  }

  /* Signed in anew in another window: the forms of this one need the new session's word. */
  async function renew() {
    const fresh = await ask(location.href);
    const word = fresh?.querySelector("[name=csrfmiddlewaretoken]")?.value;
    if (!word) return false;
    for (const field of desk.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = word;
    return true;
  }

  function say(...words) {
    const told = document.createElement("p");
    told.className = "refused";
    told.setAttribute("role", "alert");
    told.append(...words);
    FOUND("[data-swap=told]").replaceChildren(told);
    told.scrollIntoView({ block: "nearest" });
  }

  function signInElsewhere() {
    const link = document.createElement("a");
    return Object.assign(link, { href: location.href, target: "_blank", textContent: "另开窗口登录" });
  }

  /* What is being filled in elsewhere than in the form that was sent stays as it is. */
  function take(fresh, sent) {
    const fillable = (part) => part.querySelector("input:not([type=hidden]), select");
    for (const old of desk.querySelectorAll("[data-swap]")) {
      const now = fresh.querySelector(`[data-swap="${old.dataset.swap}"]`);
      if (!now || (fillable(old) && !(old.contains(sent) && fillable(now)))) continue;
      if (old.dataset.swap.startsWith("marks-")) {
        old.querySelector(".marks").replaceWith(now.querySelector(".marks"));
      } else {
        old.replaceWith(now);
      }
    }
    desk.dispatchEvent(new CustomEvent("desk:marks"));
    point();
    drawn();
    if (!sent.closest("[data-note]")) return;
    const wrong = note()?.querySelector(".late, .refused");
    if (note() && !note().contains(sent)) note().open = Boolean(wrong);
    if (wrong) note().querySelector("select").focus();
    else stage?.focus({ preventScroll: true });
  }

  /* A defect that somebody began to write. */
  const unkept = () => ["reason", "words", "spot"].some((name) => note()?.querySelector(`[name=${name}]`).value);

  /* The form follows the page until something is written in it. */
  function point() {
    const about = note()?.querySelector("[name=about]");
    if (about && leaf && !unkept()) about.value = leaf.dataset.target;
    const material = leaf?.dataset.target.split("/")[0];
    for (const row of desk.querySelectorAll("[data-paper]")) {
      row.classList.toggle("checks--here", row.dataset.paper === material);
    }
  }

  function open() {
    if (!note()) return;
    note().open = true;
    note().querySelector("[name=reason]").focus();
  }

  /* Drawing: drag for a rectangle, click for a point; in parts of the picture, however it is turned
     and zoomed, because the drawing lies on it. */
  function marking(on) {
    desk.classList.toggle("desk--marking", on);
    FOUND("[data-do=mark]")?.setAttribute("aria-pressed", String(on));
  }

  function part(svg, event) {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    const { width, height } = svg.viewBox.baseVal;
    const within = (value) => Math.min(Math.max(value, 0), 1);
    return [within(at.x / width), within(at.y / height)];
  }

  function outline(svg, [x, y, w, h]) {
    const { width, height } = svg.viewBox.baseVal;
    let rect = svg.querySelector(".mark--drawn");
    if (!rect) {
      rect = document.createElementNS(SVG, "rect");
      rect.setAttribute("class", "mark--drawn");
      svg.append(rect);
    }
    const least = 0.03 * Math.min(width, height);
    const sides = { x: x * width, y: y * height, width: w * width, height: h * height };
    if (sides.width < least && sides.height < least) {
      Object.assign(sides, { x: sides.x - least, y: sides.y - least, width: 2 * least, height: 2 * least });
    }
    for (const [name, value] of Object.entries(sides)) rect.setAttribute(name, value);
  }

  function drawn() {
    const field = spot();
    if (!field) return;
    const has = Boolean(field.value);
    note().querySelector("[data-drawn]").hidden = !has;
    note().querySelector(".ninths").hidden = has;
    stage?.querySelector(".mark--drawn")?.remove();
    const here = note().querySelector("[name=about]").value === leaf?.dataset.target;
    if (has && here) outline(stage.querySelector("[data-new] .marks"), field.value.split(",").map(Number));
  }

  let from = null;
  stage?.addEventListener("pointerdown", (event) => {
    const svg = event.target.closest("[data-new] .sheet__frame")?.querySelector(".marks");
    if (!svg || !desk.classList.contains("desk--marking")) return;
    event.preventDefault();
    from = { svg, at: part(svg, event) };
    stage.setPointerCapture(event.pointerId);
  });
  const box = (event) => {
    const [x, y] = part(from.svg, event);
    const left = Math.min(x, from.at[0]);
    const top = Math.min(y, from.at[1]);
    const sides = [left, top, Math.abs(x - from.at[0]), Math.abs(y - from.at[1])];
    return sides[2] < CLICK && sides[3] < CLICK ? [...from.at, 0, 0] : sides;
  };
  stage?.addEventListener("pointermove", (event) => {
    if (from) outline(from.svg, box(event));
  });
  stage?.addEventListener("pointerup", (event) => {
    if (!from) return;
    const sides = box(event);
    outline(from.svg, sides);
    from = null;
    marking(false);
    open();
    spot().value = sides.map((side) => (Math.floor(side * 10000) / 10000).toFixed(4)).join(",");
    note().querySelector("[name=about]").value = leaf.dataset.target;
    drawn();
  });

  const DO = {
    c: () => FOUND(".checks--here form")?.requestSubmit(),
    a: open,
    m: () => {
      if (note()) marking(!desk.classList.contains("desk--marking"));
    },
    s: () => FOUND("[data-act=ask]")?.focus(),
    p: () => FOUND("[data-act=pass], [data-act=take], [data-act=take_over], [data-act=reopen]")?.focus(),
    "?": () => {
      const keys = FOUND(".keys");
      if (keys) keys.open = !keys.open;
    },
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape" && !event.target.closest("input, select, textarea")) {
      marking(false);
      if (FOUND(".keys")) FOUND(".keys").open = false;
      if (spot()) spot().value = "";
      drawn();
      return;
    }
    if (event.target.closest("input:not([type=radio]), select, textarea")) return;
    const act = DO[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
  desk.addEventListener("submit", (event) => {
    if (event.target.querySelector("[data-act=ask], [data-act=pass]") && unkept()) {
      event.preventDefault();
      say("还有一处问题写了没有记下：请先“记下”，或把它清空。");
      open();
    }
    if (!event.target.matches("[data-quiet]")) return;
    event.preventDefault();
    send(event.target);
  });
  desk.addEventListener("click", (event) => {
    if (event.target.closest("[data-do=mark]")) DO.m();
    if (event.target.closest("[data-undraw]")) {
      spot().value = "";
      drawn();
      marking(true);
    }
  });
  addEventListener("beforeunload", (event) => {
    if (unkept()) event.preventDefault();
  });
  desk.addEventListener("desk:leaf", (event) => {
    leaf = event.detail;
    point();
    drawn();
  });
})();
