// Two records side by side: where they differ, whose value the one that stays will have.

import { send } from "../desk/calls.js";
import { field as labelled, fill, h, uniqueId } from "../dom.js";
import { date } from "../format.js";
import { pageState, t } from "../page.js";
import { askingButton, reload, showError } from "./confirming.js";
import { written } from "./fields.js";

const { kept, gone } = pageState;
const WHERE = ["unit_code", "units", "commune", "district", "village", "address", "lon", "lat", "placement"];
const SHOWN_WHERE = ["commune", "district", "village", "address", "lon", "lat"];
const LEFT_OUT = new Set(["source", "easting", "northing", "epsg"]); // sources come along by themselves

const isEmpty = (value) => value === null || value === undefined || value === "";
const same = (one, other) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

function shown(field, value) {
  if (isEmpty(value)) return t("field.empty");
  const choice = field.choices.find((one) => one.value === String(value));
  if (choice) return choice.label;
  return field.type === "date" ? date(value) : written(field, value);
}

const whereText = (fields) => SHOWN_WHERE.map((name) => fields[name]).filter((value) => !isEmpty(value)).join(", ") || t("field.empty");

function choiceRow(title, texts, takesOther, names) {
  const group = uniqueId("merge");
  const cell = (value, text, name) => {
    const input = h("input", { type: "radio", name: group, value, id: `${group}-${value}` });
    input.checked = (value === "gone") === takesOther;
    return h("td", { "data-label": name }, h("div", { class: "choice" }, input, h("label", { for: input.id }, text)));
  };
  const row = h("tr", { dataset: { merge: names[0] } }, h("th", { scope: "row", id: `${group}-title` }, title), cell("kept", texts[0], kept.name), cell("gone", texts[1], gone.name));
  return { row, chosen: () => (row.querySelector("input:checked").value === "gone" ? Object.fromEntries(names.map((name) => [name, gone.fields[name] ?? null])) : {}) };
}

function rowsOf() {
  const own = pageState.fields.filter(({ name, part }) => !["place", "certificate", "fact"].includes(part) && !LEFT_OUT.has(name) && !same(kept.fields[name], gone.fields[name]));
  const rows = own.map((field) => choiceRow(field.label, [kept, gone].map((one) => shown(field, one.fields[field.name])), isEmpty(kept.fields[field.name]), [field.name]));
  const places = WHERE.filter((name) => pageState.fields.some((field) => field.name === name));
  if (places.some((name) => !same(kept.fields[name], gone.fields[name]))) {
    rows.push(choiceRow(t("merge.where"), [whereText(kept.fields), whereText(gone.fields)], isEmpty(kept.fields.unit_code) && !isEmpty(gone.fields.unit_code), places));
  }
  return rows;
}

const rows = rowsOf();
const reason = h("input", { type: "text", maxlength: "1000", autocomplete: "off" });
const out = h("div", { hidden: true, role: "alert" });
const go = askingButton(t("merge.go"), t("merge.really"), async () => {
  const fields = Object.assign({}, ...rows.map(({ chosen }) => chosen()));
  const body = { with: gone.id, with_tag: gone.tag, fields, reason: reason.value || null };
  let left = [];
  try {
    const { answer } = await send("POST", `registry/${pageState.kind}/${encodeURIComponent(kept.id)}/merge`, body, { version: kept.tag });
    left = answer.left_out;
  } catch (error) {
    const told = (error.details?.problems ?? []).map(({ message }) => message).join(" ");
    showError(out, { message: [error.message, told].filter(Boolean).join(" "), details: error.details });
    throw error;
  }
  reload(left.length ? "merged_less" : "merged", `${pageState.prefix}/registry/${pageState.kind}/${encodeURIComponent(kept.id)}`);
}, out, { class: "button-primary", dataset: { action: "merge" } });
const heads = [h("th", { scope: "col" }, t("history.what")), h("th", { scope: "col" }, kept.name, h("br"), h("span", { class: "small muted" }, t("merge.keep"))), h("th", { scope: "col" }, gone.name)];
const table = rows.length
  ? h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": t("merge.go") }, h("table", { class: "merge-table row-cards" }, h("thead", {}, h("tr", {}, ...heads)), h("tbody", {}, ...rows.map(({ row }) => row))))
  : h("p", { class: "note" }, t("merge.same"));
fill(document.getElementById("merge"), table, labelled(t("merge.reason"), reason), out, h("div", { class: "buttons" }, go));
document.body.dataset.ready = "";
