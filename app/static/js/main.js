// The map page: puts the parts together and tells each what changed. Every part is a module of its own.

import { apiUrl, fetchJson } from "./api.js";
import { basePanel, createBase } from "./base.js";
import { createBoundaries } from "./boundaries.js";
import { choroplethPanel, createChoropleth, figureOf } from "./choropleth.js";
import { announce, debounce, fill, h } from "./dom.js";
import { chips, createFilterPanel, filterText } from "./filterpanel.js";
import { createLabels } from "./labels.js";
import { createLayerControl } from "./layercontrol.js";
import { OF_CHAIN, servedQuery } from "./layerdata.js";
import { createLegend } from "./legend.js";
import { createMeasure } from "./measure.js";
import { createPanels } from "./panels.js";
import { createPoints } from "./points.js";
import { layerSpec, t } from "./page.js";
import { addressOf, readAddress, writeAddress, writeState } from "./permalink.js";
import { createProductView } from "./productview.js";
import { createReveal } from "./reveal.js";
import { createSearch } from "./search.js";
import { createStore, defaultFilter, followedOnly, followedQuery, placeOnly } from "./state.js";
import { basisText, publishedLine, showSummary } from "./summary.js";
import { addHatches } from "./symbols.js";
import { createTable, tableQuery } from "./table.js";
import { createTablePanel } from "./tablepanel.js";
import { createTakeAway } from "./takeaway.js";
import { coordinatesLine, copyLinkButton, fullScreenButton, locateButton, printButton, restoreTheme, themeButton } from "./tools.js";
import { createTree } from "./tree.js";
import { followedPanel, viewPanel } from "./viewpanel.js";
import { keepView, prepareMap } from "./mapsetup.js";

restoreTheme();
addHatches();

const { map, options } = await window.ocopmap.attached;
const store = createStore(readAddress());
const view = createProductView();
const summaryBox = h("div", { class: "summary", "aria-live": "polite" });
const chipList = h("ul", { class: "chips", "aria-label": t("filter.active") });
let facts = null;
let answer = null;
let answerError = null;

prepareMap(map);
createBase(map, store);
const tree = createTree(store);
const filterPanel = createFilterPanel(store);
const colours = choroplethPanel(store);
const legend = createLegend();
const open = (key, feature) => reveal.popup(key, feature);
const chosen = (key, feature) => table.highlight(key, feature);
const boundaries = createBoundaries(map, open, chosen);
const points = createPoints(map, open, chosen);
const control = createLayerControl({ store, map, boundaries, tree, onloaded: debounce(refresh, 0) });
const labels = createLabels(map, (level) => (control.isShown(level) ? control.features(level) : []));
const figure = (code) => figureOf(answer, code);
const reveal = createReveal({ map, store, control, points, boundaries, view, figure });
const choropleth = createChoropleth(store, boundaries, showAnswer);
const table = createTable(store, { features: tableFeatures, choose: reveal.choose, basis: tableBasis, figure });
const tablePanel = createTablePanel(store, table, {
  bar: document.getElementById("map-strip"),
  holder: document.getElementById("results"),
});
const search = createSearch(store, reveal.hit);
const measure = createMeasure(map);
const takeAway = createTakeAway();

function tableFeatures(key) {
  return key === "products" ? view.shown() : control.features(key);
}

function words() {
  return filterText(store.get().filter, view.names());
}

function basis() {
  return basisText(store.get(), words(), facts?.data_date);
}

// Producers pass the filters by facts, records of the value chain those of place and text, and no other.
function tableBasis(key) {
  const { filter } = store.get();
  const own = OF_CHAIN.includes(key) ? placeOnly(filter) : followedOnly({ ...filter, stage: [] });
  const text = textOf(servedQuery(key, filter)) ? filterText(own, view.names()) : t("filter.not_applied");
  return key === "products" ? basis() : basisText(store.get(), text, facts?.data_date);
}

function clearFilter() {
  store.set({ filter: defaultFilter() });
}

// One pass after products came or the filter changed; everything that counts products follows from it.
function refresh() {
  if (view.setFeatures(control.features("products"))) {
    points.forget();
    filterPanel.setValues(view.filter(store.get().filter).counts, view.names());
  }
  showProducts();
  labels.refresh();
}

function showProducts() {
  const { filter, layers } = store.get();
  view.filter(filter);
  drawPointsSoon();
  const hatched = control.isShown("districts") ? view.districtOnly() : {};
  boundaries.showDistrictOnly(control.features("districts"), hatched, reveal.districtList);
  if (!view.ready() && !(asked(filter) && control.isLoaded("products"))) return;
  filterPanel.show(view.counts());
  fill(chipList, ...chips(store, view.names()));
  const numbers = view.numbers();
  showSummary(summaryBox, numbers, store.get(), {
    basis: basis(),
    openList: reveal.openList,
    clear: clearFilter,
  });
  if ("products" in layers) {
    const drawn = view.records((one) => one.in_system === "in_communes").length;
    tree.report("products", { count: numbers.total, drawn });
  }
  showLegend();
  if (tablePanel.isOpen()) table.refresh();
  document.body.dataset.ready = "true";
}

