// The same tour on another weekday, or in another season: what stands against it then that does not now.

import { button, field, fill, h, select } from "../dom.js";
import { number } from "../format.js";
import { t } from "../page.js";
import { table } from "../desk/tables.js";
import { checkTour, refusal } from "./asking.js";
import { addDays, addMonths, clock, dayText, isDay, sameWeekday } from "./dates.js";
import { handBody, shifted } from "./hand.js";
import { dayField } from "./whenform.js";

const WEEK = 7;
const YEAR = 12;
const WAYS = {
  one: (first) => [first],
  week: (first) => Array.from({ length: WEEK }, (_, at) => addDays(first, at)),
  year: (first) => Array.from({ length: YEAR }, (_, at) => sameWeekday(first, addMonths(first, at))),
};

function whereOf(day, { leg, visit }) {
  if (visit !== null && visit !== undefined) return day.visits[visit]?.stop ?? visit;
  return leg === null || leg === undefined ? "" : `leg ${leg}`;
}

/**
 * Everything that is said against a tour: Map of a key, the same on other days for the same thing, to its text.
 * Texts hold times and dates, which differ although nothing else does.
 */
function problemsOf(answer) {
  const faults = (answer.findings ?? []).map((one) => [`${one.fault} ${one.stop ?? one.day}`, one.text]);
  const warnings = answer.days.flatMap((day, at) => (day.warnings ?? []).filter(({ severity }) => severity !== "note").map((one) => [`${one.note.key} ${at} ${whereOf(day, one)}`, one.note.text]));
  const notes = Object.entries(answer.stops).flatMap(([id, stop]) => (stop.notes ?? []).map(({ key, text }) => [`${id} ${key}`, t("shift.of_stop", { name: stop.name, text })]));
  return new Map([...faults, ...warnings, ...notes]);
}

/** What is new in one tour against another: texts. */
export function differences(before, after) {
  const known = problemsOf(before);
  return [...problemsOf(after)].filter(([key]) => !known.has(key)).map(([, text]) => text);
}

const listOf = (texts) => h("ul", {}, ...[...new Set(texts)].map((text) => h("li", {}, text)));

function changes(before, after) {
  const [worse, better] = [differences(before, after), differences(after, before)];
  if (!worse.length && !better.length) return h("p", { class: "small" }, t("shift.same"));
  return h("div", {}, worse.length ? [h("p", {}, t("shift.worse")), listOf(worse)] : null, better.length ? [h("p", {}, t("shift.better")), listOf(better)] : null);
}

function endText(answer) {
  const last = answer.days.at(-1);
  return clock(last.arrive, last.date);
}

/** @param parts {editing, shown(): the answer on screen or null, take(state, answer)} */
export function createOtherDates({ editing, shown, take }) {
  const out = h("div", { dataset: { part: "other-dates" } });
  const state = h("div", { class: "run-state", "aria-live": "polite" });
  let first = "";
  let way = "one";
  const choice = select(Object.keys(WAYS).map((key) => [key, t(`shift.${key}`)]), way, (value) => (way = value));
  choice.dataset.field = "shift-way";
  const day = dayField(t("shift.first"), "", { name: "shift-first" }, (value) => (first = value));
  const look = button(t("shift.look"), run, { dataset: { action: "shift" } });
  const node = h("section", {}, h("h3", {}, t("shift.title")), h("p", { class: "muted small" }, t("shift.note")), h("div", { class: "field-pair" }, day, field(t("shift.how"), choice)), look, state, out);

  function row({ hand, answer, error }) {
    const [begins] = hand.base.dates;
    if (error) return [dayText(begins), "–", "–", h("p", { class: "small" }, error.message), ""];
    const use = button(t("shift.take"), () => take(hand, answer), { dataset: { action: "take-date" }, "aria-label": t("shift.take_of", { day: dayText(begins) }) });
    return [dayText(begins), endText(answer), number(answer.prize, 1), changes(shown(), answer), use];
  }

  async function tryOne(hand) {
    try {
      return { hand, answer: await checkTour(handBody(hand)) };
    } catch (error) {
      return { hand, error };
    }
  }

  async function run() {
    if (!shown() || !isDay(first)) {
      fill(state, h("p", { class: "note" }, t(shown() ? "shift.day_needed" : "alt.first")));
      return;
    }
    look.disabled = true;
    fill(state, h("p", { class: "small" }, t("run.working")));
    const found = [];
    for (const start of WAYS[way](first)) found.push(await tryOne(shifted(editing.state(), start)));
    const columns = [[t("shift.begins")], [t("shift.ends"), true], [t("alt.prize"), true], [t("shift.problems")], [t("alt.choose")]];
    fill(out, table(t("shift.caption"), columns, found.map(row), { id: "other-dates" }));
    const [only] = found;
    fill(state, found.every(({ error }) => error) ? refusal(only.error) : null);
    look.disabled = false;
  }

  /** Suggest the first day of the tour until somebody picks another. */
  function suggest(iso) {
    if (first) return;
    first = iso;
    day.querySelector("input").value = iso;
  }

  return { node, suggest, clear: () => fill(out) };
}
