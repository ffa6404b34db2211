// In place of api.js: the file answers itself, and pages are places in it.

import { apiUrl } from "../api.js";
import { layerSpecs } from "../page.js";
import { answerTo } from "./answers.js";
import { pageOf } from "./inside.js";

/** A promise, as of an answer that comes over a network; a failure says what is not inside. */
export async function fetchJson(address) {
  return answerTo(address);
}

// First part of the address of a page → layer.
const LAYERS = { "craft-villages": "craft_villages", zones: "material_zones", "sales-points": "sales_points", "planned-sites": "planned_sites" };

/** Where in the file a page of the site is: the page of a commune, else its record on the map, else nowhere. */
export function pageUrl(type, id, { units }) {
  if (type === "chain") return pageUrl(...id.split(":"), { units });
  if (type === "communes" && pageOf(units, id)) return `#sheet=${units}-${id}`;
  const key = LAYERS[type] ?? type;
  return layerSpecs.some((spec) => spec.key === key) ? `#show=${key}/${encodeURIComponent(id)}` : null;
}

/** Pages that are asked with a query stay behind. */
export function listUrl() {
  return null;
}

export { apiUrl };
