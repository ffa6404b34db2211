// The page of the background jobs: asks the server how far they are, ever less often, and cancels.

import { ApiError, apiUrl, fetchJson } from "../api.js";
import { announce, button, fill, h } from "../dom.js";
import { pageState, t } from "../page.js";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
const SLOWER = 1.4;
const SHOWN = 100;
const OVER = new Set(["done", "failed", "cancelled"]);

const list = document.getElementById("jobs");
const none = document.getElementById("no-jobs");
const problem = document.getElementById("job-error");
const numbers = new Intl.NumberFormat(pageState.lang);
// Day before month in English too, as everywhere in the product.
const moments = new Intl.DateTimeFormat(pageState.lang === "en" ? "en-GB" : "vi-VN", {
  day: "2-digit",
  month: "2-digit",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  timeZone: "Asia/Ho_Chi_Minh",
});

const shown = new Map(); // id → the parts of a job's box, and the job as it was drawn last
let wait = FIRST_WAIT_MS;
let timer = 0;
let asking = null;

/** What a write needs so that the server knows that it comes from this page. */
function writeHeaders() {
  const token = document.querySelector("meta[name='csrf-token']").content;
  return { Accept: "application/json", "X-CSRFToken": token };
}

async function write(method, path, body) {
  let response;
  try {
    const json = body ? { "Content-Type": "application/json" } : {};
    const headers = { ...writeHeaders(), ...json };
    response = await fetch(apiUrl(path), { method, headers, body: body && JSON.stringify(body) });
  } catch {
    throw new ApiError(t("error.network"));
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new ApiError(answer.message || t("error.server", { status: response.status }));
  return answer;
}

function timeLeft(seconds) {
  if (seconds === null) return "";
  if (seconds < 90) return t("jobs.seconds_left", { count: numbers.format(Math.max(1, Math.round(seconds))) });
  if (seconds < 5400) return t("jobs.minutes_left", { count: numbers.format(Math.round(seconds / 60)) });
  return t("jobs.hours_left", { count: numbers.format(Math.round(seconds / 3600)) });
}

/** The box of one job; its parts are kept, so that focus and screen readers stay where they are. */
function newBox(job) {
  const parts = {
    state: h("span", { class: "badge job-state" }),
    message: h("p", { class: "job-message" }),
    bar: h("progress", { max: 1, "aria-label": t("jobs.progress_of", { title: job.title }) }),
    percent: h("span", {}),
    asked: h("span", {}, t("jobs.asked", { moment: moments.format(new Date(job.created_at)) })),
    left: h("span", {}),
    kept: h("span", {}),
    actions: h("p", { class: "job-actions" }),
  };
  parts.numbers = h("p", { class: "job-numbers" }, parts.percent, parts.left, parts.asked, parts.kept);
  const heading = h("h3", {}, job.title, parts.state);
  parts.box = h("li", { class: "job" }, heading, parts.message, parts.bar, parts.numbers, parts.actions);
  parts.box.dataset.id = job.id;
  return parts;
}

function actionsOf(job) {
  if (job.result) {
    const text = t("jobs.download", { name: job.result.name });
    return [h("a", { class: "button", href: job.result.href, download: "" }, text)];
  }
  if (OVER.has(job.state)) return [];
  if (job.cancel_requested) return [t("jobs.cancelling")];
  const label = t("jobs.cancel_of", { title: job.title });
  return [button(t("jobs.cancel"), () => cancel(job.id), { "aria-label": label })];
}

function draw(job) {
  const known = shown.get(job.id);
  const parts = known?.parts ?? newBox(job);
  const over = OVER.has(job.state);
  parts.state.textContent = job.state_text;
  parts.state.className = `badge job-state job-${job.state}`;
  parts.message.textContent = job.message;
  parts.bar.hidden = job.state !== "running";
  parts.bar.value = job.progress;
  parts.percent.textContent = parts.bar.hidden ? "" : `${numbers.format(Math.floor(job.progress * 100))} %`;
  parts.left.textContent = timeLeft(job.time_left_s);
  parts.kept.textContent = job.expires_at ? t("jobs.expires", { moment: moments.format(new Date(job.expires_at)) }) : "";
  const actions = `${job.state} ${job.cancel_requested} ${job.result?.href ?? ""}`;
  if (known?.actions !== actions) fill(parts.actions, ...actionsOf(job));
  if (known && !OVER.has(known.job.state) && over) {
    announce(t("jobs.ended", { title: job.title, state: job.state_text }));
  }
  shown.set(job.id, { parts, job, actions });
  return parts.box;
}

/** Draw the list; boxes that are already in their place stay there. */
function drawAll(jobs) {
  const boxes = jobs.map(draw);
  const ids = new Set(jobs.map((job) => job.id));
  for (const id of shown.keys()) if (!ids.has(id)) shown.delete(id);
  for (const child of [...list.children]) if (!boxes.includes(child)) child.remove();
  boxes.forEach((box, place) => {
    if (list.children[place] !== box) list.insertBefore(box, list.children[place] ?? null);
  });
  none.hidden = jobs.length > 0;
}

function tell(error) {
  problem.textContent = error ? error.message : "";
  problem.hidden = !error;
}

function changed(jobs) {
  return jobs.some((job) => {
    const before = shown.get(job.id)?.job;
    return !before || before.progress !== job.progress || before.state !== job.state;
  });
}

async function look() {
  asking?.abort();
  asking = new AbortController();
  clearTimeout(timer);
  let going = true;
  try {
    const { items } = await fetchJson(apiUrl("jobs", { limit: SHOWN }), asking.signal);
    // As quick as the work goes on; slower while nothing moves.
    wait = changed(items) ? FIRST_WAIT_MS : Math.min(wait * SLOWER, LONGEST_WAIT_MS);
    going = items.some((job) => !OVER.has(job.state));
    drawAll(items);
    tell(null);
  } catch (error) {
    if (error.name === "AbortError") return;
    wait = Math.min(wait * SLOWER, LONGEST_WAIT_MS);
    tell(error);
  }
  document.body.dataset.ready = "";
  if (going && !document.hidden) timer = setTimeout(look, wait);
}

function lookSoon() {
  wait = FIRST_WAIT_MS;
  look();
}

async function act(run, done) {
  try {
    await run();
    tell(null);
    if (done) announce(done);
    lookSoon();
  } catch (error) {
    tell(error);
  }
}

function cancel(id) {
  act(() => write("DELETE", `jobs/${id}`));
}

for (const start of document.querySelectorAll("[data-kind]")) {
  start.addEventListener("click", () => {
    // The one input that the page knows by itself.
    const inputs = start.dataset.inputs.split(" ").includes("language") ? { language: pageState.lang } : {};
    act(() => write("POST", "jobs", { kind: start.dataset.kind, inputs }), t("jobs.started"));
  });
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) lookSoon();
});
look();
