// The legend of a plan: what each symbol and each colour means, and what the figures rest on.

import { fill, h } from "../dom.js";
import { t } from "../page.js";
import { areaSwatch } from "../symbols.js";
import { basisText } from "./basis.js";
import { CLASS_COLOURS, classColour, UNREACHED } from "./fills.js";
import { markPicture } from "../desk/marks.js";
import { classText } from "./ranges.js";

function row(picture, text) {
  return h("li", {}, picture, h("span", {}, text));
}

function marks() {
  const states = [["new", "1"], ["locked", "2"], ["existing", "3"], ["free", ""], ["forbidden", ""]];
  return h("ul", { class: "legend-list" }, ...states.map(([state, label], place) => row(markPicture(state, label, place), t(`legend.${state}`))));
}

function classes(estimate) {
  const rows = CLASS_COLOURS.map((_, index) => row(areaSwatch(classColour(index)), classText(index)));
  return [h("h4", {}, t(estimate ? "legend.minutes_estimate" : "legend.minutes")), h("ul", { class: "legend-list" }, ...rows, row(areaSwatch(UNREACHED), classText(-1)))];
}

function served() {
  return [h("h4", {}, t("legend.served")), h("p", {}, t("legend.served_note")), h("ul", { class: "legend-list" }, row(areaSwatch(UNREACHED), classText(-1)))];
}

/** `controls`: nodes that choose what is shown. */
export function createPlanLegend(controls) {
  const body = h("div", { class: "legend-body" });
  const open = matchMedia("(min-width: 48rem)").matches;
  const node = h("details", { class: "legend plan-legend", open, hidden: true }, h("summary", {}, t("legend.title")), h("div", { class: "legend-controls" }, ...controls), body);
  L.DomEvent.disableClickPropagation(node).disableScrollPropagation(node);

  function show(answer, by) {
    node.hidden = false;
    fill(body, marks(), ...(by === "served" ? served() : classes(answer.travel.estimate)), h("p", { class: "muted small" }, basisText(answer)));
  }

  return { node, show, hide: () => (node.hidden = true) };
}

