// The planning page: set up, run, read, adjust, save. Every part is a module of its own; here they meet.

import { apiUrl, fetchJson } from "../api.js";
import { basePanel } from "../base.js";
import { announce, button, fill, h } from "../dom.js";
import { pageState, t } from "../page.js";
import { createPanels } from "../panels.js";
import { createStore } from "../state.js";
import { coordinatesLine, fullScreenButton, printButton, themeButton } from "../tools.js";
import { createAdjusting } from "./adjusting.js";
import { adjustBar, createAnswerPanel } from "./answerpanel.js";
import { basisText, travelText } from "./basis.js";
import { askPlan } from "./calls.js";
import { createDrawing } from "../desk/drawing.js";
import { createProgress } from "../desk/progress.js";
import { createIsochrones } from "./isochrones.js";
import { communeAt, communesOf, loadOutlines, openMap, printHead } from "../desk/mapview.js";
import { proofText } from "./figures.js";
import { emptyPlan, fromRequest, toRequest } from "./plan.js";
import { AFTER, BEFORE, createPlanMap } from "./planmap.js";
import { createPlanLegend } from "./planlegend.js";
import { createPointForm, missingWarning } from "./pointform.js";
import { candidatePopup, communePopup } from "./popups.js";
import { failure } from "./running.js";
import { solve } from "./solving.js";
import { createScenarioBox } from "./scenariobox.js";
import { createSaveForm, createScenarioList } from "./scenarios.js";
import { createSetup } from "./setup.js";
import { createSwipe } from "./swipe.js";
import { createViewChoice } from "./viewchoice.js";

const { map, frame, view } = await openMap();
// Who comes from the page of flows weighs the tours that were generated there.
const fromFlows = pageState.tours_job ? { tours: { job: pageState.tours_job }, weights: { tours: 1 } } : {};
const store = createStore({ ...emptyPlan(pageState.units), ...fromFlows });
const shown = createStore({ answer: null, job: null });
const may = pageState.may ?? {};
let options = null;
let names = new Map();
let stopBackground = new AbortController();

const planMap = createPlanMap(map, {
  commune: (properties) => communePopup(properties, shown.get().answer, planMap.row(properties.code), nameOf),
  candidate: (id) => candidatePopup(candidateOf(id) ?? { id, name: nameOf(id), state: "existing" }, store, () => keepPlace(id)),
  moved: (id, latlng, byKey) => move(id, latlng, byKey),
});
const drawing = createDrawing(map, frame);
const swipe = createSwipe(map, frame, { before: BEFORE, after: AFTER });
const choice = createViewChoice(redraw);
const legend = createPlanLegend([choice.node]);
const reach = createIsochrones({ drawing, put: planMap.put, units: () => store.get().units, on: () => store.get().on });
const pointForm = createPointForm({ drawing, units: () => communesOf(planMap), system: () => store.get().units, communeAt: (lat, lon) => communeAt(planMap, lat, lon), onentered: loadOptions });
const missing = h("div", {});
const setup = createSetup(store, { drawing, units: () => communesOf(planMap), known: { nameOf }, warning: missing, run });
const progress = createProgress(setup.state);
const panel = createAnswerPanel({ nameOf, candidateOf });
const more = h("div", { class: "run-state" });
const moreProgress = createProgress(more);
const adjusting = createAdjusting({ evaluate: async (request) => (await askPlan(request, () => {})).answer, onchange: (answer) => show(answer), onfail });
const saveForm = may.save ? createSaveForm({ current: currentPlan, onsaved: openSaved }) : null;
const list = may.save ? createScenarioList() : null;
const box = createScenarioBox({ onanswer: (answer) => begin(box.current().request, answer, null), onremoved: removed, onrestored: restored, onchanged: () => list?.refresh() });

function nameOf(id) {
  return names.get(id) ?? id;
}

function reachOfPlan() {
  const places = openPlaces();
  if (places.length) reach.from(places);
  else announce(t("reach.no_plan"));
}

// Where the points of the plan on screen stand, new and existing: what they reach together is its catchment.
function openPlaces() {
  const { answer } = shown.get();
  const opened = new Set(answer?.opened);
  return (answer?.candidates ?? []).filter(({ id }) => opened.has(id)).map(({ lat, lon }) => ({ lat, lng: lon }));
}

function candidateOf(id) {
  return shown.get().answer?.candidates.find((one) => one.id === id);
}

function remember(answer) {
  names = new Map([...communesOf(planMap).map(({ code, name }) => [code, name]), ...[...answer.rows, ...answer.existing.points, ...answer.candidates].map(({ id, name }) => [id, name])]);
}

/** A place that was dragged becomes a candidate of its own that the next run must keep. */
function keepPlace(id) {
  const { name, lon, lat } = candidateOf(id);
  const { points, locked } = store.get();
  const key = `kept-${points.length + 1}`;
  store.set({ points: [...points, { id: key, name, lon, lat }], locked: [...locked, `point:${key}`] });
  announce(t("popup.kept"));
  map.closePopup();
}

async function move(id, latlng, byKey) {
  const place = shown.get().answer.points.findIndex((point) => point.id === id);
  await adjusting.move(id, latlng);
  // The keyboard stays on the point that it moves.
  const next = shown.get().answer.points[place];
  if (byKey && next) planMap.focus(next.id);
}

function onfail(error, answer) {
  announce(error.message);
  show(answer);
}

function redraw() {
  const { answer } = shown.get();
  if (!answer) return;
  const { by, free, swiping } = choice.get();
  planMap.colour(answer, swiping ? "minutes" : by);
  planMap.showPoints(answer, free && !swiping);
  planMap.showBefore(swiping);
  swipe.show(swiping);
  legend.show(answer, swiping ? "minutes" : by);
}

