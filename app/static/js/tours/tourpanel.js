// The tour: what it is, what is wrong with it, day by day, what it leaves out, and what it rests on.

import { button, fill, h } from "../dom.js";
import { date, number } from "../format.js";
import { t } from "../page.js";
import { dayCard } from "./daycard.js";
import { dayText } from "./dates.js";
import { enableDragging } from "./dragging.js";
import { numbersOf, summaryText } from "./figures.js";
import { placeSearch } from "./placesearch.js";
import { createSkippedList } from "./skippedlist.js";
import { barKey } from "./timeline.js";

function findings(answer) {
  const list = answer.findings ?? [];
  if (!list.length) return null;
  return h("div", { class: "error", dataset: { part: "findings" } }, h("p", {}, t("tour.findings", { count: list.length })), h("ul", {}, ...list.map((one) => h("li", { dataset: { fault: one.fault } }, one.text))));
}

// "In any week": what each first weekday would have given.
function weeks(answer) {
  if (!answer.weeks?.length) return null;
  const item = ({ dates, prize, chosen }) => h("li", {}, `${dayText(dates[0])}: `, prize === null || prize === undefined ? t("tour.week_none") : t("stop.points", { points: number(prize, 1) }), chosen ? h("strong", {}, ` ${t("tour.week_chosen")}`) : null);
  return h("details", { dataset: { part: "weeks" } }, h("summary", {}, t("tour.weeks")), h("ul", {}, ...answer.weeks.map(item)));
}

function notes(answer) {
  if (!answer.notes?.length) return null;
  return h("section", {}, h("h3", {}, t("tour.notes")), h("ul", { class: "notes", dataset: { part: "notes" } }, ...answer.notes.map((note) => h("li", {}, note.text))));
}

function basis({ basis: found, travel }) {
  const lines = [t("tour.basis", { date: date(found?.base_date) || t("tour.unknown_date"), units: t(`units.short.${found?.units}`) })];
  if (travel) lines.push(t(travel.estimate ? "tour.travel_estimate" : "tour.travel", { network: travel.network }), travel.source ? t("tour.source", { source: travel.source }) : "", travel.fallback ?? "");
  return h("p", { class: "basis small muted", dataset: { part: "basis" } }, lines.filter(Boolean).join(" "));
}

// What is focused stays focused when the panel is built anew: a key can be pressed again and again.
function focusKeeper(node) {
  const at = document.activeElement;
  if (!node.contains(at)) return () => {};
  const stop = at.closest("[data-stop]")?.dataset.stop;
  const { action } = at.dataset;
  if (!action) return () => {};
  return () => {
    const item = stop ? [...node.querySelectorAll("[data-stop]")].find((one) => one.dataset.stop === stop) : node;
    const next = item?.querySelector(`[data-action="${CSS.escape(action)}"]`);
    const other = next && !next.disabled ? next : (item ?? node).querySelector("[data-action=handle], [data-action=undo]");
    other?.focus({ preventScroll: true });
  };
}

const openParts = (node) => new Set([...node.querySelectorAll("[data-stop] details[open]")].map((box) => `${box.closest("[data-stop]").dataset.stop} ${box.className}`));

function openAgain(node, open) {
  for (const box of node.querySelectorAll("[data-stop] details")) box.open = open.has(`${box.closest("[data-stop]").dataset.stop} ${box.className}`);
}

/**
 * @param parts {places, editing, act: see visititem, improve(), addStop(id)}
 * @param extras nodes at the end: score, take away, saving
 */
export function createTourPanel({ places, editing, act, improve, addStop }, extras) {
  const none = h("p", { class: "muted" }, t("tour.none"));
  const undo = button(t("tour.undo"), editing.undo, { dataset: { action: "undo" }, title: "Ctrl+Z" });
  const redo = button(t("tour.redo"), editing.redo, { dataset: { action: "redo" }, title: "Ctrl+Y" });
  const better = button(t("tour.improve"), improve, { dataset: { action: "improve" }, title: t("tour.improve_note") });
  const state = h("div", { class: "run-state", "aria-live": "polite" });
  const search = placeSearch({ label: t("tour.add"), name: "add", find: (text) => places.search(text), choose: ({ id }) => addStop(id) });
  const head = h("div", { dataset: { part: "head" } });
  const days = h("div", { class: "days", dataset: { part: "days" } });
  const skipped = createSkippedList(addStop);
  const rest = h("div", {});
  const key = h("ul", { class: "bar-key", "aria-hidden": "true" }, ...barKey().map(([picture, text]) => h("li", {}, picture, text)));
  const bar = h("div", { class: "hand-bar no-print" }, h("div", { class: "buttons" }, undo, redo, better), state);
  const hint = h("p", { class: "muted small no-print" }, t("tour.hand_hint"));
  search.node.classList.add("no-print");
  const body = h("div", { hidden: true }, bar, head, search.node, hint, key, days, skipped.node, ...extras, rest);
  const node = h("div", { class: "tour" }, none, body);
  enableDragging(days, act.move);

  function show(answer, hand) {
    const focusAgain = focusKeeper(node);
    const open = openParts(days);
    none.hidden = true;
    body.hidden = false;
    undo.disabled = !editing.canUndo();
    redo.disabled = !editing.canRedo();
    const numbers = numbersOf(answer);
    const parts = { numbers, locks: hand.locks, choices: hand.choices, act, kindsText: places.kindsText, isDisputed: (id) => Boolean(places.get(id)?.disputed) };
    fill(head, h("p", { class: "proof", dataset: { part: "summary" } }, summaryText(answer)), findings(answer), weeks(answer));
    fill(days, ...answer.days.map((day, at) => dayCard(answer, day, at, parts)));
    openAgain(days, open);
    skipped.show(answer.skipped ?? []);
    fill(rest, notes(answer), basis(answer));
    focusAgain();
  }

  const busy = (on) => days.setAttribute("aria-busy", String(on));
  return { node, state, show, busy };
}
