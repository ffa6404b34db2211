// The page of one record: its form, its parts, its history, the shelf. A new record has the form alone.

import { ApiError } from "../api.js";
import { send } from "../desk/calls.js";
import { announce, field, fill, h } from "../dom.js";
import { pageState, t } from "../page.js";
import { askingButton, reload, sayDone, showError } from "./confirming.js";
import { recordForm } from "./form.js";
import { showHistory } from "./history.js";
import { partTables } from "./parts.js";
import { askAboutStale } from "./stale.js";

const STALE = 412;
const LONGEST_REASON = 1000;
const editor = document.getElementById("editor");
const record = pageState.record ?? null;
const recordPath = () => `registry/${pageState.kind}/${encodeURIComponent(store.record.id)}`;
const historyPlace = document.getElementById("history");

let form = null;
let isLeaving = false;
const store = {
  record,
  /** Take the answer of a write: the record as it is now. */
  take(answer) {
    store.record = answer;
    if (historyPlace) showHistory(historyPlace, store).catch((error) => showError(null, error));
  },
  leave() {
    isLeaving = true;
  },
};

addEventListener("beforeunload", (event) => {
  if (isLeaving || !form || !Object.keys(form.changed()).length) return;
  event.preventDefault();
});

function drawForm() {
  form = recordForm(record);
  const reason = h("input", { type: "text", maxlength: String(LONGEST_REASON), autocomplete: "off", dataset: { field: "reason" } });
  const out = h("div", { class: "save-out", role: "alert" });
  const save = h("button", { type: "submit", class: "button-primary", dataset: { action: "save" } }, record ? t("save") : t("save.new"));
  const node = h("form", { class: "record-form", autocomplete: "off", novalidate: true }, form.node, record ? field(t("save.reason"), reason) : null, out, h("div", { class: "buttons save-bar" }, save));
  node.addEventListener("submit", async (event) => {
    event.preventDefault();
    const fields = form.changed();
    if (record && !Object.keys(fields).length) {
      fill(out, h("p", { class: "note" }, t("save.nothing")));
      return;
    }
    const lacking = form.unconfirmed();
    if (lacking) {
      fill(out, h("p", { class: "error" }, t("confirm.needs")));
      lacking.focus();
      return;
    }
    save.disabled = true;
    await write(fields, store.record?.tag, reason.value, out);
    save.disabled = false;
  });
  fill(editor, node, record ? null : h("p", { class: "small muted" }, pageState.parts.length ? t("part.first") : ""));
  form.start();
}

async function write(fields, tag, reason, out) {
  fill(out);
  form.clearProblems();
  try {
    const body = { fields, reason: reason || null };
    const { answer } = record ? await send("PATCH", recordPath(), body, { version: tag }) : await send("POST", `registry/${pageState.kind}`, body);
    store.leave();
    const pointLeft = answer.warnings?.some(({ rule }) => rule === "osm_point_left");
    if (record) reload(pointLeft ? "saved_point_left" : "saved");
    else reload("created", `${pageState.prefix}/registry/${pageState.kind}/${encodeURIComponent(answer.id)}`);
  } catch (error) {
    refuse(error, fields, reason, out);
  }
}

function refuse(error, fields, reason, out) {
  if (!(error instanceof ApiError)) throw error;
  if (error.status === STALE) {
    askAboutStale(out, error, fields, (kept, tag) => {
      if (Object.keys(kept).length) write(kept, tag, reason, out);
      else {
        store.leave();
        location.reload();
      }
    });
    return;
  }
  const problems = error.details?.problems;
  if (!problems) {
    const box = h("p", {});
    fill(out, box);
    showError(box, error);
    return;
  }
  const homeless = form.showProblems(problems);
  const count = problems.length;
  const list = homeless.length ? h("ul", {}, ...homeless.map((one) => h("li", {}, one.message))) : null;
  const text = count === 1 ? t("save.problems.one") : t("save.problems.many", { count });
  const named = ({ field: name, message }) => {
    const known = pageState.fields.find((one) => one.name === name);
    return known ? `${known.label}: ${message}` : message;
  };
  fill(out, h("div", { class: "error" }, h("p", {}, `${text} ${problems.map(named).join(" ")}`), list));
}

function drawShelf() {
  const place = document.getElementById("shelf");
  const out = h("div", { hidden: true });
  if (store.record.archived) {
    const back = askingButton(t("restore"), t("restore"), async () => {
      await send("POST", `${recordPath()}/restore`, {});
      reload("restored");
    }, out, { class: "button-primary", dataset: { action: "restore" } });
    fill(place, back, out);
    return;
  }
  const reason = h("input", { type: "text", maxlength: String(LONGEST_REASON), autocomplete: "off" });
  const archive = askingButton(t("archive"), t("archive.really"), async () => {
    await send("POST", `${recordPath()}/archive`, { reason: reason.value || null }, { version: store.record.tag });
    store.leave();
    reload("archived");
  }, out, { dataset: { action: "archive" } });
  fill(place, h("h2", {}, t("archive.title")), h("p", {}, t("archive.text")), field(t("archive.reason"), reason), out, archive);
}

/** Go to the field, or the row of a part, that the address names: the list of what is lacking leads here. */
function focusField() {
  const name = location.hash.slice(1);
  const inputs = [...document.querySelectorAll(".record-form [data-field]")];
  const wanted = inputs.find((input) => input.dataset.field === name);
  wanted?.closest("details")?.setAttribute("open", "");
  wanted?.focus();
  const row = [...document.querySelectorAll("#parts tr[data-part]")].find(({ dataset }) => dataset.part === name);
  row?.querySelector("button")?.focus();
}

async function start() {
  if (!record?.archived && !pageState.is_locked) drawForm();
  if (record) {
    partTables(document.getElementById("parts"), store);
    if (!pageState.is_locked) drawShelf();
    await showHistory(historyPlace, store).catch((error) => announce(error.message));
  }
  if (location.hash === "#history") historyPlace?.scrollIntoView();
  focusField();
  sayDone();
  document.body.dataset.ready = "";
}

start();
