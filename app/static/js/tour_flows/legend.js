// The legend: how wide and dark a stretch is, how dark a commune, what the marks mean, what is shown.

import { fill, h } from "../dom.js";
import { tick } from "../desk/fields.js";
import { t } from "../page.js";
import { areaSwatch } from "../symbols.js";
import { FILLS, linePicture, rangeText, signPicture, spotPicture } from "./flowmap.js";

function row(picture, text) {
  return h("li", {}, picture, h("span", {}, text));
}

function part(title, rows) {
  return rows.length ? [h("h4", {}, title), h("ul", { class: "legend-list" }, ...rows)] : [];
}

const SHOWN = { "flow-lines": "flows.show_lines", "flow-signs": "flows.show_signs", "flow-spots": "flows.show_spots" };

/** `toggle(pane, on)` shows or hides a part of the map. */
export function createLegend(toggle) {
  const body = h("div", { class: "legend-body" });
  const ticks = Object.entries(SHOWN).map(([pane, key]) => tick(t(key), pane !== "flow-spots", (on) => toggle(pane, on), { show: pane }));
  const open = matchMedia("(min-width: 48rem)").matches;
  const node = h("details", { class: "legend flow-legend", open }, h("summary", {}, t("flows.legend")), h("div", { class: "legend-controls" }, ...ticks), body);
  L.DomEvent.disableClickPropagation(node).disableScrollPropagation(node);
  toggle("flow-spots", false);

  function show({ passes, communes, basis }) {
    const states = Object.keys(FILLS).filter((state) => communes.states[state]);
    fill(
      body,
      ...part(t("flows.legend_lines"), passes.classes.map((one, place) => row(linePicture(place, one.colour), rangeText(one)))),
      ...part(t("flows.legend_communes"), [
        ...communes.classes.map((one) => row(areaSwatch(one.colour), rangeText(one))),
        ...states.map((state) => row(areaSwatch(FILLS[state]), t(`flow_state.${state}`))),
      ]),
      ...part(t("flows.legend_signs"), [row(signPicture("zone"), t("sign_kind.zone")), row(signPicture("craft"), t("sign_kind.craft")), row(spotPicture(), t("flows.legend_spots"))]),
      h("p", { class: "muted small" }, basis),
    );
  }

  return { node, show };
}
