// Sends each chosen file by itself, at once, in pieces: after a lost connection it goes on from what
// the server has. "已保存" appears only when the server has answered 201 with the page it keeps. A file
// keeps its key through every retry, so it can be added only once. Without this script the same form
// sends all files with one press.
"use strict";

const LOST = "网络中断，照片还在您的手机里，请重试。";
const FAILED = "没有保存成功，请重试。";
const SIGNED_OUT = "已退出登录，照片没有保存。请刷新页面，重新登录后再上传。";
const NOT_DONE = "没有办成。请检查网络，刷新页面后再试。";

function freshKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // plain http on an office network
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function element(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

function placeholder(file) {
  const item = element("li", "thumb thumb--sending");
  const frame = element("span", "thumb__frame");
  const state = element("p", "thumb__state", "等待上传");
  const bar = element("progress", "bar");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", `${file.name} 上传进度`);
  if (file.type.startsWith("image/")) {
    const image = element("img", "thumb__image");
    image.alt = file.name;
    image.src = URL.createObjectURL(file);
    frame.append(image);
  } else {
    frame.textContent = file.name;
  }
  item.append(frame, bar, state);
  return { item, bar, state };
}

const SECONDS = 2; // of sending are lost at most when the connection breaks
const PIECE = { least: 256 * 1024, most: 10 * 1000 * 1000 };
let piece = 1024 * 1024; // what the line carries in that time, as it was last seen to
const WAITS = [1000, 2000, 4000, 8000, 15000]; // before going on by itself

function later(milliseconds) {
  return new Promise((go) => {
    const timer = setTimeout(go, milliseconds);
    addEventListener("online", () => (clearTimeout(timer), go()), { once: true });
  });
}

class Refused extends Error {}
class Waits extends Error {} // kept by the server, which cannot say yet whether it takes the file

// One request; resolves with status and answer, rejects only when the connection was lost.
function ask(method, url, form, { body = null, headers = {}, progress = null } = {}) {
  return new Promise((answered, lost) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", form.elements.csrfmiddlewaretoken.value);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.timeout = 120000;
    if (progress) request.upload.onprogress = (event) => progress(event.loaded);
    request.onload = () => {
      let answer = {};
      try {
        answer = JSON.parse(request.responseText);
      } catch {
        // a page, not an answer: signed out, or something is broken
      }
      // Led to the sign-in page; or signed in anew elsewhere, and this page's token is worth nothing.
      if (request.status === 403 || new URL(request.responseURL).pathname !== new URL(url, location).pathname) {
        return answered({ status: 403, answer: { error: SIGNED_OUT } });
      }
      if (request.status >= 500) return lost(new Error(FAILED)); // busy: worth another try
      answered({ status: request.status, answer });
    };
    request.onerror = request.ontimeout = () => lost(new Error(LOST));
    request.send(body);
  });
}

// Sends a file from where the server has it to its end; gives the fragment of its pages. The first
// request announces it and brings its first piece; once `broken`, it only asks how much is there.
async function deliver(form, file, key, shown, broken) {
  const { bar, state } = shown;
  const about = new URLSearchParams({ client_key: key, size: file.size });
  if (form.elements.replaces) about.set("replaces", form.elements.replaces.value);
  let [method, url, from] = ["POST", `${form.dataset.parts}?${about}`, 0];
  for (;;) {
    const body = file.slice(from, broken && method === "POST" ? 0 : from + piece);
    const began = performance.now();
    state.textContent = "正在上传";
    const { status, answer } = await ask(method, url, form, {
      body,
      headers: { "Upload-Offset": String(from), "Content-Type": "application/octet-stream" },
      progress: (loaded) => {
        bar.value = (from + loaded) / file.size;
        if (from + loaded >= file.size) state.textContent = "正在保存";
      },
    });
    if (status === 201 && answer.html) return answer.html;
    if (status === 202) throw new Waits(answer.waiting);
    if (![200, 201, 409].includes(status)) throw answer.error ? new Refused(answer.error) : new Error(FAILED);
    const carried = (body.size / (performance.now() - began)) * 1000 * SECONDS;
    if (body.size) piece = Math.round(Math.min(Math.max(carried, PIECE.least), PIECE.most));
    url = answer.url || url;
    [method, from] = ["PATCH", answer.offset];
  }
}

