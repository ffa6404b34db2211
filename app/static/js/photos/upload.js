// Handing in photos: chosen or dropped, several at once, one after the other, each with how far it is.

import { ApiError, apiUrl } from "../api.js";
import { announce, button, fill, h } from "../dom.js";
import { t } from "../page.js";

const MOST_BYTES = 8_000_000;
const BUSY = 503; // the server reads the photo of somebody else
const MOST_TRIES = 12;
const USUAL_WAIT_S = 5;
const form = document.getElementById("photo-upload");
const input = document.getElementById("photo-files");
const queue = document.getElementById("photo-queue");
const credit = document.getElementById("photo-credit");
const unknown = document.getElementById("photo-unknown");
const caption = document.getElementById("photo-caption");
const lacking = document.getElementById("photo-lacking");
let waiting = [];

/** A file in the list of those that are to be sent. */
function entryOf(file) {
  const state = h("span", { class: "small muted" }, t("photo.waiting"));
  const node = h("li", {}, h("span", {}, file.name), state);
  return { file, node, state };
}

function refuse(entry, message) {
  entry.node.querySelector(".error")?.remove();
  entry.node.append(h("p", { class: "error", role: "alert" }, message));
  const leave = button(t("photo.leave_out"), () => {
    waiting = waiting.filter((other) => other !== entry);
    entry.node.remove();
    input.focus();
  }, { "aria-label": t("photo.leave_out_of", { name: entry.file.name }) });
  fill(entry.state, leave);
}

function take(files) {
  for (const file of files) {
    const entry = entryOf(file);
    queue.append(entry.node);
    if (file.size > MOST_BYTES) refuse(entry, t("photo.too_large", { name: file.name, found: (file.size / 1e6).toFixed(1), most: MOST_BYTES / 1e6 }));
    else waiting.push(entry);
  }
}

/** Headers carry ASCII alone; in the address the words would stand in the logs of servers. */
function wordHeaders() {
  const said = { "Photo-Caption": caption.value.trim(), "Photo-Credit": unknown.checked ? "" : credit.value.trim() };
  const told = Object.entries(said).filter(([, text]) => text).map(([name, text]) => [name, encodeURIComponent(text.normalize())]);
  return unknown.checked ? [...told, ["Photo-Credit-Unknown", "true"]] : told;
}

class BusyError extends ApiError {}

const pause = (seconds) => new Promise((resolve) => {
  setTimeout(resolve, seconds * 1000);
});

// fetch tells nothing of what is sent so far.
function post(url, file, onpart) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.responseType = "json";
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("X-CSRFToken", document.querySelector("meta[name='csrf-token']")?.content ?? "");
    for (const [name, text] of wordHeaders()) request.setRequestHeader(name, text);
    request.upload.addEventListener("progress", ({ loaded, total }) => onpart(total ? loaded / total : 0));
    request.addEventListener("error", () => reject(new ApiError(t("error.network"))));
    request.addEventListener("load", () => {
      const message = request.response?.message || t("error.server", { status: request.status });
      if (request.status === 201) resolve(request.response);
      else if (request.status === BUSY) reject(Object.assign(new BusyError(message), { waitS: Number(request.getResponseHeader("Retry-After")) || USUAL_WAIT_S }));
      else reject(new ApiError(message));
    });
    request.send(file);
  });
}

async function handIn(entry, path) {
  const bar = h("progress", { max: 1, value: 0, "aria-label": t("photo.progress", { name: entry.file.name }) });
  const word = h("span", { class: "small" }, t("photo.sending"));
  fill(entry.state, bar, " ", word);
  entry.node.querySelector(".error")?.remove();
  return post(apiUrl(path), entry.file, (part) => {
    bar.value = part;
    if (part >= 1) word.textContent = t("photo.reading");
  });
}

/** Hand in, and again after a while where the server is busy with the photo of somebody else. */
async function handInPatiently(entry, path) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await handIn(entry, path);
    } catch (error) {
      if (!(error instanceof BusyError) || tries >= MOST_TRIES) throw error;
      fill(entry.state, h("span", { class: "small muted" }, t("photo.waiting")));
      await pause(error.waitS);
    }
  }
}

async function sendAll(path, show) {
  const refused = [];
  let kept = 0;
  for (const entry of waiting) {
    try {
      show(await handInPatiently(entry, path));
      entry.node.remove();
      kept += 1;
    } catch (error) {
      refuse(entry, error.message);
      refused.push(entry);
    }
  }
  // Those stay, to be sent again: the credit may have been what was missing.
  waiting = refused;
  if (kept) announce(t("photo.added", { count: kept }));
  if (!refused.length) caption.value = "";
}

/** Let photos be handed in at `path`; `show` gets the answer after each. */
export function watchUpload(path, show) {
  const submit = form.querySelector("[type=submit]");
  input.addEventListener("change", () => {
    take(input.files);
    input.value = "";
  });
  unknown.addEventListener("change", () => {
    credit.disabled = unknown.checked;
  });
  for (const name of ["dragenter", "dragover"]) {
    form.addEventListener(name, (event) => {
      event.preventDefault();
      form.classList.add("is-over");
    });
  }
  for (const name of ["dragleave", "drop"]) form.addEventListener(name, () => form.classList.remove("is-over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    take(event.dataTransfer.files);
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    lacking.hidden = unknown.checked || credit.value.trim() !== "";
    if (!lacking.hidden) credit.focus();
    else if (!waiting.length) input.focus();
    if (!lacking.hidden || !waiting.length) return;
    submit.disabled = true;
    await sendAll(path, show);
    submit.disabled = false;
  });
}
