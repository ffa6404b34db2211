// Certificates, checks, facts, zones and the like: tables with a form for each row.

import { send } from "../desk/calls.js";
import { announce, button, fill, h } from "../dom.js";
import { date } from "../format.js";
import { pageState, t } from "../page.js";
import { confirming, showError } from "./confirming.js";
import { asSpan, fieldControl, spanText, written } from "./fields.js";

const HIDDEN = new Set(["certificate_id"]);

/** A field of a part with the choices that only the record, or the fact, knows. */
function settled(field, record, fact) {
  if (field.name === "certificate_id") {
    const choices = record.parts.certificates.map((one) => ({ value: one.certificate_id, label: certificateName(one) }));
    return { ...field, type: "choice", choices };
  }
  const listed = field.name === "value" && fact ? pageState.fact_values[fact] : null;
  return listed ? { ...field, type: "choice", choices: listed.map(([value, label]) => ({ value, label })) } : field;
}

function certificateName({ certified_on: day, certified_year: year, decision_number: number, stars }) {
  return [number, day ? date(day) : year, stars ? `${stars}★` : ""].filter(Boolean).join(" – ") || t("field.empty");
}

function cellText(field, row, record) {
  const value = field.type === "range" ? rangeOf(row) : row[field.name];
  if (value === null || value === undefined || value === "") return "";
  const known = settled(field, record, row.fact);
  const choice = known.choices.find((one) => one.value === String(value));
  if (choice) return choice.label;
  if (field.type === "date") return isSpan(field, row) ? spanText(value, precisionOf(field, row)) : date(value);
  if (Array.isArray(value) && field.type !== "range") return value.join("; ");
  return written(field, value);
}

function valueOf(field, row) {
  if (field.type === "range") return rangeOf(row);
  return field.type === "span" ? spanText(row[field.name], precisionOf(field, row)) : row[field.name];
}

const precisionOf = ({ name }, row) => row[`${name}_precision`];
const isSpan = (field, row) => ["month", "year"].includes(precisionOf(field, row));

const rangeOf = (row) => (row.area_ha_min === null ? null : [row.area_ha_min, row.area_ha_max]);

function nameOfRow(part, row, record) {
  return part.fields.map((field) => cellText(field, row, record)).filter(Boolean)[0] ?? "";
}

/** `store` holds the record and takes the new one: {record, take(answer)}. */
export function partTables(place, store) {
  function show() {
    const made = pageState.parts.map((part) => partSection(part, store, show));
    fill(place, ...made);
  }
  show();
  return show;
}

function partSection(part, store, show) {
  const { record } = store;
  const isFixed = record.archived || pageState.is_locked;
  const rows = record.parts[part.table] ?? [];
  const fields = part.fields.filter(({ name }) => !HIDDEN.has(name) || record.parts.certificates.length > 1);
  const filled = fields.filter((field) => rows.some((row) => cellText(field, row, record)));
  const out = h("div", { class: "part-form" });
  const title = `part-${part.table}`;
  const heads = [...filled.map(({ label }) => h("th", { scope: "col" }, label)), isFixed ? null : h("th", { scope: "col" }, h("span", { class: "visually-hidden" }, t("part.edit")))];
  const lines = rows.map((row) => {
    const cells = filled.map((field) => h("td", { "data-label": field.label }, field.type === "link" ? linkOf(row[field.name]) : cellText(field, row, record)));
    return h("tr", { dataset: { part: row.id } }, ...cells, isFixed ? null : h("td", { class: "row-actions" }, ...actions(part, row, store, out, show)));
  });
  const table = rows.length
    ? h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": part.label }, h("table", { class: "row-cards" }, h("thead", {}, h("tr", {}, ...heads)), h("tbody", {}, ...lines)))
    : h("p", { class: "muted" }, t("part.none"));
  const one = part.table === "producer_leaders" && rows.length;
  const needs = part.table === "inspections" && !record.parts.certificates.length;
  const add = isFixed || one || needs ? null : button(t("part.add", { part: part.label }), () => openForm(part, null, store, out, show), { dataset: { add: part.table } });
  return h("section", { class: "part", "aria-labelledby": title, dataset: { table: part.table } }, h("h2", { id: title }, part.label), table, out, add ? h("p", {}, add) : null);
}

