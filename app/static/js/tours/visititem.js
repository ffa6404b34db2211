// One visit in the list of a day: when, how long, what is to be known of it, and what can be done with it.

import { button, field, h, select, uniqueId } from "../dom.js";
import { number } from "../format.js";
import { t } from "../page.js";
import { clock, dayText, lengthText } from "./dates.js";
import { visitPicture } from "./marks.js";
import { openText, productLine, stopFacts } from "./stopfacts.js";

const LONGEST_VISIT_MIN = 720;

/** Warnings of a leg or a visit, or of a whole day; the severity is a word, not only a colour. */
export function warningList(warnings) {
  if (!warnings.length) return null;
  const item = ({ severity, note }) => h("li", { class: `says-${severity}`, dataset: { severity } }, h("strong", {}, `${t(`severity.${severity}`)}: `), note.text);
  return h("ul", { class: "warnings" }, ...warnings.map(item));
}

function icon(sign, label, onclick, action, more = {}) {
  return button(sign, onclick, { class: "icon", title: label, "aria-label": label, dataset: { action }, ...more });
}

function lockFields(visit, day, { id, lock, act }) {
  if (lock === undefined) return null;
  const input = h("input", { type: "time", autocomplete: "off", dataset: { action: "lock-at" } });
  input.value = lock ?? "";
  input.addEventListener("change", () => act.lock(id, input.value || null));
  const keep = button(t("stop.lock_now", { time: clock(visit.arrive) }), () => act.lock(id, clock(visit.arrive, null)), { class: "button-plain", dataset: { action: "lock-now" } });
  return h("div", { class: "lock-time" }, field(t("stop.lock_at"), input), lock ? null : keep);
}

function minutesField(visit, stop, { id, act }) {
  const now = Math.round((Date.parse(visit.leave) - Date.parse(visit.arrive)) / 60000);
  const input = h("input", { type: "number", min: "0", max: String(LONGEST_VISIT_MIN), value: String(now), autocomplete: "off", dataset: { action: "minutes" } });
  input.addEventListener("change", () => input.validity.valid && act.minutes(id, input.value === "" ? null : input.valueAsNumber));
  const node = field(t("stop.length"), input);
  if (stop.visit_assumed && !stop.own) node.append(describe(input, t("stop.visit_assumed")));
  return node;
}

function describe(input, text) {
  const note = h("p", { class: "muted small", id: uniqueId("hint") }, text);
  input.setAttribute("aria-describedby", note.id);
  return note;
}

function dayField(day, { id, at, days, act }) {
  if (days.length < 2) return null;
  const options = days.map((one, other) => [String(other), t("day.title", { number: other + 1, day: dayText(one.date) })]);
  const control = select(options, String(at), (value) => act.move(id, Number(value), days[Number(value)].visits.length));
  control.dataset.action = "day";
  return field(t("stop.day"), control);
}

function readingField(stop, { id, reading, act }) {
  if (!stop.disputed) return null;
  const control = select([["first", t("stop.reading_first")], ["other", t("stop.reading_other")]], reading ?? "first", (value) => act.reading(id, value));
  control.dataset.action = "reading";
  return field(t("stop.reading"), control);
}

// The keys of the handle do what dragging it does.
function handle(name, { id, act }) {
  const steps = { ArrowUp: -1, ArrowDown: 1 };
  return h("button", { type: "button", class: "handle", title: t("stop.handle"), "aria-label": t("stop.handle_of", { name }), dataset: { handle: "", action: "handle" }, onkeydown: (event) => {
    if (!(event.key in steps)) return;
    event.preventDefault();
    act.step(id, steps[event.key]);
  } }, "⠿");
}

// Who eats there before the visit does not wait for it.
function waitOf(visit, day) {
  const eats = day.lunch_at && day.lunch_at >= visit.reached && day.lunch_at < visit.arrive;
  return visit.wait_min - (eats ? day.lunch_min : 0);
}

function times(visit, day) {
  const minutes = waitOf(visit, day);
  const wait = minutes >= 1 ? h("span", { class: "muted" }, ` · ${t("stop.wait", { length: lengthText(minutes) })}`) : null;
  return h("p", { class: "times" }, h("strong", { dataset: { part: "times" } }, `${clock(visit.arrive, day.date)}–${clock(visit.leave, day.date)}`), wait);
}

/**
 * @param parts {id, at: its day, days, number, lock: undefined, null or a time, reading, isFirst, isLast, kinds, act}
 *   act: {reveal, step, move, remove, lock, minutes, reading}
 */
export function visitItem(visit, stop, day, warnings, parts) {
  const { id, at, number: place, lock, isFirst, isLast, kinds, act } = parts;
  const locked = lock !== undefined;
  const name = h("button", { type: "button", class: "row-button", onclick: () => act.reveal(id), dataset: { action: "reveal" } }, stop.name);
  const actions = h(
    "div",
    { class: "visit-actions no-print" },
    icon("↑", t("stop.up", { name: stop.name }), () => act.step(id, -1), "up", { disabled: isFirst }),
    icon("↓", t("stop.down", { name: stop.name }), () => act.step(id, 1), "down", { disabled: isLast }),
    button(t(locked ? "stop.unlock" : "stop.lock"), () => act.lock(id, locked ? undefined : null), { dataset: { action: "lock" }, "aria-pressed": String(locked), "aria-label": t(locked ? "stop.unlock_of" : "stop.lock_of", { name: stop.name }) }),
    icon("✕", t("list.take_out_of", { name: stop.name }), () => act.remove(id), "remove"),
  );
  const change = h("details", { class: "visit-change no-print" }, h("summary", {}, t("stop.change")), minutesField(visit, stop, parts), dayField(day, parts), readingField(stop, parts));
  const facts = h("details", { class: "visit-facts" }, h("summary", {}, t("stop.about", { points: number(stop.prize ?? 0, 1) })), ...stopFacts(stop));
  const open = stop.own ? null : h("p", { class: "muted small" }, t(stop.hours_assumed ? "stop.open_assumed" : "stop.open", { hours: openText(visit.open, day.date) }));
  return h(
    "li",
    { class: `visit-item${locked ? " is-locked" : ""}`, dataset: { stop: id } },
    handle(stop.name, parts),
    h("div", { class: "visit-main" }, h("p", { class: "visit-name" }, visitPicture(place, at, locked), name), times(visit, day), h("p", { class: "muted small" }, [kinds, stop.commune].filter(Boolean).join(" · ")), open, productLine(stop.products ?? []), warningList(warnings), actions, lockFields(visit, day, parts), change, facts),
  );
}