function swapPoint(id, nextId) {
  adjusting.swap(id, candidateOf(nextId));
}

function show(answer) {
  map.closePopup();
  shown.set({ answer });
  remember(answer);
  redraw();
  const first = adjusting.optimum();
  panel.show(answer, { top: [adjustBar(adjusting), more, saveForm], show: planMap.reveal, swap: swapPoint, curveOf: first });
  printHead(h("h2", {}, t("plan.print_title")), h("p", {}, proofText(answer)), h("p", {}, basisText(answer)), h("p", {}, travelText(answer)));
  fill(document.getElementById("plan-status"), t(answer.stopped_by === "given" ? "status.given" : "status.solved", { count: answer.points.length }), " ", adjusting.price());
  document.body.dataset.answer = answer.stopped_by;
}

function begin(request, answer, job) {
  adjusting.begin(request, answer);
  if (!shown.get().answer || shown.get().answer.units !== answer.units) planMap.fit(answer);
  shown.set({ job });
  show(answer);
}

/** Open a panel at its beginning: on a telephone the whole sheet scrolls. */
function openPanel(name) {
  panels.select(name);
  document.getElementById("side").scrollTop = 0;
  document.getElementById(`panel-${name}`).scrollTop = 0;
}

/** What "save" keeps: the request that gives what is on screen, and the job that made it. */
function currentPlan() {
  if (!shown.get().answer) return null;
  return { plan: adjusting.request(), job: adjusting.isAdjusted() ? null : shown.get().job };
}

async function run() {
  stopBackground.abort();
  stopBackground = new AbortController();
  const { signal } = stopBackground;
  const request = toRequest(store.get());
  setup.run.disabled = true;
  progress.wait();
  try {
    await solve(request, {
      signal,
      onjob: progress.follow,
      onanswer: (made, answer, job) => {
        progress.end();
        setup.run.disabled = false;
        leaveScenario();
        begin(made, answer, job);
        openPanel("answer");
        announce(proofText(answer));
      },
      onmore: moreProgress,
      oncomplete: (made, answer, job) => complete(made, answer, job),
      onincomplete: (error) => fill(more, failure(error, nameOf)),
    });
  } catch (error) {
    if (error.name !== "AbortError") fill(setup.state, failure(error, nameOf));
  } finally {
    setup.run.disabled = false;
  }
}

/** Curve and samples came after the plan itself. */
function complete(request, answer, job) {
  moreProgress.end();
  adjusting.complete(request, answer);
  shown.set({ job });
  show(adjusting.isAdjusted() ? shown.get().answer : adjusting.optimum());
}

async function loadOptions() {
  try {
    const { units, on } = store.get();
    const [next] = await Promise.all([fetchJson(apiUrl("siting-options", { units, on })), loadOutlines(planMap, units)]);
    options = next;
    // A new plan may choose among all kinds of places that have any; a saved one says which.
    if (!store.get().kinds.length && !store.get().points.length) store.set({ kinds: options.kinds.filter((kind) => kind.taken > 0).map((kind) => kind.key) });
    names = new Map(communesOf(planMap).map(({ code, name }) => [code, name]));
    pointForm.fillCommunes();
    fill(missing, missingWarning(options.existing, pointForm.node), options.communes ? null : h("p", { class: "warning" }, t("options.empty")));
    setup.show(options);
    if (!shown.get().answer) fill(document.getElementById("plan-status"), t("status.ready"));
    redraw();
  } catch (error) {
    setup.fail(error, loadOptions);
  }
  document.body.dataset.ready = "true";
}

async function openScenario(id) {
  try {
    const scenario = await fetchJson(apiUrl(`scenarios/${encodeURIComponent(id)}`));
    store.set(fromRequest(scenario.request));
    await loadOptions();
    box.show(scenario);
    begin(scenario.request, scenario.answer, null);
    openPanel("answer");
  } catch (error) {
    await loadOptions();
    fill(setup.state, failure(error, nameOf));
    fill(document.getElementById("plan-status"), error.message);
  }
}

function openSaved(scenario) {
  history.pushState(null, "", `${pageState.page}/${encodeURIComponent(scenario.id)}`);
  box.show(scenario);
  list?.refresh();
  openPanel("scenarios");
}

function leaveScenario() {
  box.close();
  history.replaceState(null, "", pageState.page);
}

function restored(scenario) {
  openSaved(scenario);
  begin(scenario.request, scenario.answer, null);
}

function removed() {
  leaveScenario();
  list?.refresh();
}

const tools = [h("div", { class: "buttons" }, button(t("reach.start"), reach.start, { dataset: { action: "reach" } }), button(t("reach.plan"), reachOfPlan, { dataset: { action: "reach-plan" } }), button(t("reach.clear"), reach.clear)), reach.fields, reach.out, h("div", { class: "buttons" }, fullScreenButton(), printButton(), themeButton()), basePanel(map, view)];
const panels = createPanels({ setup: [setup.node], answer: [panel.node], scenarios: [box.gone, box.node, list?.node ?? h("p", { class: "muted" }, t("scenario.sign_in"))], tools });
fill(document.getElementById("side"), panels.node);
frame.append(legend.node);
document.querySelector(".map-note").after(coordinatesLine(map));
// Paper shows the plan, whichever panel is open on screen.
window.addEventListener("beforeprint", () => shown.get().answer && panels.select("answer"));

store.on(["units", "on"], loadOptions);
list?.refresh();
if (pageState.scenario) await openScenario(pageState.scenario);
else await loadOptions();