/** A link only to the web: anything else is text. */
function linkOf(value) {
  if (!value) return "";
  const address = /^https?:\/\//i.test(value) ? value : `https://${value}`;
  return h("a", { href: address, rel: "noopener noreferrer nofollow" }, value);
}

function actions(part, row, store, out, show) {
  const name = nameOfRow(part, row, store.record);
  const edit = button(t("part.edit"), () => openForm(part, row, store, out, show), { "aria-label": t("part.edit_of", { name }) });
  const remove = button(t("part.remove"), () => {}, { class: "button-plain", "aria-label": t("part.remove_of", { name }) });
  confirming(remove, t("part.really"), async () => {
    const { answer } = await send("DELETE", partPath(part, row, store), undefined, { version: store.record.tag });
    done(part, answer, store, show);
  });
  return [edit, " ", remove];
}

const partPath = (part, row, { record }) => `registry/${pageState.kind}/${encodeURIComponent(record.id)}/parts/${part.table}${row ? `/${encodeURIComponent(row.id)}` : ""}`;

function done(part, answer, store, show) {
  store.take(answer);
  show();
  announce(t("done.part", { part: part.label }));
  const warnings = (answer.warnings ?? []).map(({ message }) => h("p", { class: "note" }, message));
  if (warnings.length) fill(document.querySelector(`[data-table="${part.table}"] .part-form`), ...warnings);
  document.getElementById(`part-${part.table}`).scrollIntoView({ block: "nearest" });
}

function openForm(part, row, store, out, show) {
  const { record } = store;
  let controls = [];
  const body = h("div", { class: "part-fields" });
  const problem = h("div", { hidden: true, role: "alert" });

  function draw(fact) {
    const typed = new Map(controls.map((control) => [control.field.name, control.input.value]));
    const only = record.parts.certificates?.length === 1 ? record.parts.certificates[0].certificate_id : null;
    controls = part.fields.map((field) => {
      const shown = asSpan(settled(field, record, fact), part.fields);
      const control = fieldControl(shown, row ? valueOf(shown, row) : null);
      if (typed.has(field.name)) control.input.value = typed.get(field.name);
      if (!row && field.name === "certificate_id" && only) control.input.value = only;
      if (field.name === "fact") control.input.addEventListener("change", () => draw(control.input.value));
      return control;
    });
    fill(body, ...controls.map(({ node }) => node));
    if (typed.size) body.querySelector("[data-field=value]")?.focus();
  }
  draw(row?.fact);
  const save = h("button", { type: "submit", class: "button-primary" }, t("part.keep"));
  const form = h("form", { class: "row-form", autocomplete: "off" }, h("h3", {}, row ? nameOfRow(part, row, record) || part.label : t("part.add", { part: part.label })), body, problem, h("div", { class: "buttons" }, save, button(t("part.cancel"), () => fill(out))));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    save.disabled = true;
    const fields = {};
    for (const control of controls) {
      const value = control.read();
      if (value !== undefined) fields[control.field.name] = value;
    }
    try {
      const { answer } = await send(row ? "PATCH" : "POST", partPath(part, row, store), { fields }, { version: store.record.tag });
      done(part, answer, store, show);
    } catch (error) {
      refuse(controls, problem, error);
    } finally {
      save.disabled = false;
    }
  });
  fill(out, form);
  form.querySelector("input, select, textarea").focus();
}

function refuse(controls, out, error) {
  for (const control of controls) {
    control.problem.hidden = true;
    control.input.removeAttribute("aria-invalid");
  }
  const told = [];
  for (const one of error.details?.problems ?? []) {
    const control = controls.find(({ field }) => field.name === one.field);
    if (!control) {
      told.push(one.message);
      continue;
    }
    control.input.setAttribute("aria-invalid", "true");
    control.problem.hidden = false;
    const picks = one.suggestions.map((each) => button(each.label, () => control.set(each.value, control.field.type === "record" ? each.label : undefined), { class: "chip" }));
    fill(control.problem, h("p", { class: "field-error" }, one.message), h("div", { class: "suggestions" }, ...picks));
    control.input.focus();
  }
  if (told.length || !error.details?.problems) showError(out, { message: told.join(" ") || error.message });
}
