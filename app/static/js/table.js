// The attribute table: all that the map says, as rows; sorted in Vietnamese order, fifty at a time.

import { button, fill, h, select } from "./dom.js";
import { apiUrl } from "./api.js";
import { collator, number } from "./format.js";
import { servedQuery } from "./layerdata.js";
import { layerSpec, layerSpecs, t } from "./page.js";
import { formatValue, placementNote } from "./popups.js";
import { isInferred } from "./filterindex.js";
import { filterQuery } from "./state.js";
import { createTakeAway } from "./takeaway.js";

const PAGE_ROWS = 50;

function isNumeric(fieldSpec) {
  return fieldSpec.kind === "number" || fieldSpec.kind === "year";
}

function isEmpty(value) {
  return value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}

// Sort keys are made once a sort, not once a comparison.
function sortKeys(features, fieldSpec) {
  return features.map((feature) => {
    const value = fieldSpec.of ? fieldSpec.of(feature)?.value : feature.properties[fieldSpec.name];
    if (isEmpty(value)) return null;
    return isNumeric(fieldSpec) ? Number(value) : formatValue(fieldSpec, value);
  });
}

/** The features in the order of a column; unknown values come last whichever way it runs. */
export function sortFeatures(features, fieldSpec, descending) {
  const keys = sortKeys(features, fieldSpec);
  const compare = isNumeric(fieldSpec) ? (a, b) => a - b : collator.compare;
  const order = features.map((_, i) => i);
  order.sort((a, b) => {
    if (keys[a] === null || keys[b] === null) return (keys[a] === null) - (keys[b] === null) || a - b;
    return (descending ? -1 : 1) * compare(keys[a], keys[b]) || a - b;
  });
  return order.map((i) => features[i]);
}

// What communes are coloured by, as a column of their table.
const FIGURE = "indicator";

function parseSort(sort) {
  return { name: sort.replace(/^-/, ""), descending: sort.startsWith("-") };
}

/** What the table of a layer is asked for with. */
export function tableQuery(key, state) {
  const coloured = key === "communes" && state.indicator !== "none";
  const filter = key === "products" || coloured ? filterQuery(state.filter) : servedQuery(key, state.filter);
  const crop = coloured && state.indicator === "zone_ha" ? state.crop : "";
  const indicator = coloured ? state.indicator : "";
  return { units: state.units, on: state.on, indicator, crop, ...filter };
}

export function csvUrl(key, state) {
  return apiUrl(`layers/${key}.csv`, tableQuery(key, state));
}

/**
 * `features(key)`: those on screen; `choose(key, feature)`: show one on the map; `figure(code)`: what the colour
 * of a commune says, or null.
 */
