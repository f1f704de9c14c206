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
    const body = new FormData(form);
    const to = new URL(form.action);
    if (leaf) to.searchParams.set("page", leaf.dataset.leaf);
    try {
      const answer = await fetch(to, { method: "POST", body });
      if (!(answer.headers.get("Content-Type") ?? "").startsWith("text/html")) throw new TypeError();
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!fresh.querySelector("[data-desk]")) throw new TypeError();
      take(fresh);
    } catch {
      form.submit();
    } finally {
      sending = false;
    }
  }

  function take(fresh) {
    const wasOpen = note()?.open;
    for (const old of desk.querySelectorAll("[data-swap]")) {
      const now = fresh.querySelector(`[data-swap="${old.dataset.swap}"]`);
      if (!now) continue;
      if (old.dataset.swap.startsWith("marks-")) {
        old.querySelector(".marks").replaceWith(now.querySelector(".marks"));
      } else {
        old.replaceWith(now);
      }
    }
    const wrong = note()?.querySelector(".late, .refused");
    if (note()) note().open = Boolean(wrong);
    point();
    desk.dispatchEvent(new CustomEvent("desk:marks"));
    drawn();
    if (wrong) note().querySelector("select").focus();
    else if (wasOpen) stage?.focus({ preventScroll: true });
  }

  /* The form follows the page. */
  function point() {
    const about = note()?.querySelector("[name=about]");
    if (about && leaf && !note().querySelector(".late")) about.value = leaf.dataset.target;
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
    if (!has) stage?.querySelector(".mark--drawn")?.remove();
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
    if (event.key === "Escape") {
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
  desk.addEventListener("desk:leaf", (event) => {
    leaf = event.detail;
    if (spot()) spot().value = "";
    point();
    drawn();
  });
})();
