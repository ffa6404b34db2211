// One control for each type of field. What is typed goes to the server as it stands; it alone says what it means.

import { h, uniqueId } from "../dom.js";
import { pageState, t } from "../page.js";

const NUMBERS = new Set(["whole", "money", "year"]);
const LINES = 3;

const decimal = (value) => (pageState.lang === "en" ? String(value) : String(value).replace(".", ","));

/** What a value looks like in its control. */
export function written(field, value) {
  if (value === null || value === undefined) return "";
  if (field.type === "range") return value[0] === value[1] ? decimal(value[0]) : value.map(decimal).join(" - ");
  if (field.type === "decimal") return decimal(value);
  if (field.type === "record") return pageState.names?.[value] ?? String(value);
  if (field.type === "flag") return value ? "yes" : "no";
  return String(value);
}

/** What a date looks like that may be a month or a year: 03/11/2025, 11/2025 or 2025. */
export function spanText(day, precision) {
  if (!day) return "";
  const [year, month, number] = day.split("-");
  if (precision === "year") return year;
  return precision === "month" ? `${month}/${year}` : `${number}/${month}/${year}`;
}

/** A date beside which another field tells how much of it is known: it is typed, as a day, a month or a year. */
export const asSpan = (field, fields) => (field.type === "date" && fields.some(({ name }) => name === `${field.name}_precision`) ? { ...field, type: "span", help: field.help ?? t("field.span") } : field);

function options(field) {
  if (field.choices.length) return field.choices.map(({ value, label }) => [value, label]);
  if (field.type === "flag") return [["yes", t("yes")], ["no", t("no")]];
  return [3, 4, 5].map((stars) => [String(stars), String(stars)]);
}

function makeInput(field) {
  if (["choice", "stars", "flag"].includes(field.type)) {
    const control = h("select", {}, h("option", { value: "" }, t("field.empty")));
    for (const [value, label] of options(field)) control.append(h("option", { value }, label));
    return control;
  }
  if (field.type === "long_text" || field.type === "list") return h("textarea", { rows: String(LINES) });
  if (field.type === "date") return h("input", { type: "date" });
  return h("input", { type: "text", inputmode: NUMBERS.has(field.type) ? "numeric" : field.type === "link" ? "url" : null });
}

/**
 * A control with its label, help and place for problems.
 *
 * `read` gives undefined while it is as it was, else what to send: null where it was emptied.
 */
export function fieldControl(field, value, { inferred = false, source = false } = {}) {
  const input = makeInput(field);
  input.autocomplete = "off";
  input.id = uniqueId("field");
  input.dataset.field = field.name;
  let first = source ? "" : written(field, value);
  let picked = null; // the key of a suggestion, where its text is not the key
  input.value = first;
  const help = h("p", { class: "hint small muted", id: uniqueId("help") }, field.help ?? "");
  help.hidden = !field.help;
  const problem = h("div", { class: "field-problem", id: uniqueId("problem"), hidden: true });
  input.setAttribute("aria-describedby", [field.help ? help.id : "", problem.id].filter(Boolean).join(" "));
  if (field.required) input.setAttribute("aria-required", "true");
  const words = [field.required ? t("field.needed") : "", inferred ? t("field.inferred") : ""].filter(Boolean).join("; ");
  const label = h("label", { for: input.id }, field.label, words ? h("span", { class: "small muted" }, ` (${words})`) : null);
  input.addEventListener("input", () => (picked = null));
  return {
    field,
    input,
    problem,
    node: h("div", { class: "field", dataset: { holds: field.name } }, label, help, input, problem),
    read() {
      if (picked !== null) return picked;
      if (input.value === first) return undefined;
      return input.value.trim() === "" ? null : input.value;
    },
    set(next, shown) {
      input.value = shown ?? written(field, next);
      picked = shown === undefined ? null : next;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    },
    settle(next) {
      first = source ? "" : written(field, next);
      picked = null;
      input.value = first;
    },
  };
}
