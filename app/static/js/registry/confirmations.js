// What of a record was only inferred, each with a tick: the source that is named says the same.

import { h } from "../dom.js";
import { pageState, t } from "../page.js";
import { written } from "./fields.js";

// Inferred as → the field that holds it, where that is called otherwise.
const FIELDS = { producer_id: "producer" };
const SOURCE_PARTS = /\n|\s;\s/;

function shownValue(field, values) {
  const value = values[field.name];
  if (field.name === "unit_code") {
    const listed = pageState.communes[values.units]?.find(([code]) => code === value)?.[1];
    // A unit that ended before both lists is called as its source writes it.
    return listed ?? ([values.commune, values.district].filter(Boolean).join(", ") || value);
  }
  return field.choices.find((one) => one.value === String(value))?.label ?? written(field, value);
}

/** `read` gives the ticked fields with the values that they have; null where nothing is inferred. */
export function confirmations(record) {
  if (!record) return null;
  const named = record.inferred_fields.map((name) => FIELDS[name] ?? name);
  const fields = pageState.fields.filter(({ name }) => named.includes(name) && record.fields[name] !== null);
  if (!fields.length) return null;
  const ticks = fields.map((field) => {
    const input = h("input", { type: "checkbox", dataset: { confirms: field.name } });
    const label = field.name === "unit_code" ? t("place.pick") : field.label;
    return { field, input, node: h("p", {}, h("label", {}, input, ` ${label}: ${shownValue(field, record.fields)}`)) };
  });
  return {
    node: h("fieldset", { class: "confirmations" }, h("legend", { class: "small" }, t("confirm.title")), ...ticks.map(({ node }) => node)),
    read() {
      const ticked = ticks.filter(({ input }) => input.checked).map(({ field }) => field.name);
      const names = ticked.includes("unit_code") ? [...ticked, "units"] : ticked;
      return Object.fromEntries(names.map((name) => [name, record.fields[name]]));
    },
    /** Whether a tick lacks a source that the record has not got yet. */
    lacksSource(text) {
      const sources = text.split(SOURCE_PARTS).map((part) => part.trim()).filter(Boolean);
      return ticks.some(({ input }) => input.checked) && sources.every((source) => record.sources.includes(source));
    },
  };
}
