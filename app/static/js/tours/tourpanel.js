// The tour: what it is, what is wrong with it, day by day, what it leaves out, and what it rests on.

import { button, fill, h } from "../dom.js";
import { date } from "../format.js";
import { t } from "../page.js";
import { dayCard } from "./daycard.js";
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
  const bar = h("div", { class: "hand-bar no-print" }, h("div", { class: "buttons" }, undo, redo, better), h("p", { class: "muted small" }, t("tour.hand_hint")), state, search.node);
  const body = h("div", { hidden: true }, bar, head, key, days, skipped.node, ...extras, rest);
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
    fill(head, h("p", { class: "proof", dataset: { part: "summary" } }, summaryText(answer)), findings(answer));
    fill(days, ...answer.days.map((day, at) => dayCard(answer, day, at, parts)));
    openAgain(days, open);
    skipped.show(answer.skipped ?? []);
    fill(rest, notes(answer), basis(answer));
    focusAgain();
  }

  const busy = (on) => days.setAttribute("aria-busy", String(on));
  return { node, state, show, busy };
}
