// Differing tours beside each other, to choose one.

import { announce, button, fill, h } from "../dom.js";
import { number } from "../format.js";
import { t } from "../page.js";
import { createProgress } from "../desk/progress.js";
import { table } from "../desk/tables.js";
import { askTour, refusal } from "./asking.js";
import { driveRange, kmOf, kmSumText, rangeText, troubleOf } from "./figures.js";
import { improveBody } from "./hand.js";

const OTHERS = 3;
const SHARED = /^alternative/;

function stopNames(answer) {
  const days = answer.days.map((day, at) => `${t("day.number", { number: at + 1 })}: ` + (day.visits.map((visit) => answer.stops[visit.stop].name).join(" – ") || t("day.empty")));
  return h("ol", { class: "alternative-days" }, ...days.map((text) => h("li", {}, text)));
}

const count = (answer) => answer.days.reduce((all, day) => all + day.visits.length, 0);
const products = (answer) => answer.score?.products?.count;
const shared = (answer) => answer.notes?.find(({ key }) => SHARED.test(key))?.text ?? "–";

/** Rows of the comparison: [title, text of an answer]. */
const ROWS = [
  ["alt.stops", (answer) => number(count(answer))],
  ["alt.prize", (answer) => number(answer.prize, 1)],
  ["alt.score", (answer) => (answer.score ? number(answer.score.total, 1) : "–")],
  ["alt.products", (answer) => (products(answer) === undefined ? "–" : number(products(answer)))],
  ["alt.drive", (answer) => rangeText(driveRange(answer.days))],
  ["alt.km", (answer) => kmSumText(kmOf(answer.days))],
  ["alt.warnings", (answer) => number(troubleOf(answer).breaks + troubleOf(answer).warning)],
  ["alt.route", stopNames],
  ["alt.shared", shared],
];

/**
 * Three differing tours.
 *
 * @param parts {editing, hasTour(), take(answer), preview(answer or null)}
 */
export function createAlternatives({ editing, hasTour, take, preview }) {
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
    if (!hasTour()) {
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
