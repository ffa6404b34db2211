// The state of the page in its address: what a reader sees, another reader can be sent.

import { layerSpecs, pageState } from "./page.js";
import { LIST_NAMES, defaultFilter } from "./state.js";

const DEFAULTS = {
  on: "",
  base: "none",
  indicator: "products",
  crop: "",
  scheme: "natural_breaks",
  classes: "5",
  palette: "blues",
  table: "",
  sort: "name",
};

function defaultLayers() {
  return Object.fromEntries(layerSpecs.filter((spec) => spec.shown).map((spec) => [spec.key, 1]));
}

export function defaultState() {
  return { ...DEFAULTS, units: pageState.units, layers: defaultLayers(), filter: defaultFilter(), view: null };
}

/** What the office shows to a reader whose address says nothing. A link says all that differs from the program's
    own choice, so what was sent once stays what it was when the office changes its mind. */
export function officeState() {
  const { units, indicator, layers, view } = pageState.start ?? {};
  const state = defaultState();
  return {
    ...state,
    units: units ?? state.units,
    indicator: indicator ?? state.indicator,
    layers: layers ? Object.fromEntries(layers.map((key) => [key, 1])) : state.layers,
    view: view ?? null,
  };
}

function readLayers(text) {
  const known = new Set(layerSpecs.map((spec) => spec.key));
  const layers = {};
  for (const part of text.split(",")) {
    const [key, percent] = part.split(":");
    const opacity = Number(percent ?? 100) / 100;
    if (known.has(key)) layers[key] = opacity >= 0 && opacity <= 1 ? opacity : 1;
  }
  return layers;
}

function readView(text) {
  const [lat, lon, zoom] = (text ?? "").split(",").map(Number);
  return [lat, lon, zoom].every(Number.isFinite) && text ? { lat, lon, zoom } : null;
}

function readFilter(query) {
  const filter = defaultFilter();
  for (const name of LIST_NAMES) {
    if (query.has(name)) filter[name] = query.get(name).split(",").filter(Boolean);
  }
  // "recognition=" alone lifts the filter that stands by default.
  filter.q = query.get("q") ?? "";
  filter.inferred = query.get("inferred") === "exclude" ? "exclude" : "";
  return filter;
}

export function readState(search) {
  const query = new URLSearchParams(search);
  if (![...query].length) return officeState();
  const state = defaultState();
  for (const name of Object.keys(DEFAULTS)) if (query.has(name)) state[name] = query.get(name);
  if (["2024", "2025"].includes(query.get("units"))) state.units = query.get("units");
  if (!/^(\d{4}-\d{2}-\d{2})?$/.test(state.on)) state.on = "";
  if (query.has("layers")) state.layers = readLayers(query.get("layers"));
  state.view = readView(query.get("at"));
  state.filter = readFilter(query);
  return state;
}

function writeLayers(layers) {
  return Object.entries(layers)
    .map(([key, opacity]) => (opacity === 1 ? key : `${key}:${Math.round(opacity * 100)}`))
    .join(",");
}

function writeFilter(query, filter) {
  const usual = defaultFilter();
  for (const name of LIST_NAMES) {
    if (filter[name].join() !== usual[name].join()) query.set(name, filter[name].join(","));
  }
  if (filter.q) query.set("q", filter.q);
  if (filter.inferred) query.set("inferred", filter.inferred);
}

/** The query string of a state; what stands by default is left out, save the unit system and the view. */
export function writeState(state) {
  const query = new URLSearchParams({ units: state.units });
  for (const [name, usual] of Object.entries(DEFAULTS)) if (state[name] !== usual) query.set(name, state[name]);
  const layers = writeLayers(state.layers);
  if (layers !== writeLayers(defaultLayers())) query.set("layers", layers);
  if (state.view) query.set("at", [state.view.lat.toFixed(5), state.view.lon.toFixed(5), state.view.zoom].join(","));
  writeFilter(query, state.filter);
  return `?${query.toString().replaceAll("%2C", ",").replaceAll("%3A", ":")}`;
}

// The address itself, which a page without a server keeps elsewhere (standalone/permalink.js).

export function readAddress() {
  return readState(location.search);
}

/** The whole address of a state, to be sent to somebody. */
export function addressOf(state) {
  return `${location.origin}${location.pathname}${writeState(state)}`;
}

export function writeAddress(state) {
  history.replaceState(null, "", `${writeState(state)}${location.hash}`);
}
