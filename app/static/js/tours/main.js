// The desk of the tours: wishes, the tour, changes by hand, other tours, checking, keeping. Here the parts meet.

import { basePanel } from "../base.js";
import { announce, fill, h } from "../dom.js";
import { distance } from "../geodesy.js";
import { pageState, t } from "../page.js";
import { createPanels } from "../panels.js";
import { createStore } from "../state.js";
import { coordinatesLine, fullScreenButton, printButton, themeButton } from "../tools.js";
import { createDrawing } from "../desk/drawing.js";
import { loadOutlines, openMap, printHead } from "../desk/mapview.js";
import { decodeBody, hasBody, showInAddress } from "./address.js";
import { createAlternatives } from "./alternatives.js";
import { checkTour, loadOptions, refusal } from "./asking.js";
import { daysFrom, nextSaturday } from "./dates.js";
import { createEditing } from "./editing.js";
import { numbersOf, summaryText, troubleOf } from "./figures.js";
import { dayOf, handBody, improveBody, leastDetour, lockStop, moveStop, removeStop, setReading, setVisit, setWeight, stateOf, stateOfBody, stepStop, withOwn, withoutGone } from "./hand.js";
import { createMaking } from "./making.js";
import { readOptions } from "./options.js";
import { createOtherDates } from "./otherdates.js";
import { createPlaces } from "./places.js";
import { choicePopup, emptyPopup, stopPopup, visitPopup } from "./popups.js";
import { createRouteCheck, routeState } from "./routecheck.js";
import { createSaving, editPageOf } from "./saving.js";
import { createScorePanel } from "./scorepanel.js";
import { createTakeAway } from "./takeaway.js";
import { createTourLegend } from "./tourlegend.js";
import { createTourMap, pointsOfDay } from "./tourmap.js";
import { createTourPanel } from "./tourpanel.js";
import { emptyWishes, fromRequest, stepsOf, viewOf } from "./wishes.js";
import { createWishForm } from "./wishform.js";

const { map, frame, view } = await openMap();
const first = nextSaturday(pageState.today);
const store = createStore(emptyWishes(first));
const places = createPlaces();
const drawing = createDrawing(map, frame);
const status = document.getElementById("tour-status");
const close = () => map.closePopup();
let options = null;
// Which days and view the stops are wanted of, and which units the outlines on the map are of.
let wantedOptions = "";
let outlined = "";
let loading = null;
let showsStops = true;
let previewing = false;
// The answer on screen: while the next one is on its way it is the best that is known.
let shown = null;
// Why the search left a stop out: an order that was changed by hand does not say it again.
let reasons = new Map();

const tourMap = createTourMap(map, { stops: popupOfStops, visit: popupOfVisit, empty: popupOfEmpty });
const editing = createEditing({ check: checkTour, onchange: show, onbusy: busy, onfail });
const act = {
  reveal: (id) => tourMap.reveal(id, places.get(id)),
  step: (id, step) => change((state) => stepStop(state, id, step)),
  move: (id, day, position) => change((state) => movedStop(state, id, day, position)),
  remove: (id) => change((state) => removeStop(state, id)),
  lock: (id, at) => change((state) => lockStop(state, id, at)),
  minutes: (id, minutes) => change((state) => setVisit(state, id, minutes)),
  reading: (id, reading) => change((state) => setReading(state, id, reading)),
};
const score = createScorePanel((key, weight) => change((state) => setWeight(state, key, weight)));
const saving = createSaving({ current: currentBody, onsaved: keep });
const takeAway = createTakeAway(() => ({ title: saving.title() || null, tour: currentBody() }), saving.saved);
const panel = createTourPanel({ places, editing, act, improve: () => making.improve(), addStop }, [score.node, takeAway.node]);
const form = createWishForm(store, { places, drawing, run: () => making.make() });
const making = createMaking({ wishes: store.get, form, panel, editing, begin: beginMade });
const others = createAlternatives({ editing, hasTour, take: takeAlternative, preview });
const otherDates = createOtherDates({ editing, shown: () => shown, take: takeDates });
const route = createRouteCheck({ time: timeRoute, view: () => viewOf(store.get()), isReady: () => Boolean(store.get().start) });
const legend = createTourLegend((on) => {
  showsStops = on;
  drawStops();
}, [basePanel(map, view)]);
const tools = h("div", { class: "buttons no-print" }, fullScreenButton(), printButton(), themeButton());
const panels = createPanels({ wishes: [form.node], tour: [panel.node], others: [others.node, otherDates.node], check: [route.node], saved: [saving.node, tools] });

// Without a tour on screen its panel has no room for words.
function onfail(error) {
  fill(hasTour() ? panel.state : form.state, refusal(error));
  if (!hasTour()) fill(status, error.message);
}

function change(make_) {
  fill(panel.state);
  return editing.change(make_);
}

// Let go where it was, a stop is not moved: there is nothing to time and nothing to undo.
function movedStop(state, id, day, position) {
  const next = moveStop(state, id, day, position);
  return JSON.stringify(next.order) === JSON.stringify(state.order) ? null : next;
}

