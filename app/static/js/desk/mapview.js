// The map that Folium made, with our outlines on it: the same for one plan and for several.

import { announce, fill } from "../dom.js";
import { loadLayer, OVERVIEW_ZOOM } from "../layerdata.js";
import { contains } from "../labels.js";
import { keepView, prepareMap } from "../mapsetup.js";
import { addHatches } from "../symbols.js";
import { restoreTheme } from "../tools.js";
import { createBase } from "../base.js";
import { createStore } from "../state.js";

/** The map, ready to be drawn on: {map, frame, view}; `view` holds the base map and where the reader is. */
export async function openMap() {
  restoreTheme();
  addHatches();
  const { map, options } = await window.ocopmap.attached;
  const view = createStore({ base: "none", view: null });
  prepareMap(map);
  createBase(map, view);
  keepView(map, view, options.bounds);
  window.addEventListener("unhandledrejection", (event) => announce(String(event.reason?.message ?? event.reason)));
  return { map, frame: document.getElementById("map-frame"), view };
}

/** Fetch the outlines of a unit system and put them on the map; districts only where there are any. */
export async function loadOutlines(planMap, units) {
  const state = { units, on: "" };
  const [communes, ...lines] = await Promise.all(["communes", "districts", "provinces"].map((key) => loadLayer(key, state, OVERVIEW_ZOOM)));
  planMap.setCommunes(communes.features);
  planMap.setOutlines("districts", lines[0]);
  planMap.setOutlines("provinces", lines[1]);
}

export function communesOf(planMap) {
  return planMap.features().map(({ properties }) => properties);
}

/** The code of the commune at a place; null outside. */
export function communeAt(planMap, lat, lon) {
  return planMap.features().find(({ geometry }) => geometry && contains(geometry, lon, lat))?.properties.code ?? null;
}

/** Head of a printed page. */
export function printHead(...nodes) {
  fill(document.getElementById("print-head"), ...nodes);
}