// After the numbers: markers take longest, and nobody should wait for them to read a total.
const drawPointsSoon = debounce(drawPoints, 0);

function drawPoints() {
  const { layers } = store.get();
  const keys = Object.keys(layers).filter((key) => layerSpec(key).geometry === "point");
  points.show(keys.map((key) => ({ key, features: tableFeatures(key), opacity: layers[key] })));
}

function showLegend() {
  const hatched = control.isShown("districts") && Object.keys(view.districtOnly()).length > 0;
  const groups = view.ready() ? view.numbers().by_group : null;
  legend.show({ state: store.get(), answer, error: answerError, hatched, basis: basis(), groups });
  fill(document.getElementById("print-head"), h("h2", {}, t("print.title")), h("p", {}, basis()));
}

function showAnswer(next, error) {
  answer = next;
  answerError = error && { message: error.message, retry: choropleth.refresh };
  colours.showAnswer(next);
  document.body.dataset.coloured = next ? `${next.indicator} ${next.units}` : "";
  if (tablePanel.isOpen() && store.get().table === "communes") table.refresh();
  showLegend();
}

async function loadFacts() {
  try {
    facts = await fetchJson(apiUrl("summary"));
    fill(document.getElementById("published"), publishedLine(facts.total, facts.published));
    refresh();
  } catch (error) {
    fill(document.getElementById("published"), error.message);
  }
}

// A link was followed: writing the address now would call the browser back from where it is going.
let leaving = false;
const LEAVING_MS = 15000;
window.addEventListener("beforeunload", () => {
  leaving = true;
  setTimeout(() => (leaving = false), LEAVING_MS);
});
window.addEventListener("pageshow", () => (leaving = false));

function offerProducts() {
  takeAway.show("products", tableQuery("products", store.get()), writeState(store.get()));
}

function rewriteAddress() {
  if (leaving) return;
  offerProducts();
  writeAddress(store.get());
  languageLinks.forEach(keepPlace);
}

// The other language shows the same view, at the same place of the page.
const languageLinks = [...document.querySelectorAll(".language-link")];

function keepPlace(link) {
  link.href = `${writeState(store.get())}&lang=${encodeURIComponent(link.hreflang)}${location.hash}`;
}

for (const link of languageLinks) {
  for (const name of ["pointerdown", "focus", "click"]) link.addEventListener(name, () => keepPlace(link));
}

function layOut() {
  const panels = createPanels({
    filter: [chipList, filterPanel.node, followedPanel(store, showProducts)],
    view: [viewPanel(store), colours.node],
    layers: [tree.node, basePanel(map, store)],
    tools: [
      measure.node,
      h("div", { class: "buttons" }, fullScreenButton(), locateButton(map), printButton(), themeButton()),
      copyLinkButton(() => addressOf(store.get())),
      takeAway.node,
    ],
  });
  fill(document.getElementById("side"), search.node, summaryBox, panels.node);
  if (matchMedia("(max-width: 48rem)").matches) panels.setFolded(true);
  document.getElementById("map-frame").append(legend.node);
  document.querySelector(".map-note").after(coordinatesLine(map));
}

// The filters by facts, which bring other features; empty: none.
function asked(filter) {
  return textOf(followedQuery(filter));
}

function textOf(query) {
  return Object.values(query).join("");
}

// The layers of the value chain that are on screen come anew, chosen among by the server.
function syncChain({ layers, table: shown }) {
  if (OF_CHAIN.includes(shown)) control.load(shown);
  if (OF_CHAIN.some((key) => key in layers)) control.sync();
}

async function loadAll() {
  await Promise.all([control.load("products"), control.sync()]);
  refresh();
}

layOut();
offerProducts();
keepView(map, store, options.bounds);
store.on(["filter"], (state, before) => {
  if (asked(state.filter) !== asked(before.filter)) return loadAll();
  showProducts();
  return syncChain(state);
});
store.on(["units", "on"], () => {
  map.closePopup();
  loadAll();
});
store.on(["layers"], () => control.sync());
store.on(["table", "sort"], async ({ table: key }) => {
  if (key) await control.load(key);
  tablePanel.show();
});
store.on(Object.keys(store.get()), debounce(rewriteAddress, 150));
map.on("zoomend", debounce(() => control.sync(), 200));
window.addEventListener("unhandledrejection", (event) => announce(String(event.reason?.message ?? event.reason)));

loadFacts();
choropleth.refresh();
if (store.get().table) control.load(store.get().table);
tablePanel.show();
await loadAll();
