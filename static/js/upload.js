// Sends each chosen file by itself, at once. "已保存" appears only when the server has answered 201
// with the page it keeps. A file keeps its key through every retry, so it can be added only once.
// Without this script the same form sends all files with one press.
"use strict";

const LOST = "网络中断，照片还在您的手机里，请重试。";
const FAILED = "没有保存成功，请重试。";
const SIGNED_OUT = "已退出登录，照片没有保存。请刷新页面，重新登录后再上传。";

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

function answerOf(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return {};
  }
}

function send(form, file, key, shown, done) {
  const { item, bar, state } = shown;
  const body = new FormData(form);
  body.delete("files");
  body.set("client_key", key);
  body.append("files", file);

  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.timeout = 120000;
  state.textContent = "正在上传";
  request.upload.onprogress = (event) => {
    bar.value = event.loaded / event.total;
    state.textContent = event.loaded < event.total ? "正在上传" : "正在保存";
  };
  request.onload = () => {
    const answer = answerOf(request);
    // Led to the sign-in page; or signed in anew elsewhere, and this page's token is worth nothing.
    const left = request.status === 403 || request.responseURL !== form.action;
    if (left) return fail(SIGNED_OUT);
    if (request.status !== 201 || !answer.html) return fail(answer.error || FAILED);
    const box = document.createElement("template");
    box.innerHTML = answer.html; // our own server's fragment
    URL.revokeObjectURL(item.querySelector("img")?.src);
    item.replaceWith(box.content);
    done(`${file.name} 已保存`);
  };
  request.onerror = request.ontimeout = () => fail(LOST);

  function fail(sentence) {
    item.className = "thumb thumb--failed";
    bar.hidden = true;
    state.textContent = sentence;
    const again = element("button", "weui-btn weui-btn_default weui-btn_mini", "重试");
    const drop = element("button", "thumb__remove", "不要这张");
    again.type = drop.type = "button";
    again.onclick = () => {
      again.remove();
      drop.remove();
      start();
    };
    drop.onclick = () => {
      item.remove();
      form.querySelector("input[type=file]").focus();
    };
    item.append(again, drop);
    done(sentence);
  }

  function start() {
    item.className = "thumb thumb--sending";
    bar.hidden = false;
    bar.value = 0;
    state.textContent = "正在上传";
    send(form, file, key, shown, done);
  }

  request.send(body);
}

for (const form of document.querySelectorAll(".js-upload")) {
  const input = form.querySelector("input[type=file]");
  const thumbs = form.parentElement.querySelector("[data-thumbs]");
  const said = form.querySelector("[data-said]");
  let before = Promise.resolve();

  // One after the other: pages keep the order in which they were chosen.
  function take() {
    for (const file of input.files) {
      const shown = placeholder(file);
      thumbs.append(shown.item);
      before = before.then(
        () =>
          new Promise((sent) => {
            send(form, file, freshKey(), shown, (sentence) => {
              said.textContent = sentence;
              sent();
            });
          }),
      );
    }
    input.value = ""; // the same photograph may be chosen again
  }

  form.classList.add("upload--live");
  input.addEventListener("change", take);
  take(); // what was chosen before this script had arrived
}
