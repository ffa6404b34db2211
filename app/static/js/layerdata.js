// Features of the layers, fetched when first needed and kept by (layer, unit system, day, detail).

import { apiUrl, fetchJson } from "./api.js";
import { labels } from "./page.js";
import { followedQuery } from "./state.js";

const cache = new Map();

// Outlines are generalised by the server for the zoom; two steps are enough for a province.
const POLYGONS = new Set(["communes", "districts", "provinces"]);
export const OVERVIEW_ZOOM = 9;
export const DETAIL_ZOOM = 12;

export function detailFor(key, zoom) {
  if (!POLYGONS.has(key)) return undefined;
  return zoom >= DETAIL_ZOOM ? DETAIL_ZOOM : OVERVIEW_ZOOM;
}

// Of these the programme follows facts, which the server filters by.
export const HAVE_FACTS = ["products", "producers"];

export function layerUrl(key, state, detail) {
  const asked = HAVE_FACTS.includes(key) ? followedQuery(state.filter) : {};
  return apiUrl(`layers/${key}.geojson`, { units: state.units, on: state.on, zoom: detail, ...asked });
}

// Long vocabularies come with the features that need them.
function learn(answer) {
  for (const [name, pairs] of Object.entries(answer.labels ?? {})) labels.set(name, new Map(pairs));
  return answer;
}

/** A promise of the features; a failure is forgotten, so that asking again tries again. */
export function loadLayer(key, state, detail) {
  const url = layerUrl(key, state, detail);
  if (!cache.has(url)) {
    const asked = fetchJson(url).then(learn);
    cache.set(url, asked);
    asked.catch(() => cache.delete(url));
  }
  return cache.get(url);
}
