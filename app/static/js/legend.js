// The legend: of the layers that are on the map, and of nothing else.

import { button, fill, h } from "./dom.js";
import { listUrl } from "./api.js";
import { choroplethLegend } from "./choropleth.js";
import { label, layerSpec, layerSpecs, t, vocabulary } from "./page.js";
import { PAGES } from "./popups.js";
import { placeQuery } from "./state.js";
import { lineSwatch, placePicture, productPicture } from "./symbols.js";

function row(picture, text) {
  return h("li", {}, picture, h("span", {}, text));
}

/** `held`: number of products by group, null while they are not known. Each decision has groups of its own. */
function productRows(held) {
  const usual = { stars: 3, status: "in_force" };
  const groups = vocabulary("product_group").filter((group) => !held || group in held);
  return [
    h("h4", {}, layerSpec("products").title),
    h(
      "ul",
      { class: "legend-list" },
      ...groups.map((group) => row(productPicture({ group, ...usual }), label("product_group", group))),
      ...vocabulary("status").map((status) => row(productPicture({ stars: 3, status }), label("status", status))),
    ),
    h("p", { class: "muted small" }, t("legend.stars")),
    h("p", { class: "muted small" }, t("legend.placed")),
  ];
}

function placeRows(keys, state) {
  if (!keys.length) return [];
  const href = listUrl("chain", { units: state.units, on: state.on, ...placeQuery(state.filter) });
  const name = (key) => (PAGES[key] === "chain" ? h("a", { href }, layerSpec(key).title) : layerSpec(key).title);
  return [
    h("h4", {}, t("legend.places")),
    h("ul", { class: "legend-list" }, ...keys.map((key) => row(placePicture(key), name(key)))),
    h("p", { class: "muted small" }, t("legend.roles")),
  ];
}

const LINES = {
  provinces: ["#2a2a2a", 2.6, "none"],
  districts: ["#4d4a6a", 1.8, "6 4"],
  communes: ["#6c7570", 1, "none"],
  roads: ["#8a6d3b", 1.6, "2 5"],
};

function lineRows(keys, hatched) {
  const rows = keys.map((key) => row(lineSwatch(...LINES[key]), layerSpec(key).title));
  if (hatched) rows.push(row(lineSwatch("url(#hatch-district)", 7), t("legend.district_only")));
  return rows.length ? [h("h4", {}, t("legend.lines")), h("ul", { class: "legend-list" }, ...rows)] : [];
}

export function createLegend() {
  const body = h("div", { class: "legend-body" });
  const node = h("details", { class: "legend", open: matchMedia("(min-width: 48rem)").matches }, h("summary", {}, t("legend.title")), body);
  L.DomEvent.disableClickPropagation(node).disableScrollPropagation(node);

  function show({ state, answer, error, hatched, basis, groups }) {
    const { layers } = state;
    const shown = layerSpecs.filter((spec) => spec.key in layers).map((spec) => spec.key);
    const points = shown.filter((key) => layerSpec(key).geometry === "point" && key !== "products");
    fill(
      body,
      ...(answer && shown.includes("communes") ? choroplethLegend(answer) : []),
      error ? h("p", { class: "error" }, `${error.message} `, button(t("retry"), error.retry)) : null,
      ...(shown.includes("products") ? productRows(groups) : []),
      ...placeRows(points, state),
      ...lineRows(shown.filter((key) => key in LINES), hatched),
      h("p", { class: "muted small" }, basis),
    );
  }

  return { node, show };
}
