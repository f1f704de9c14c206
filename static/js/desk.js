/* The review desk by keyboard and pointer. Without this file every page opens by its own link and
   the form is whole; here pages turn in place, zoom, turn upright and move under the pointer. */
(() => {
  "use strict";
  const desk = document.querySelector("[data-desk]");
  const stage = desk.querySelector("[data-stage]");
  const asking = desk.querySelector("[data-asking]");
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
      const own = [Number(picture.getAttribute("width")), Number(picture.getAttribute("height"))];
      const [w, h] = quarter % 2 ? [own[1], own[0]] : own;
      const scale = Math.min(frame.clientWidth / w, frame.clientHeight / h) * zoom;
      const size = { w: own[0] * scale, h: own[1] * scale };
      const room = quarter % 2 ? { w: size.h, h: size.w } : size;
      picture.style.setProperty("--w", `${size.w}px`);
      picture.style.setProperty("--h", `${size.h}px`);
      picture.style.setProperty("--turn", `${quarter * 90}deg`);
      picture.style.setProperty("--dx", `${(room.w - size.w) / 2}px`);
      picture.style.setProperty("--dy", `${(room.h - size.h) / 2}px`);
      picture.style.setProperty("--left", `${Math.max((frame.clientWidth - room.w) / 2, 0)}px`);
      picture.style.setProperty("--top", `${Math.max((frame.clientHeight - room.h) / 2, 0)}px`);
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
    zoom = FIT;
    quarter = 0;
    lay();
    history.replaceState(null, "", leaf.getAttribute("href"));
    point(leaf.dataset.leaf);
  }

  function picture(figure, src, width, height, alt) {
    const image = figure.querySelector("img");
    Object.assign(image, { src, alt });
    image.setAttribute("width", width);
    image.setAttribute("height", height);
  }

  /* The form follows the page: its paper is open, its row marked. */
  function point(key) {
    if (!asking) return;
    for (const row of asking.querySelectorAll("[data-row]")) {
      const here = row.dataset.row === key;
      row.classList.toggle("ask__row--here", here);
      if (here) row.closest("details").open = true;
    }
  }

  function count() {
    if (!asking) return;
    const chosen = [...asking.querySelectorAll("[data-row] select")].filter((one) => one.value);
    desk.querySelector("[data-count]").textContent = chosen.length ? `（${chosen.length}项）` : "";
    const main = desk.querySelector("[data-main]");
    if (main) main.disabled = chosen.length > 0;
    for (const row of asking.querySelectorAll("[data-row]")) {
      const [reason, words] = row.querySelectorAll("select, input");
      row.classList.toggle("ask__row--asked", Boolean(reason.value || words.value));
    }
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
    ask: () => asking?.querySelector(".ask__row--here select")?.focus(),
    pass: () => desk.querySelector("[data-main]")?.focus(),
    after: () => {
      const here = desk.querySelector(".desk__queue [aria-current]");
      const all = [...desk.querySelectorAll(".desk__queue li a")];
      all[(all.indexOf(here) + 1) % all.length]?.click();
    },
  };
  const KEYS = {
    ArrowLeft: "previous", ArrowRight: "next", "+": "in", "=": "in", "-": "out", "0": "fit",
    r: "turn", a: "ask", p: "pass", n: "after",
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, select, textarea")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const name = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!name || (!stage && !["pass", "after"].includes(name))) return;
    event.preventDefault();
    DO[name]();
  });

  desk.querySelector(".desk__queue [aria-current]")?.scrollIntoView({ block: "nearest" });
  if (asking) {
    asking.classList.add("asking--live");
    asking.addEventListener("input", count);
    /* Rows that ask nothing are not sent: a long file has more of them than a request may hold. */
    asking.addEventListener("formdata", ({ formData }) => {
      for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
    });
  }
  count();
  if (!stage) return;
  desk.querySelector("[data-tools]").hidden = false;
  desk.querySelector("[data-tools]").addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button) DO[button.dataset.do]();
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
  lay();
  point(leaves[current()]?.dataset.leaf);
})();