function hasTour() {
  return shown !== null;
}

function currentBody() {
  return hasTour() ? handBody(editing.state()) : null;
}

function drawStops() {
  const visited = new Set(editing.state()?.order.flat() ?? []);
  tourMap.showStops(showsStops ? places.stops().filter(({ id }) => !visited.has(id)) : []);
}

function busy(on) {
  panel.busy(on);
  document.body.dataset.checking = String(on);
}

function troubleText(answer) {
  const { breaks, warning } = troubleOf(answer);
  if (breaks) return t("status.breaks", { count: breaks });
  return warning ? t("status.warnings", { count: warning }) : t("status.fine");
}

function withReasons(answer, state) {
  const visited = new Set(state.order.flat());
  const known = (answer.skipped ?? []).filter((one) => one.reason !== "not_ordered");
  for (const one of known) reasons.set(one.stop, one);
  const skipped = (answer.skipped ?? []).filter((one) => !visited.has(one.stop)).map((one) => reasons.get(one.stop) ?? one);
  return { ...answer, skipped };
}

function drawTour(state, answer) {
  previewing = false;
  tourMap.showTour(answer, (id) => id in state.locks);
}

function show(state, answer) {
  close();
  shown = answer;
  places.setOwn(state.own);
  places.remember(answer);
  drawTour(state, answer);
  drawStops();
  legend.show(answer);
  panel.show(withReasons(answer, state), state);
  score.show(answer.score);
  otherDates.suggest(state.base.dates[0]);
  showInAddress(handBody(state));
  fill(status, h("strong", {}, troubleText(answer)), " ", summaryText(answer));
  printHead(h("h2", {}, saving.title() || t("tour.print_title")), h("p", {}, summaryText(answer)));
  document.body.dataset.answer = answer.stopped_by;
  document.body.dataset.shown = String(Number(document.body.dataset.shown ?? 0) + 1);
  if (answer.stopped_by === "given") announce(`${t("tour.timed")} ${troubleText(answer)}`);
}

/** Open a panel at its beginning: on a telephone the whole sheet scrolls. */
function openPanel(name) {
  panels.select(name);
  document.getElementById("side").scrollTop = 0;
  document.getElementById(`panel-${name}`).scrollTop = 0;
}

function begin(state, answer) {
  others.clear();
  otherDates.clear();
  openPanel("tour");
  tourMap.fit(answer);
  return hasTour() ? editing.push(state, answer) : editing.begin(state, answer);
}

function beginMade(state, answer) {
  reasons = new Map();
  return begin(state, answer);
}

function addTo(state, id, place) {
  const { days } = shown;
  const open = places.get(id)?.open;
  const all = days.map((_, at) => at);
  // Where it is open, as far as is known; on a day on which it is closed only where there is no other.
  const fitting = open ? all.filter((at) => open.find((one) => one.date === days[at].date)?.hours?.length !== 0) : all;
  const points = days.map((day) => pointsOfDay(shown, day));
  const apart = (a, b) => distance({ lat: a.lat, lng: a.lon }, { lat: b.lat, lng: b.lon });
  const [day, position] = leastDetour(points, place, apart, fitting.length ? fitting : all);
  return moveStop(state, id, day, position);
}

async function addStop(id) {
  const state = editing.state();
  if (dayOf(state, id) >= 0) {
    act.reveal(id);
    return;
  }
  await change((now) => addTo(now, id, places.get(id)));
  announce(t("tour.added", { name: places.nameOf(id) }));
}

function addOwn(place) {
  change((now) => {
    const [state, id] = withOwn(now, place);
    return addTo(state, id, place);
  });
}

function setEnd(name, place) {
  store.set({ [name]: place });
  if (options) form.show(options);
  announce(t(name === "start" ? "wish.start_set" : "wish.end_set", { name: places.textOf(place) }));
}

function popupOfStop(stop) {
  return stopPopup(stop, { store, places, canAdd: hasTour, add: addStop, setEnd, close });
}

function popupOfStops(stops) {
  if (stops.length === 1) return popupOfStop(stops[0]);
  return choicePopup(stops, places.kindsText, (stop) => tourMap.openAt([stop.lat, stop.lon], popupOfStop(stop)));
}

function popupOfVisit(id) {
  const state = editing.state();
  const locked = id in state.locks;
  return visitPopup(shown.stops[id], numbersOf(shown).get(id), { locked, lock: () => act.lock(id, locked ? undefined : null), remove: () => act.remove(id), close });
}

function popupOfEmpty(latlng) {
  return emptyPopup(latlng, { canAdd: hasTour, addOwn, setEnd, close });
}

// A tour looked at: on the map alone, until something else is shown.
function preview(answer) {
  close();
  previewing = true;
  places.remember(answer);
  tourMap.showTour(answer, () => false);
  tourMap.fit(answer);
}

function takeAlternative(answer) {
  begin(stateOf(improveBody(editing.state()), answer), answer);
}

function takeDates(state, answer) {
  begin(state, answer);
}

