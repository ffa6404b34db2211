// What every figure of a plan rests on: base date, unit system, day, source of the travel times, and every note.

import { h } from "../dom.js";
import { date } from "../format.js";
import { t } from "../page.js";

/** One line that says what the figures rest on. */
export function basisText(answer) {
  return t("basis.line", {
    date: date(answer.basis?.base_date) || t("basis.unknown"),
    units: t(`units.short.${answer.units}`),
    on: answer.on ? t("basis.on", { date: date(answer.on) }) : t("basis.any_day"),
    status: date(answer.status_day),
  });
}

export function travelText({ travel }) {
  const words = [t(travel.estimate ? "basis.travel_estimate" : "basis.travel", { network: travel.network, engine: t(`engine.${travel.engine}`) })];
  if (travel.source) words.push(t("basis.source", { source: travel.source }));
  if (travel.as_of) words.push(t("basis.as_of", { date: date(travel.as_of) }));
  if (travel.fallback) words.push(travel.fallback);
  return words.join(" ");
}

export function notesList(answer) {
  if (!answer.notes?.length) return null;
  return h("section", {}, h("h3", {}, t("notes.title")), h("ul", { class: "notes", dataset: { part: "notes" } }, ...answer.notes.map((note) => h("li", { dataset: { note: note.key } }, note.text ?? note.message))));
}

export function basisLines(answer) {
  return h("div", { class: "basis small muted", dataset: { part: "basis" } }, h("p", {}, basisText(answer)), h("p", {}, travelText(answer)));
}
