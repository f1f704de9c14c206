/* The review desk's pages by keyboard and pointer. Without this file every page opens by its own link;
   here pages turn in place, zoom, turn upright and move under the pointer. What is written down about
   them is desk-notes.js: it hears "desk:leaf" when another page is shown. */
(() => {
  "use strict";
  const desk = document.querySelector("[data-desk]");
  const stage = desk.querySelector("[data-stage]");
  const STEP = 1.25;
  const FIT = 1;
  const LARGEST = 6;
  let zoom = FIT;
  let quarter = 0;
  const held = new WeakSet();

  const leaves = [...desk.querySelectorAll("[data-leaf]")];
  const current = () => leaves.findIndex((leaf) => leaf.hasAttribute("aria-current"));

  /* Sizes: the page as large as its frame holds, times zoom; a quarter turn swaps its sides. */
  function lay() {
    for (const frame of stage.querySelectorAll(".sheet__frame")) {
      const picture = frame.querySelector("img");
      const paper = frame.querySelector(".sheet__paper");
      const own = [Number(picture.getAttribute("width")), Number(picture.getAttribute("height"))];
      const [w, h] = quarter % 2 ? [own[1], own[0]] : own;
      const scale = Math.min(frame.clientWidth / w, frame.clientHeight / h) * zoom;
      const size = { w: own[0] * scale, h: own[1] * scale };
      const room = quarter % 2 ? { w: size.h, h: size.w } : size;
      paper.style.setProperty("--w", `${size.w}px`);
      paper.style.setProperty("--h", `${size.h}px`);
      paper.style.setProperty("--turn", `${quarter * 90}deg`);
      paper.style.setProperty("--dx", `${(room.w - size.w) / 2}px`);
      paper.style.setProperty("--dy", `${(room.h - size.h) / 2}px`);
      paper.style.setProperty("--left", `${Math.max((frame.clientWidth - room.w) / 2, 0)}px`);
      paper.style.setProperty("--top", `${Math.max((frame.clientHeight - room.h) / 2, 0)}px`);
    }
    desk.querySelector("[data-zoom]").textContent = zoom === FIT ? "适合" : `${Math.round(zoom * 100)}%`;
  }

  /* Zoom about a point of the frame, given as parts of its sides; old and new page go together. */
  function magnify(wanted, at) {
    const before = zoom;
    zoom = Math.min(Math.max(wanted, FIT), LARGEST);
    if (zoom === before) return;
    const [dx, dy] = at ?? [0.5, 0.5];
    const places = [...stage.querySelectorAll(".sheet__frame")].map((frame) => {
      const [x, y] = [frame.clientWidth * dx, frame.clientHeight * dy];
      return { frame, x, y, left: frame.scrollLeft + x, top: frame.scrollTop + y };
    });
    lay();
    for (const { frame, x, y, left, top } of places) {
      frame.scrollLeft = (left * zoom) / before - x;
      frame.scrollTop = (top * zoom) / before - y;
    }
  }

  function show(index) {
    const leaf = leaves[index];
    if (!leaf) return;
    for (const other of leaves) other.removeAttribute("aria-current");
    leaf.setAttribute("aria-current", "true");
    leaf.scrollIntoView({ block: "nearest", inline: "nearest" });
    const { name, src, width, height, oldSrc, oldWidth, oldHeight } = leaf.dataset;
    desk.querySelector("[data-leaf-name]").textContent = name;
    stage.querySelector("[data-old]")?.remove();
    const fresh = stage.querySelector("[data-new]");
    if (oldSrc) {
      const old = fresh.cloneNode(true);
      old.removeAttribute("data-new");
      old.setAttribute("data-old", "");
      old.querySelector("figcaption").textContent = "原来的";
      old.querySelector("figcaption").hidden = false;
      picture(old, oldSrc, oldWidth, oldHeight, `原来的${name}`);
      fresh.before(old);
      for (const frame of [old, fresh]) hold(frame.querySelector(".sheet__frame"));
    }
    fresh.querySelector("figcaption").hidden = !oldSrc;
    picture(fresh, src, width, height, name);
    drawMarks();
    const advice = desk.querySelector("[data-advice]:not([data-leaf])");
    advice.textContent = leaf.dataset.advice ? `系统提示：${leaf.dataset.advice}` : "";
    advice.hidden = !leaf.dataset.advice;
    zoom = FIT;
    quarter = 0;
    lay();
    history.replaceState(null, "", leaf.getAttribute("href"));
    tell();
  }

  /* The marks of a page are drawn on its thumb; the large picture wears the same. */
  function drawMarks() {
    const leaf = leaves[current()];
    const wear = (figure, marks) => figure && marks
      && figure.querySelector(".marks").replaceWith(marks.cloneNode(true));
    wear(stage.querySelector("[data-new]"), leaf.querySelector(".desk__thumb > .marks"));
    const old = leaf.querySelector("[data-old-marks]");
    wear(stage.querySelector("[data-old]"), old?.content.querySelector(".marks"));
  }

  function tell() {
    desk.dispatchEvent(new CustomEvent("desk:leaf", { detail: leaves[current()] }));
  }

  function picture(figure, src, width, height, alt) {
    const image = figure.querySelector("img");
    Object.assign(image, { src, alt });
    image.setAttribute("width", width);
    image.setAttribute("height", height);
  }

  function within(frame, event) {
    const box = frame.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  }

  /* Dragging moves a zoomed page, and the one it is compared with. */
  function hold(frame) {
    if (held.has(frame)) return;
    held.add(frame);
    let from = null;
    frame.addEventListener("pointerdown", (event) => {
      if (desk.classList.contains("desk--marking")) return;
      from = { x: event.clientX, y: event.clientY, left: frame.scrollLeft, top: frame.scrollTop };
      frame.setPointerCapture(event.pointerId);
    });
    frame.addEventListener("pointermove", (event) => {
      if (!from) return;
      frame.scrollLeft = from.left - (event.clientX - from.x);
      frame.scrollTop = from.top - (event.clientY - from.y);
    });
    frame.addEventListener("pointerup", () => {
      from = null;
    });
    frame.addEventListener("wheel", (event) => {
      event.preventDefault();
      const by = event.deltaY < 0 ? STEP : 1 / STEP;
      magnify(zoom * by, within(frame, event));
    }, { passive: false });
    frame.addEventListener("dblclick", (event) => {
      if (desk.classList.contains("desk--marking")) return;
      magnify(zoom === FIT ? 2.5 : FIT, within(frame, event));
    });
    frame.addEventListener("scroll", () => {
      if (!frame.matches(":hover")) return;
      for (const other of stage.querySelectorAll(".sheet__frame")) {
        if (other !== frame) other.scrollTo(frame.scrollLeft, frame.scrollTop);
      }
    });
  }

  const DO = {
    previous: () => show(current() - 1),
    next: () => show(current() + 1),
    in: () => magnify(zoom * STEP),
    out: () => magnify(zoom / STEP),
    fit: () => magnify(FIT),
    turn: () => {
      quarter = (quarter + 1) % 4;
      zoom = FIT;
      lay();
    },
    after: () => {
      const here = desk.querySelector(".desk__queue [aria-current]");
      const all = [...desk.querySelectorAll(".desk__queue li a")];
      all[(all.indexOf(here) + 1) % all.length]?.click();
    },
  };
  const KEYS = {
    ArrowLeft: "previous", ArrowRight: "next", "+": "in", "=": "in", "-": "out", "0": "fit",
    r: "turn", n: "after",
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, select, textarea")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const name = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!name || (!stage && name !== "after")) return;
    event.preventDefault();
    DO[name]();
  });

  desk.querySelector(".desk__queue [aria-current]")?.scrollIntoView({ block: "nearest" });
  if (!stage) return;
  desk.querySelector("[data-tools]").hidden = false;
  desk.querySelector("[data-tools]").addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    DO[button?.dataset.do]?.();
  });
  for (const [index, leaf] of leaves.entries()) {
    leaf.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      show(index);
    });
  }
  stage.classList.add("desk__stage--live");
  for (const frame of stage.querySelectorAll(".sheet__frame")) hold(frame);
  new ResizeObserver(lay).observe(stage);
  desk.addEventListener("desk:marks", drawMarks);
  lay();
  document.addEventListener("DOMContentLoaded", tell); // when those who listen have come, too
})();