/** An order that was read from a text or a file, with the rest of the wishes as they stand in the form. */
async function timeRoute(days) {
  const { state, error } = routeState(store.get(), days);
  reasons = new Map();
  const answer = error ?? (await checkTour(handBody(state)).catch((refused) => refused));
  if (answer instanceof Error) {
    route.fail(answer);
    return;
  }
  await begin(state, answer);
}

function keep(saved) {
  editing.keep();
  history.replaceState(null, "", editPageOf(saved.id));
}

/** Fill the form with a body, and show its tour where it has an order; what is no stop any more is left out. */
async function open(sent) {
  await openView(sent);
  const { body, gone } = withoutGone(sent, places.isStop);
  const { order, ...wishes } = body;
  store.set(fromRequest(wishes, first));
  fillUsual();
  if (!Array.isArray(order)) return;
  await editing.begin(stateOfBody(body));
  if (!editing.answer()) return;
  openPanel("tour");
  tourMap.fit(editing.answer());
  if (gone.length) fill(panel.state, h("p", { class: "warning", role: "alert" }, t("tour.gone", { names: gone.map(places.nameOf).join(", ") })));
}

/** What the wishes do not say is as usual. */
function fillUsual() {
  const { start: from, interests } = store.get();
  const [town] = places.towns();
  const usual = stepsOf(Object.fromEntries(options.interests.map(({ key, usual: weight }) => [key, weight])));
  store.set({ start: from ?? (town ? { id: town.id } : null), interests: Object.keys(interests).length ? interests : usual });
  form.show(options);
}

/** A saved tour; with what the address holds of it on top, as a change that is not saved yet. */
async function openSaved(id, sent) {
  try {
    const saved = await saving.load(id);
    places.remember(saved.answer);
    await open(saved.request);
    const isOther = sent?.order && JSON.stringify(sent) !== JSON.stringify(handBody(editing.state()));
    if (isOther) await editing.push(stateOfBody(sent));
  } catch (error) {
    if (sent) await open(sent);
    else fillUsual();
    fill(form.state, refusal(error));
    fill(status, error.message);
  }
}

// The stops know their hours on the days of the tour, and which of them count depends on units and day.
function refreshOptions() {
  const { week, first: day, days, units, on } = store.get();
  const dates = week ? [] : daysFrom(day, days);
  const wanted = JSON.stringify([dates, units, on]);
  if (wanted !== wantedOptions) {
    wantedOptions = wanted;
    loading = loadView(wanted, dates, { units, on });
  }
  return loading;
}

async function loadView(wanted, dates, wishedFor) {
  const { units } = wishedFor;
  try {
    const [found] = await Promise.all([loadOptions(dates, wishedFor), units === outlined ? null : loadOutlines(tourMap, units)]);
    outlined = units;
    if (wanted !== wantedOptions) return; // others were wanted in the meantime
    options = readOptions(found);
  } catch (error) {
    wantedOptions = "";
    throw error;
  }
  places.setOptions(options);
  drawStops();
}

/** The view of a body before anything is looked up in it. */
async function openView(sent) {
  const { units, on } = fromRequest(sent, first);
  store.set({ units, on });
  await refreshOptions();
}

async function start() {
  try {
    const sent = decodeBody(location.hash);
    await openView(sent ?? {});
    fill(status, options.stops.length ? t("status.ready", { count: options.stops.length }) : t("status.empty"));
    tourMap.fitStops(options.stops);
    if (pageState.tour) await openSaved(pageState.tour, sent);
    else if (sent) await open(sent);
    else fillUsual();
    if (hasBody() && !sent) fill(form.state, h("p", { class: "warning", role: "alert" }, t("wish.unreadable")));
    store.on(["week", "first", "days", "units", "on"], refreshOptions);
  } catch (error) {
    form.fail(refusal(error, start));
  }
  document.body.dataset.ready = "true";
}

fill(document.getElementById("side"), panels.node);
frame.append(legend.node);
document.getElementById("tab-tour").addEventListener("click", () => previewing && drawTour(editing.state(), shown));
document.querySelector(".map-note").after(coordinatesLine(map));
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=range], [type=checkbox], [type=radio]), textarea, select");
  if (!(event.ctrlKey || event.metaKey) || event.altKey || typing) return;
  const key = event.key.toLowerCase();
  const run = key === "y" || (key === "z" && event.shiftKey) ? editing.redo : key === "z" ? editing.undo : null;
  if (!run) return;
  event.preventDefault();
  run();
});
// A link that is pasted into the address of this page is opened like any other, also while the page still starts.
window.addEventListener("hashchange", async ({ newURL }) => {
  await started;
  const sent = decodeBody(new URL(newURL).hash);
  if (options && sent) open(sent);
});
window.addEventListener("beforeunload", (event) => {
  if (pageState.may?.save && editing.isChanged()) event.preventDefault();
});
// Paper shows the tour, whichever panel is open on screen.
window.addEventListener("beforeprint", () => hasTour() && panels.select("tour"));
saving.refresh();
const started = start();
await started;
