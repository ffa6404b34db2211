// In place of permalink.js: a file has no query that it could change, so the view stands behind the #.

import { layerSpec, pageState } from "../page.js";
import { readState, writeState } from "../permalink.js";
import { FOLLOWED } from "../state.js";
import { hasUnits } from "./inside.js";

const OWN = ["sheet", "show"];

/** The parts of the address: the view as a query, the sheet that is open, the record to show. */
export function addressParts() {
  const query = new URLSearchParams(location.hash.slice(1));
  const [sheet, show] = OWN.map((name) => query.get(name) ?? "");
  for (const name of OWN) query.delete(name);
  return { view: query.toString(), sheet, show };
}

// A link may ask for what another file holds: only what this one does is taken.
function within(state) {
  const layers = Object.fromEntries(Object.entries(state.layers).filter(([key]) => layerSpec(key)));
  const table = layerSpec(state.table) ? state.table : "";
  const filter = { ...state.filter, ...Object.fromEntries(FOLLOWED.map((name) => [name, []])) };
  return { ...state, filter, units: hasUnits(state.units) ? state.units : pageState.units, on: pageState.on, base: "none", layers, table };
}

export function readAddress() {
  return within(readState(addressParts().view || pageState.view));
}

let written = "";

function hashOf(view, sheet) {
  return `#${view}${sheet ? `&sheet=${encodeURIComponent(sheet)}` : ""}`;
}

export function addressOf(state) {
  return location.href.split("#")[0] + hashOf(writeState(state).slice(1), "");
}

function rewrite(sheet) {
  // Marked as ours: an address that somebody types is not.
  history.replaceState({ ours: true }, "", hashOf(written, sheet));
}

export function writeAddress(state) {
  written = writeState(state).slice(1);
  // A record that is being fetched to the map is still asked for.
  if (!addressParts().show) rewrite(addressParts().sheet);
}

/** The address says which sheet is open; none where it is empty. */
export function writeSheet(sheet) {
  rewrite(sheet);
}

/** Whether somebody put another view into the address by hand. */
export function isTyped() {
  return Boolean(addressParts().view) && !history.state?.ours;
}

export { writeState };
