// Other tours: differing ones beside each other, and the same one on other days.

import { announce, button, fill, h, select } from "../dom.js";
import { number } from "../format.js";
import { t } from "../page.js";
import { createProgress } from "../desk/progress.js";
import { table } from "../desk/tables.js";
import { askTour, checkTour, refusal } from "./asking.js";
import { addDays, addMonths, clock, dayText, isDay, sameWeekday } from "./dates.js";
import { driveRange, kmOf, kmText, rangeText, troubleOf } from "./figures.js";
import { handBody, improveBody, shifted } from "./hand.js";
import { dayField } from "./whenform.js";

const OTHERS = 3;
const WEEK = 7;
const YEAR = 12;

function stopNames(answer) {
  const days = answer.days.map((day) => day.visits.map((visit) => answer.stops[visit.stop].name).join(" – ") || t("day.empty"));
  return h("ol", { class: "alternative-days" }, ...days.map((text) => h("li", {}, text)));
}

const count = (answer) => answer.days.reduce((all, day) => all + day.visits.length, 0);
const products = (answer) => answer.score?.products?.count;

/** Rows of the comparison: [title, text of an answer]. */
const ROWS = [
  ["alt.stops", (answer) => number(count(answer))],
  ["alt.prize", (answer) => number(answer.prize, 1)],
  ["alt.score", (answer) => (answer.score ? number(answer.score.total, 1) : "–")],
  ["alt.products", (answer) => (products(answer) === undefined ? "–" : number(products(answer)))],
  ["alt.drive", (answer) => rangeText(driveRange(answer.days))],
  ["alt.km", (answer) => kmText(kmOf(answer.days))],
  ["alt.warnings", (answer) => number(troubleOf(answer).breaks + troubleOf(answer).warning)],
  ["alt.route", stopNames],
];

/**
 * Three differing tours.
 *
 * @param parts {editing, take(answer), preview(answer or null)}
 */
export function createAlternatives({ editing, take, preview }) {
  const out = h("div", { class: "alternatives", dataset: { part: "alternatives" } });
  const state = h("div", { class: "run-state", "aria-live": "polite" });
  const progress = createProgress(state);
  const find = button(t("alt.find"), run, { class: "button-primary", dataset: { action: "alternatives" } });
  const node = h("section", {}, h("h3", {}, t("alt.title")), h("p", { class: "muted small" }, t("alt.note")), find, state, out);

  function choose(answer, at, all) {
    const look = button(t("alt.preview"), () => {
      preview(answer);
      announce(t("alt.previewed", { number: at + 1 }));
    }, { dataset: { action: "preview" }, "aria-label": t("alt.preview_of", { number: at + 1 }) });
    const use = button(t("alt.take"), () => take(answer, all), { class: "button-primary", dataset: { action: "take" }, "aria-label": t("alt.take_of", { number: at + 1 }) });
    return h("div", { class: "buttons" }, look, use);
  }

  function show(answers) {
    const columns = [[t("alt.figure")], ...answers.map((_, at) => [t("alt.number", { number: at + 1 })])];
    const rows = [...ROWS.map(([key, text]) => [t(key), ...answers.map(text)]), [t("alt.choose"), ...answers.map(choose)]];
    fill(out, answers.length < 2 ? h("p", { class: "note" }, t("alt.only")) : null, table(t("alt.caption"), columns, rows, { id: "alternatives" }));
  }

  async function run() {
    if (!editing.isOn()) {
      fill(state, h("p", { class: "note" }, t("alt.first")));
      return;
    }
    find.disabled = true;
    progress.wait();
    try {
      const { alternatives = [], ...first } = await askTour({ ...improveBody(editing.state()), alternatives: OTHERS }, progress.follow);
      progress.end();
      show([first, ...alternatives]);
      announce(t("alt.found", { count: alternatives.length + 1 }));
    } catch (error) {
      fill(state, refusal(error));
    } finally {
      find.disabled = false;
    }
  }

  const clear = () => fill(out);
  return { node, clear };
}

function faults(answer) {
  const list = [...(answer.findings ?? []).map((one) => one.text), ...answer.days.flatMap((day) => (day.warnings ?? []).filter((one) => one.severity !== "note").map((one) => one.note.text))];
  const unique = [...new Set(list)];
  return unique.length ? h("ul", {}, ...unique.map((text) => h("li", {}, text))) : h("p", { class: "small" }, t("shift.fine"));
}

function ends(answer) {
  const last = answer.days.at(-1);
  return clock(last.arrive, last.date);
}

/** The same tour on another weekday, or in another season: @param parts {editing, take(state, answer)} */
export function createOtherDates({ editing, take }) {
  const out = h("div", { dataset: { part: "other-dates" } });
  const state = h("div", { class: "run-state", "aria-live": "polite" });
  const ways = { one: (first) => [first], week: (first) => Array.from({ length: WEEK }, (_, at) => addDays(first, at)), year: (first) => Array.from({ length: YEAR }, (_, at) => sameWeekday(first, addMonths(first, at))) };
  let first = "";
  let way = "one";
  const choice = select([["one", t("shift.one")], ["week", t("shift.week")], ["year", t("shift.year")]], way, (value) => (way = value));
  choice.dataset.field = "shift-way";
  const day = dayField(t("shift.first"), "", { name: "shift-first" }, (value) => (first = value));
  const how = h("div", { class: "field" }, h("label", { for: (choice.id = "shift-way") }, t("shift.how")), choice);
  const look = button(t("shift.look"), run, { dataset: { action: "shift" } });
  const node = h("section", {}, h("h3", {}, t("shift.title")), h("p", { class: "muted small" }, t("shift.note")), h("div", { class: "field-pair" }, day, how), look, state, out);

  function row({ hand, answer, error }) {
    const { dates } = hand.base;
    if (error) return [dayText(dates[0]), "–", h("p", { class: "small" }, error.message), ""];
    const use = button(t("shift.take"), () => take(hand, answer), { dataset: { action: "take-date" }, "aria-label": t("shift.take_of", { day: dayText(dates[0]) }) });
    return [dayText(dates[0]), ends(answer), faults(answer), use];
  }

  async function tryOne(hand) {
    try {
      return { hand, answer: await checkTour(handBody(hand)) };
    } catch (error) {
      return { hand, error };
    }
  }

  async function run() {
    if (!editing.isOn() || !isDay(first)) {
      fill(state, h("p", { class: "note" }, t(editing.isOn() ? "shift.day_needed" : "alt.first")));
      return;
    }
    look.disabled = true;
    fill(state, h("p", { class: "small" }, t("run.working")));
    const found = [];
    for (const start of ways[way](first)) found.push(await tryOne(shifted(editing.state(), start)));
    const columns = [[t("shift.begins")], [t("shift.ends"), true], [t("shift.problems")], [t("alt.choose")]];
    fill(out, table(t("shift.caption"), columns, found.map(row), { id: "other-dates" }));
    fill(state);
    look.disabled = false;
  }

  /** Suggest the first day of the tour until somebody picks another. */
  function suggest(iso) {
    if (first) return;
    first = iso;
    day.querySelector("input").value = iso;
  }

  const clear = () => fill(out);
  return { node, suggest, clear };
}
