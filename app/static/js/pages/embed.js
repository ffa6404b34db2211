// The map in a frame of another site: what a permalink shows, without panels; nothing is kept on the device.

import { createBase } from "../base.js";
import { createBoundaries } from "../boundaries.js";
import { createChoropleth, figureOf } from "../choropleth.js";
import { announce, button, debounce, fill, h } from "../dom.js";
import { filterText } from "../filterpanel.js";
import { number } from "../format.js";
import { createLabels } from "../labels.js";
import { createLayerControl } from "../layercontrol.js";
import { createLegend } from "../legend.js";
import { keepView, prepareMap } from "../mapsetup.js";
import { layerSpec, pageState, t } from "../page.js";
import { readState, writeState } from "../permalink.js";
import { createPoints } from "../points.js";
import { createProductView } from "../productview.js";
import { createReveal } from "../reveal.js";
import { createStore } from "../state.js";
import { basisText } from "../summary.js";
import { addHatches } from "../symbols.js";

/** The address of the frame as the map has it: its language is no part of what is shown. */
function shownState() {
  const query = new URLSearchParams(location.search);
  query.delete("lang");
  return { ...readState(`?${query}`), table: "" };
}

addHatches();

const { map, options } = await window.ocopmap.attached;
const store = createStore(shownState());
const view = createProductView();
const summary = document.getElementById("summary");
const problems = h("div", { role: "alert" });
const fullMap = document.getElementById("full-map");
let answer = null;
let answerError = null;

prepareMap(map);
createBase(map, store);
const legend = createLegend();
const open = (key, feature) => reveal.popup(key, feature);
const boundaries = createBoundaries(map, open, () => {});
const points = createPoints(map, open, () => {});
const control = createLayerControl({ store, map, boundaries, tree: { report }, onloaded: debounce(refresh, 0) });
const labels = createLabels(map, (level) => (control.isShown(level) ? control.features(level) : []));
const figure = (code) => figureOf(answer, code);
const reveal = createReveal({ map, store, control, points, boundaries, view, figure });
const choropleth = createChoropleth(store, boundaries, showAnswer);

const failed = new Map();

function report(key, { error, retry }) {
  if (error) failed.set(key, { error, retry });
  else failed.delete(key);
  fill(
    problems,
    ...[...failed].map(([name, one]) =>
      h("p", { class: "error" }, `${layerSpec(name).title}: ${one.error.message} `, button(t("retry"), one.retry)),
    ),
  );
}

function basis() {
  return basisText(store.get(), filterText(store.get().filter, view.names()), pageState.data_date);
}

// What lies in no commune is said beside the total: the markers alone would be fewer.
function rest(numbers) {
  const communes = t("summary.in_communes", { count: number(numbers.in_communes), communes: number(numbers.communes_with_products) });
  const others = ["district_only", "not_placed", "outside"].filter((name) => numbers[name]);
  return [communes, ...others.map((name) => `${t(`summary.${name}`)}: ${number(numbers[name])}`)].join(" · ");
}

function showNumbers() {
  const numbers = view.numbers();
  fill(
    summary,
    h("p", {}, h("strong", { dataset: { number: "total" } }, number(numbers.total)), ` ${t("summary.total")}`),
    h("p", { class: "embed-rest muted" }, rest(numbers)),
    h("p", { class: "muted basis" }, basis()),
    problems,
  );
}

function showLegend() {
  const hatched = control.isShown("districts") && Object.keys(view.districtOnly()).length > 0;
  const groups = view.ready() ? view.numbers().by_group : null;
  legend.show({ state: store.get(), answer, error: answerError, hatched, basis: basis(), groups });
}

function drawPoints() {
  const { layers } = store.get();
  const keys = Object.keys(layers).filter((key) => layerSpec(key).geometry === "point");
  const featuresOf = (key) => (key === "products" ? view.shown() : control.features(key));
  points.show(keys.map((key) => ({ key, features: featuresOf(key), opacity: layers[key] })));
}

function refresh() {
  if (view.setFeatures(control.features("products"))) points.forget();
  view.filter(store.get().filter);
  drawPoints();
  const hatched = control.isShown("districts") ? view.districtOnly() : {};
  boundaries.showDistrictOnly(control.features("districts"), hatched, reveal.districtList);
  labels.refresh();
  if (!view.ready()) return;
  showNumbers();
  showLegend();
  document.body.dataset.ready = "true";
}

function showAnswer(next, error) {
  answer = next;
  answerError = error && { message: error.message, retry: choropleth.refresh };
  document.body.dataset.coloured = next ? `${next.indicator} ${next.units}` : "";
  showLegend();
}

// The full map opens where the reader of the frame has gone, in the language of the frame.
function followView() {
  fullMap.href = `${pageState.prefix}/${writeState(store.get())}&lang=${pageState.lang}`;
}

// A frame may be smaller than any screen: the province still fits into it.
const LEAST_ZOOM = 6;
const WIDE = "(min-width: 62rem)";

// Whoever scrolls through the page around the frame is not to be caught by the map: it zooms once it is used.
function zoomWhenUsed() {
  map.scrollWheelZoom.disable();
  map.on("click focus", () => map.scrollWheelZoom.enable());
  map.on("blur", () => map.scrollWheelZoom.disable());
}

fill(summary, problems);
map.setMinZoom(LEAST_ZOOM);
legend.node.open = matchMedia(WIDE).matches;
document.getElementById("map-frame").append(legend.node);
zoomWhenUsed();
store.on(["layers"], () => control.sync());
store.on(Object.keys(store.get()), debounce(followView, 150));
map.on("zoomend", debounce(() => control.sync(), 200));
window.addEventListener("unhandledrejection", (event) => announce(String(event.reason?.message ?? event.reason)));

choropleth.refresh();
await Promise.all([control.load("products"), control.sync()]);
refresh();
// Once the numbers above it have taken their room.
keepView(map, store, options.bounds);
