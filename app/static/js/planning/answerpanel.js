// The answer: what the plan gives, point by point, and what every figure rests on.

import { button, fill, h } from "../dom.js";
import { t } from "../page.js";
import { basisLines, notesList } from "./basis.js";
import { createCurve } from "./curve.js";
import { beforeAfter, fairness, forcedText, mixText, proofText, robustness, targets } from "./figures.js";
import { numberPoints } from "./fills.js";
import { pointList } from "./pointlist.js";

function unreachable(answer, nameOf) {
  const codes = [...new Set([...(answer.explain?.unreachable ?? []), ...(answer.explain?.unassigned ?? [])])];
  if (!codes.length) return null;
  return h("p", { class: "warning", dataset: { part: "unreachable" } }, t("answer.unreachable", { count: codes.length, names: codes.map(nameOf).join(", ") }));
}

function unmatched(answer) {
  const codes = answer.demand.unmatched ?? [];
  return codes.length ? h("p", { class: "warning" }, t("answer.unmatched", { codes: codes.join(", ") })) : null;
}

// What lies in no commune is in no weight, and that is told.
function leftOver(answer) {
  const lines = Object.entries(answer.demand.left_over ?? {})
    .map(([kind, { district_only: district = 0, not_placed: nowhere = 0, outside = 0 }]) => ({ kind, district, nowhere, outside }))
    .filter(({ kind, district, nowhere, outside }) => kind in answer.demand.mix && district + nowhere + outside > 0)
    .map(({ kind, district, nowhere, outside }) => h("li", {}, t("answer.left_over", { kind: answer.demand.titles?.[kind] ?? kind, district, nowhere, outside })));
  return lines.length ? h("ul", { class: "small", dataset: { part: "left-over" } }, ...lines) : null;
}

/** Where a plan was changed by hand: what that costs, undo, redo, back to the optimum. */
export function adjustBar(adjusting) {
  const undo = button(t("adjust.undo"), adjusting.undo, { disabled: !adjusting.canUndo(), dataset: { action: "undo" } });
  const redo = button(t("adjust.redo"), adjusting.redo, { disabled: !adjusting.canRedo(), dataset: { action: "redo" } });
  const back = button(t("adjust.back"), adjusting.back, { disabled: !adjusting.canUndo(), dataset: { action: "optimum" } });
  const price = adjusting.price();
  return h("div", { class: "adjust-bar" }, h("div", { class: "buttons" }, undo, redo, back), h("p", { role: "status", class: price ? "warning" : "muted small", dataset: { part: "price" } }, price || t("adjust.hint")));
}

export function createAnswerPanel(known) {
  const node = h("div", { class: "answer" }, h("p", { class: "muted" }, t("answer.none")));
  let curve = null;

  /** `extras`: nodes at the top (adjusting, saving) */
  function show(answer, { top = [], show: reveal, swap, curveOf }) {
    curve?.destroy();
    // A plan that was moved by hand has no curve of its own: the one of the optimum stays.
    curve = createCurve(answer.curve ? answer : { ...answer, curve: curveOf?.curve ?? null, sites: curveOf?.sites ?? null });
    const places = numberPoints(answer);
    fill(
      node,
      ...top,
      h("p", { class: "proof", dataset: { part: "proof" } }, proofText(answer)),
      forcedText(answer) ? h("p", { class: "note", dataset: { part: "forced" } }, forcedText(answer)) : null,
      unreachable(answer, known.nameOf),
      unmatched(answer),
      beforeAfter(answer),
      h("p", { class: "small" }, mixText(answer)),
      leftOver(answer),
      h("h3", {}, t("answer.points", { count: answer.points.length })),
      pointList(answer, places, { ...known, show: reveal, swap }),
      curve.node,
      fairness(answer, known.nameOf),
      robustness(answer, known.nameOf),
      targets(answer),
      notesList(answer),
      basisLines(answer),
    );
  }

  return { node, show };
}
