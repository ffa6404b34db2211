// Where tours pass: which tours count, the heat map, communes left out, signs, spots for a sales point.

import { apiUrl, fetchJson } from "../api.js";
import { basePanel } from "../base.js";
import { announce, button, fill, h } from "../dom.js";
import { openMap, printHead } from "../desk/mapview.js";
import { numberField } from "../desk/fields.js";
import { date, number } from "../format.js";
import { loadLayer, OVERVIEW_ZOOM } from "../layerdata.js";
import { pageState, t } from "../page.js";
import { createPanels } from "../panels.js";
import { createStore } from "../state.js";
import { coordinatesLine, fullScreenButton, printButton, themeButton } from "../tools.js";
import { createFlowMap } from "./flowmap.js";
import { createLegend } from "./legend.js";
import { notesOf, showLeftOut, showSigns, showSpots, stretchList } from "./lists.js";
import { createSources, downloads, layerUrl, PATH } from "./sources.js";

const USUAL_MIN = 10;
const MOST_MIN = 120;

const { map, frame, view } = await openMap();
const store = createStore({ units: pageState.units, published: true, drafts: false, job: pageState.job, within: USUAL_MIN, zoom: OVERVIEW_ZOOM });
const flowMap = createFlowMap(map);
const legend = createLegend(flowMap.toggle);
const sources = createSources(store, (job) => store.set({ job }));
const parts = { flows: h("div", {}), left: h("div", {}), signs: h("div", {}), spots: h("div", {}) };
const status = document.getElementById("flow-status");
let asked = new AbortController();
let fitted = false;

function basisText(answer) {
  const on = answer.on ? t("flows.on", { date: date(answer.on) }) : t("flows.any_day");
  return t("flows.basis", { date: date(answer.base_date) || t("flows.basis_unknown"), units: t(`units.short.${answer.units}`), on });
}

const planning = () => `${pageState.prefix}/planning${store.get().job ? `?tours_job=${encodeURIComponent(store.get().job)}` : ""}`;
const totalOf = ({ published, draft, generated }) => published + draft + generated;

function showEmpty() {
  const words = store.get().published ? "flows.empty" : "flows.empty_with";
  fill(status, t(words));
  fill(parts.flows, h("p", { class: "note" }, t(words)));
  for (const name of ["left", "signs", "spots"]) fill(parts[name], h("p", { class: "note" }, t(words)));
}

function show({ passes, communes, signs, spots }) {
  const total = totalOf(passes.tours);
  const basis = basisText(passes);
  flowMap.showCommunes(communes);
  flowMap.showLines(passes);
  flowMap.showSigns(signs.features);
  flowMap.showSpots(spots.features);
  legend.show({ passes, communes, basis });
  document.body.dataset.tours = String(total);
  if (!total) return showEmpty();
  if (!fitted) flowMap.fit();
  fitted = true;
  const { published, draft: drafts, generated } = passes.tours;
  const counts = t("flows.counts", { published: number(published), drafts: number(drafts), generated: number(generated) });
  fill(status, t("flows.status", { count: number(total) }), " ", counts);
  fill(parts.flows, stretchList(passes, flowMap.revealLine), downloads(store.get()), notesOf(passes), h("p", { class: "muted small", dataset: { part: "basis" } }, basis));
  showLeftOut(parts.left, communes, flowMap.reveal);
  showSigns(parts.signs, signs, flowMap.reveal);
  showSpots(parts.spots, spots, flowMap.reveal, planning());
  printHead(h("h2", {}, t("flows.print_title")), h("p", {}, `${t("flows.status", { count: number(total) })} ${counts}`), h("p", {}, basis));
  return null;
}

function showFailure(error) {
  fill(status, error.message);
  fill(parts.flows, h("div", { class: "error", role: "alert" }, h("p", {}, error.message), button(t("retry"), refresh)));
}

async function refresh() {
  asked.abort();
  asked = new AbortController();
  const { signal } = asked;
  delete document.body.dataset.tours;
  fill(status, t("loading"));
  try {
    const [passes, communes, signs, spots] = await Promise.all(["passes", "communes", "signs", "spots"].map((layer) => fetchJson(layerUrl(layer, "geojson", store.get()), signal)));
    show({ passes, communes, signs, spots });
  } catch (error) {
    if (error.name !== "AbortError") showFailure(error);
  }
}

async function loadOutlines() {
  for (const key of ["districts", "provinces"]) flowMap.setOutlines(key, await loadLayer(key, { units: store.get().units, on: "" }, OVERVIEW_ZOOM));
}

// A link may name tours that have expired since: the page goes on without them.
async function loadJob() {
  const { job } = store.get();
  if (!job) return;
  try {
    sources.showMade(await fetchJson(apiUrl(`${PATH}/${encodeURIComponent(job)}`)));
  } catch {
    store.set({ job: "" });
    announce(t("flows.job_gone"));
  }
}

const within = numberField(t("flows.within_min"), USUAL_MIN, { min: 1, max: MOST_MIN, name: "within" }, (value) => value && store.set({ within: value }));
const tools = [h("div", { class: "buttons" }, fullScreenButton(), printButton(), themeButton()), basePanel(map, view)];
const panels = createPanels({ flows: [sources.node, parts.flows], left: [parts.left], signs: [parts.signs], spots: [within, parts.spots], tools });
fill(document.getElementById("side"), panels.node);
frame.append(legend.node);
document.querySelector(".map-note").after(coordinatesLine(map));

await loadJob();
store.on(["units"], loadOutlines);
store.on(["units", "published", "drafts", "job", "within"], refresh);
store.on(["job"], ({ job }) => history.replaceState(null, "", job ? `${pageState.page}?job=${encodeURIComponent(job)}` : pageState.page));
await Promise.all([loadOutlines(), refresh()]);
document.body.dataset.ready = "true";