export function createTable(store, { features, choose, basis, figure }) {
  const state = { page: 0, chosen: null, rows: [] };
  const body = h("tbody", {});
  const head = h("tr", {});
  const caption = h("caption", {});
  const status = h("span", { class: "table-status", role: "status" });
  const csv = h("a", { class: "button", dataset: { action: "csv" }, download: true }, t("table.csv"));
  const takeAway = createTakeAway();
  const previous = button(t("table.previous"), () => turn(-1));
  const next = button(t("table.next"), () => turn(1));
  const layerChoice = select(
    layerSpecs.map((spec) => [spec.key, spec.title]),
    store.get().table || "products",
    (key) => store.set({ table: key, sort: "name" }),
  );
  layerChoice.setAttribute("aria-label", t("table.layer"));
  const node = h(
    "div",
    { class: "table-panel" },
    h("div", { class: "table-bar" }, layerChoice, status, previous, next, csv, takeAway.node),
    h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": t("table.title") }, h("table", {}, caption, h("thead", {}, head), body)),
  );

  function key() {
    return store.get().table || "products";
  }

  function columnsOf(layerKey) {
    const columns = layerSpec(layerKey).fields.filter((one) => !one.hidden);
    const shown = layerKey === "communes" ? figure(features(layerKey)[0]?.properties.code) : null;
    if (!shown) return columns;
    const column = { name: FIGURE, title: shown.title, kind: "number", of: (one) => figure(one.properties.code) };
    return columns.toSpliced(2, 0, column);
  }

  function heading(fieldSpec) {
    const { name, descending } = parseSort(store.get().sort);
    const active = name === fieldSpec.name;
    const sort = active && !descending ? `-${fieldSpec.name}` : fieldSpec.name;
    const control = button(fieldSpec.title, () => store.set({ sort }), { class: "sort", dataset: { sort: fieldSpec.name } });
    let direction = "none";
    if (active) direction = descending ? "descending" : "ascending";
    return h("th", { scope: "col", "aria-sort": direction, class: isNumeric(fieldSpec) ? "number" : "" }, control);
  }

  function cell(fieldSpec, feature, first) {
    const { properties } = feature;
    const text = fieldSpec.of ? (fieldSpec.of(feature)?.text ?? "") : formatValue(fieldSpec, properties[fieldSpec.name]);
    const mark = isInferred(properties, fieldSpec.name) ? h("span", { class: "inferred" }, ` ${t("value.inferred")}`) : null;
    const attributes = { class: isNumeric(fieldSpec) ? "number" : "" };
    if (!first) return h("td", attributes, text, mark);
    const why = feature.geometry ? null : h("span", { class: "muted small" }, ` – ${placementNote(properties)}`);
    return h("th", { scope: "row" }, button(text || "–", () => choose(key(), feature), { class: "row-button" }), mark, why);
  }

  function row(feature, columns) {
    const nameColumn = columns.findIndex((one) => one.name === "name" || one.name === "from_name");
    const element = h("tr", { dataset: { id: feature.properties.id ?? feature.properties.code } });
    columns.forEach((column, i) => element.append(cell(column, feature, i === Math.max(0, nameColumn))));
    element.addEventListener("click", (event) => {
      if (!event.target.closest("button, a")) choose(key(), feature);
    });
    element.classList.toggle("chosen", feature === state.chosen);
    return element;
  }

  function sorted() {
    const columns = columnsOf(key());
    const { name, descending } = parseSort(store.get().sort);
    return sortFeatures(features(key()), columns.find((one) => one.name === name) ?? columns[0], descending);
  }

  // The sort buttons are remade: the one that was pressed keeps the focus.
  function showHead(columns) {
    const pressed = head.contains(document.activeElement) ? document.activeElement.dataset.sort : null;
    fill(head, ...columns.map(heading));
    if (pressed) head.querySelector(`[data-sort="${CSS.escape(pressed)}"]`)?.focus();
  }

  function showPage() {
    const columns = columnsOf(key());
    const pages = Math.max(1, Math.ceil(state.rows.length / PAGE_ROWS));
    state.page = Math.min(Math.max(0, state.page), pages - 1);
    const from = state.page * PAGE_ROWS;
    const shown = state.rows.slice(from, from + PAGE_ROWS);
    fill(body, ...shown.map((feature) => row(feature, columns)));
    status.textContent = t("table.status", { from: number(shown.length ? from + 1 : 0), to: number(from + shown.length), total: number(state.rows.length) });
    previous.disabled = state.page === 0;
    next.disabled = state.page >= pages - 1;
  }

  function turn(step) {
    state.page += step;
    showPage();
  }

  function refresh() {
    layerChoice.value = key();
    state.rows = sorted();
    state.page = 0;
    caption.textContent = `${layerSpec(key()).title}. ${basis(key())}`;
    csv.href = csvUrl(key(), store.get());
    takeAway.show(key(), tableQuery(key(), store.get()));
    showHead(columnsOf(key()));
    showPage();
  }

  /** Mark the row of what the map shows, turning to its page. */
  function highlight(layerKey, feature) {
    state.chosen = feature;
    if (layerKey !== key()) return;
    const at = state.rows.indexOf(feature);
    if (at >= 0) state.page = Math.floor(at / PAGE_ROWS);
    showPage();
    body.querySelector(".chosen")?.scrollIntoView({ block: "nearest" });
  }

  return { node, refresh, highlight };
}
