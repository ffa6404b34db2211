// Features of the layers, fetched when first needed and kept by (layer, unit system, day, detail).

import { apiUrl, fetchJson } from "./api.js";
import { labels, pageState } from "./page.js";
import { followedQuery, placeQuery } from "./state.js";

const cache = new Map();

// Outlines are generalised by the server for the zoom; two steps are enough for a province.
const POLYGONS = new Set(["communes", "districts", "provinces"]);
export const OVERVIEW_ZOOM = 9;
export const DETAIL_ZOOM = 12;

export function detailFor(key, zoom) {
  if (!POLYGONS.has(key)) return undefined;
  return zoom >= DETAIL_ZOOM ? DETAIL_ZOOM : OVERVIEW_ZOOM;
}

// These are chosen among as on the page of the value chain; a file without a server holds them whole.
export const OF_CHAIN = ["chain_breaks", "chain_unknown"];

/** What of the filter the server applies to a layer. */
export function servedQuery(key, filter) {
  if (OF_CHAIN.includes(key)) return pageState.api ? placeQuery(filter) : {};
  // Of these the programme follows facts; producers stand at no stage.
  if (key === "producers") return followedQuery({ ...filter, stage: [] });
  return key === "products" ? followedQuery(filter) : {};
}

export function layerUrl(key, state, detail) {
  return apiUrl(`layers/${key}.geojson`, { units: state.units, on: state.on, zoom: detail, ...servedQuery(key, state.filter) });
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
