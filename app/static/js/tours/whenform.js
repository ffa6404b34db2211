// On which days: real ones, whose weekday decides about markets, or any week.

import { field, fill, h, uniqueId } from "../dom.js";
import { t } from "../page.js";
import { numberField, radios } from "../desk/fields.js";
import { daysFrom, dayText, isDay } from "./dates.js";
import { MOST_DAYS } from "./wishes.js";

/** A calendar field; `onchange` gets an ISO day, or "" where it may be empty. */
export function dayField(label, value, { name, needed = true, min = null, hint = "" }, onchange) {
  const input = h("input", { type: "date", autocomplete: "off", required: needed, min, dataset: { field: name } });
  input.value = value;
  input.addEventListener("change", () => (isDay(input.value) || (!needed && !input.value)) && onchange(input.value));
  const node = field(label, input);
  if (hint) node.append(describe(input, hint));
  return node;
}

function describe(input, hint) {
  const note = h("p", { class: "muted small", id: uniqueId("hint") }, hint);
  input.setAttribute("aria-describedby", note.id);
  return note;
}

export function timeField(label, value, { name, needed = true }, onchange) {
  const input = h("input", { type: "time", autocomplete: "off", required: needed, dataset: { field: name } });
  input.value = value;
  input.addEventListener("change", () => (input.value || !needed) && onchange(input.value));
  return field(label, input);
}

export function whenForm(store) {
  const { week, first, days, after } = store.get();
  const words = h("p", { class: "small", role: "status", dataset: { part: "weekdays" } });
  const firstDay = dayField(t("wish.first"), first, { name: "first" }, (value) => store.set({ first: value }));
  const afterDay = dayField(t("wish.after"), after, { name: "after", needed: false }, (value) => store.set({ after: value }));
  const count = numberField(t("wish.days"), days, { min: 1, max: MOST_DAYS, name: "days" }, (value) => value !== null && store.set({ days: value }));

  function show(wishes) {
    firstDay.hidden = wishes.week;
    afterDay.hidden = !wishes.week;
    const list = wishes.week ? t("wish.week_note") : daysFrom(wishes.first, wishes.days).map(dayText).join("; ");
    fill(words, list);
  }

  const choice = radios(t("wish.when"), [["dates", t("wish.dates"), ""], ["week", t("wish.any_week"), t("wish.any_week_note")]], week ? "week" : "dates", (value) => store.set({ week: value === "week" }), "when");
  store.on(["week", "first", "days"], show);
  show(store.get());
  return h("div", {}, choice, h("div", { class: "field-pair" }, h("div", {}, firstDay, afterDay), count), words);
}
