// The legend of the tour: what each symbol and line means; and what lies beneath.

import { fill, h } from "../dom.js";
import { date } from "../format.js";
import { pageState, t } from "../page.js";
import { lineSwatch } from "../symbols.js";
import { tick } from "../desk/fields.js";
import { dayText } from "./dates.js";
import { dayColour, endPicture, stopPicture, visitPicture } from "./marks.js";

const KINDS = [["market"], ["craft"], ["producer"], ["shop"], ["nature"]];
const DASHES = "6 4";

const row = (picture, text) => h("li", {}, picture, h("span", {}, text));

/** @param onstops(shown) whether the stops that are not in the tour are on the map; `more`: nodes at the end */
export function createTourLegend(onstops, more) {
  const body = h("div", { class: "legend-body" });
  const open = matchMedia("(min-width: 62rem)").matches;
  const node = h("details", { class: "legend tour-legend", open }, h("summary", {}, t("key.title")), h("div", { class: "legend-controls" }, tick(t("key.show_stops"), true, onstops, { field: "show-stops" })), body, h("details", { class: "legend-more" }, h("summary", {}, t("key.more")), ...more));
  L.DomEvent.disableClickPropagation(node).disableScrollPropagation(node);

  function show(answer) {
    const stops = KINDS.map((kinds) => row(stopPicture(kinds), t(`key.${kinds[0]}`)));
    if (!answer) {
      fill(body, h("ul", { class: "legend-list" }, ...stops), h("p", { class: "muted small" }, t("key.base", { date: date(pageState.data_date) })));
      return;
    }
    const days = answer.days.map((day, at) => row(lineSwatch(dayColour(at), 4, day.legs.every((leg) => leg.real) ? "none" : DASHES), t("day.title", { number: at + 1, day: dayText(day.date) })));
    const isSchematic = answer.days.some((day) => day.legs.some((leg) => !leg.real));
    fill(
      body,
      h("ul", { class: "legend-list" }, ...days, row(visitPicture(1, 0, false), t("key.visit")), row(visitPicture(2, 0, true), t("key.locked")), row(endPicture("start"), t("key.start")), answer.days.length > 1 ? row(endPicture("night"), t("key.night")) : null, row(endPicture("end"), t("key.end")), ...stops),
      isSchematic ? h("p", { class: "small" }, t("key.schematic")) : null,
      h("p", { class: "muted small" }, t("key.base", { date: date(answer.basis?.base_date ?? pageState.data_date) })),
    );
  }

  show(null);
  return { node, show };
}