async function send(form, file, key, shown, done) {
  const { item, bar, state } = shown;
  item.className = "thumb thumb--sending";
  bar.hidden = false;
  let sentence = LOST;
  let broken = false;
  let refused = false;
  for (const wait of [...WAITS, null]) {
    try {
      const html = await deliver(form, file, key, shown, broken);
      const box = document.createElement("template");
      box.innerHTML = html; // our own server's fragment
      URL.revokeObjectURL(item.querySelector("img")?.src);
      item.replaceWith(box.content);
      return done(`${file.name} 已保存`);
    } catch (error) {
      sentence = error.message;
      if (error instanceof Waits) {
        item.className = "thumb thumb--waiting";
        bar.hidden = true;
        state.textContent = sentence;
        return done(`${file.name}：${sentence}`);
      }
      refused = error instanceof Refused;
      if (refused || wait === null) break;
      broken = true;
      piece = PIECE.least;
      state.textContent = "网络不稳，正在接着传";
      await later(wait);
    }
  }
  item.className = `thumb thumb--${refused ? "refused" : "failed"}`;
  bar.hidden = true;
  state.textContent = sentence;
  const again = element("button", "weui-btn weui-btn_default weui-btn_mini", "重试");
  const drop = element("button", "thumb__remove", "不要这张");
  again.type = drop.type = "button";
  again.hidden = refused; // the same file would be refused again
  again.onclick = () => {
    again.remove();
    drop.remove();
    send(form, file, key, shown, done);
  };
  drop.onclick = () => {
    item.remove();
    form.querySelector("input[type=file]").focus();
  };
  item.append(again, drop);
  done(sentence);
}

for (const form of document.querySelectorAll(".js-upload")) {
  const input = form.querySelector("input[type=file]");
  const camera = form.querySelector("[data-camera]");
  const thumbs = form.parentElement.querySelector("[data-thumbs]");
  const said = form.querySelector("[data-said]");
  const stay = form.querySelector("[data-stay]");
  const unsent = () => thumbs.querySelectorAll(".thumb--sending").length;
  let before = Promise.resolve();
  let changing = false;

  function tell(sentence) {
    said.textContent = sentence;
    stay.hidden = !unsent();
    stay.textContent = `还有${unsent()}个文件没有传完，请先不要离开这一页。`;
    return sentence;
  }

  // One after the other: pages keep the order in which they were chosen.
  function take() {
    for (const file of input.files) {
      const shown = placeholder(file);
      thumbs.append(shown.item);
      before = before.then(
        () =>
          new Promise((sent) => {
            send(form, file, freshKey(), shown, (sentence) => {
              tell(sentence);
              sent();
              // A page was taken again: the next page says what is left to do.
              const left = thumbs.querySelector(".thumb--sending, .thumb--failed, .thumb--refused");
              if (form.elements.replaces && !left) location.replace(form.action);
            });
          }),
      );
    }
    input.value = ""; // the same photograph may be chosen again
    tell("");
  }

  // Takes a page out, or moves it, without leaving: what is still being sent would be lost.
  async function change(asked) {
    const shown = [...thumbs.querySelectorAll("li[id]")];
    const answer = await fetch(asked.action, { method: "POST", body: new FormData(asked) });
    if (!answer.ok) throw new Error(NOT_DONE);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelectorAll("[data-thumbs] > li");
    if (!page.querySelector(".js-upload")) return location.assign(answer.url); // no more to change here
    shown.forEach((item) => item.remove());
    for (const item of fresh) document.getElementById(item.id)?.remove();
    thumbs.prepend(...fresh);
    const same = thumbs.querySelector(`form[action="${asked.getAttribute("action")}"] button`);
    const near = same ? [same, ...same.closest("li").querySelectorAll("button")] : [];
    for (const button of [...near, input]) {
      button.focus(); // one that is hidden, at an end of the row, takes none
      if (document.activeElement === button) break;
    }
    tell(page.querySelector(".notices").textContent.trim() || "顺序已改。");
  }

  form.classList.add("upload--live");
  input.addEventListener("change", take);
  thumbs.addEventListener("submit", (event) => {
    event.preventDefault();
    if (changing) return;
    changing = true;
    change(event.target)
      .catch(() => event.target.closest("li").append(element("p", "thumb__advice", tell(NOT_DONE))))
      .finally(() => (changing = false));
  });
  addEventListener("beforeunload", (event) => {
    if (thumbs.querySelector(".thumb--sending, .thumb--failed")) event.preventDefault();
  });

  // The camera in one tap, where there is one to hold; the label offers all that the phone has.
  camera.hidden = !matchMedia("(pointer: coarse)").matches;
  camera.addEventListener("click", () => {
    const { accept } = input;
    input.accept = "image/*";
    input.setAttribute("capture", "environment");
    input.click();
    input.removeAttribute("capture");
    input.accept = accept;
  });

  take(); // what was chosen before this script had arrived
}
