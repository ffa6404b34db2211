// One file that was handed in: choices, preview, storing, taking it back.

import { send } from "../desk/calls.js";
import { createProgress } from "../desk/progress.js";
import { button, fill, h } from "../dom.js";
import { number } from "../format.js";
import { pageState, t } from "../page.js";
import { choose, preview, store, throwAway } from "./calls.js";
import { listen, showChoices, showReading } from "./reading.js";
import { createRows } from "./rows.js";

const byId = (id) => document.getElementById(id);
const body = byId("import-body");
const problem = byId("import-error");
const progress = createProgress(byId("import-status"));
const leftOut = new Set(pageState.upload.choices.left_out);
let upload = pageState.upload;
let told = JSON.stringify([...leftOut].sort());

function fail(error) {
  progress.end();
  problem.textContent = error ? error.message : "";
  problem.hidden = !error;
  body.toggleAttribute("inert", false);
  if (error) problem.scrollIntoView({ block: "nearest" });
}

const rows = createRows(leftOut, { pick, toggled: showStoring, failed: fail });

function isDirty() {
  return JSON.stringify([...leftOut].sort()) !== told;
}

function showStoring() {
  const count = upload.preview?.records ?? 0;
  byId("again").hidden = !isDirty();
  byId("store").hidden = isDirty();
  byId("store").disabled = count === 0;
  byId("store").textContent = t("store.records", { count: number(count) });
  byId("store-note").textContent = count || isDirty() ? "" : t("store.nothing");
}

async function show(next) {
  upload = next;
  leftOut.clear();
  for (const row of upload.choices.left_out) leftOut.add(row);
  told = JSON.stringify([...leftOut].sort());
  if (upload.change_id) {
    showStored();
    return;
  }
  pageState.kind = upload.preview.kind;
  showChoices(upload);
  showReading(upload, change);
  await rows.show(upload);
  showStoring();
}

/** Go on where the keyboard was: columns and rows are drawn anew, and what is inert has no focus. */
function focusAgain(before) {
  const label = before.getAttribute("aria-label");
  const labelled = [...body.querySelectorAll("[aria-label]")];
  const same = before.id ? byId(before.id) : labelled.find((one) => one.getAttribute("aria-label") === label);
  (same?.checkVisibility() ? same : body.querySelector("[aria-pressed=true]"))?.focus();
}

/** Do something that takes a while; the page does not answer meanwhile. */
async function busy(work) {
  const focused = body.contains(document.activeElement) ? document.activeElement : null;
  fail(null);
  body.toggleAttribute("inert", true);
  progress.wait();
  try {
    await show(await work());
    progress.end();
    body.toggleAttribute("inert", false);
    if (focused && !body.hidden) focusAgain(focused);
  } catch (error) {
    fail(error);
  }
  document.body.dataset.ready = "true";
}

function change(choices) {
  return busy(async () => {
    upload = { ...(await choose(upload, choices)), preview: upload.preview };
    return preview(upload, progress);
  });
}

function pick(field, value, fields) {
  const picks = { ...upload.choices.picks };
  picks[field] = { ...picks[field], [value]: fields };
  return change({ kind: upload.preview.kind, picks });
}

function showStored() {
  body.hidden = true;
  const place = byId("stored");
  place.hidden = false;
  const undo = button(t("store.undo"), async () => {
    undo.disabled = true; // one click: taking back is a change too, and can be taken back itself
    try {
      await send("POST", `registry/changes/${upload.change_id}/undo`, {});
      const link = (path, text) => h("a", { class: "button", href: `${pageState.prefix}/registry/${path}` }, text);
      const done = h("p", { role: "status", tabindex: "-1" }, t("store.undone"));
      fill(place, done, h("p", {}, link("import", t("store.next")), " ", link("changes", t("store.changes"))));
      done.focus();
    } catch (error) {
      undo.disabled = false;
      fail(error);
    }
  }, { id: "undo" });
  const address = `${pageState.prefix}/registry/changes/${upload.change_id}`;
  const count = upload.preview?.records ?? pageState.stored ?? "";
  fill(place, h("div", { class: "stored" },
    h("h2", { tabindex: "-1" }, t("store.done", { count: number(Number(count)) })),
    h("p", {}, h("a", { href: address }, t("store.change")), " ", undo)));
  place.querySelector("h2").focus();
}

listen(change);
byId("again").addEventListener("click", () => change({ left_out: [...leftOut].sort((a, b) => a - b) }));
byId("store-form").addEventListener("submit", (event) => {
  event.preventDefault();
  pageState.stored = upload.preview.records;
  busy(() => store(upload, byId("reason").value.trim(), progress));
});
byId("remove").addEventListener("click", async () => {
  try {
    await throwAway(upload);
    window.location.assign(`${pageState.prefix}/registry/import`);
  } catch (error) {
    fail(error);
  }
});
showChoices(upload);
busy(() => (upload.change_id ? Promise.resolve(upload) : preview(upload, progress)));
