// What each further point brings: a chart, and a table with the same numbers.

import { h } from "../dom.js";
import { number } from "../format.js";
import { t } from "../page.js";
import { differenceRange, objectiveFigure, rangeFigure, rangeOf } from "./ranges.js";
import { table } from "../desk/tables.js";

const HEIGHT_CLASS = "chart plan-chart";

function draw(canvas, answer, drawn) {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const ink = colour("--ink-soft");
  const axis = (text) => ({ title: { display: true, text, color: ink }, ticks: { color: ink, precision: 0 }, grid: { color: colour("--line") } });
  const label = t(`curve.${answer.model}`);
  const ends = ["low", "high"].map((end) => ({ label: t(`curve.${end}`), data: answer.curve.map((step) => rangeOf(answer, step)?.[end] ?? null), borderColor: ink, borderDash: [4, 4], borderWidth: 1, pointRadius: 0 }));
  return new window.Chart(canvas, {
    type: "line",
    data: {
      labels: answer.curve.map((step) => step.sites),
      datasets: [{ label, data: answer.curve.map((step) => rangeOf(answer, step)?.likely ?? drawn(step.objective)), borderColor: colour("--accent"), backgroundColor: colour("--accent"), pointRadius: answer.curve.map((step) => (step.sites === answer.sites ? 8 : 4)), pointStyle: answer.curve.map((step) => (step.sites === answer.sites ? "rectRot" : "circle")), borderWidth: 2 }, ...ends],
    },
    options: {
      locale: document.documentElement.lang,
      maintainAspectRatio: false,
      animation: false,
      scales: { x: axis(t("curve.sites")), y: { ...axis(label), beginAtZero: true } },
      plugins: { legend: { display: false } },
    },
  });
}

/** Returns {node, destroy}: Chart.js keeps what it draws until it is told. */
export function createCurve(answer) {
  if (!answer.curve?.length) return { node: null, destroy() {} };
  const canvas = h("canvas", { role: "img", "aria-label": t("curve.label") });
  const holder = h("div", { class: HEIGHT_CLASS }, canvas);
  const text = (step) => (rangeOf(answer, step) ? rangeFigure(answer, rangeOf(answer, step)) : objectiveFigure(answer, step.objective));
  const gain = (step, at) => {
    const range = at ? differenceRange(answer, answer.curve[at - 1], step) : null;
    if (range) return rangeFigure(answer, { low: range[0], high: range[1] });
    return step.gain === null || step.gain === undefined ? "–" : objectiveFigure(answer, Math.abs(step.gain));
  };
  const drawn = (value) => (answer.model === "p_median" && answer.demand.total ? value / answer.demand.total : value);
  const rows = answer.curve.map((step, at) => [number(step.sites), text(step), gain(step, at), t(step.optimal ? "curve.proved" : "curve.not_proved")]);
  const columns = [[t("curve.sites"), true], [t(`curve.${answer.model}`), true], [t("curve.gain"), true], [t("curve.proof")]];
  const caption = t(answer.travel.estimate ? "curve.caption_estimate" : "curve.caption");
  const node = h("section", {}, h("h3", {}, t("curve.title")), holder, table(caption, columns, rows, { id: "curve" }));
  let chart = null;
  // A canvas outside the page has no size yet.
  requestAnimationFrame(() => {
    if (window.Chart && canvas.isConnected) chart = draw(canvas, answer, drawn);
    else holder.hidden = true;
  });
  return { node, destroy: () => chart?.destroy() };
}
