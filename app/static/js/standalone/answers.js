// The answers of the API, as far as they are inside the file.

import { fold } from "../fold.js";
import { t } from "../page.js";
import { productCells, toldCells } from "./cells.js";
import { SCHEME_NAMES, classify } from "./classes.js";
import { NotInside, collection, coloursOf, cropsOf, indicatorOf, searchable, summary } from "./inside.js";

function missing() {
  return new NotInside(t("atlas.not_inside"));
}

function layer(query, key) {
  const found = collection(query.get("units"), key, query.get("zoom") ?? "");
  if (!found) throw missing();
  return found;
}

function choropleth(query) {
  const units = query.get("units");
  const name = query.get("indicator");
  const crops = cropsOf(units);
  const crop = name === "zone_ha" ? (query.get("crop") ?? crops[0]) : "";
  const told = indicatorOf(units, name, crop);
  const scheme = query.get("scheme");
  const colours = coloursOf(query.get("palette"));
  const count = Number(query.get("classes"));
  if (!told || !colours || !SCHEME_NAMES.includes(scheme) || !(count in colours)) throw missing();
  const cells = told.cells ? toldCells(units, told) : productCells(units, name, query);
  const known = Object.values(cells.values).filter((value) => value !== null);
  return { ...told, ...cells, crops, classes: classify(known, scheme, count, colours) };
}

// Names that are the text come first, then those that begin with it, the same accents before others; the list
// is in Vietnamese order, and sorting keeps it among equals.
function search(query) {
  const text = query.get("q") ?? "";
  const wanted = fold(text);
  const hits = searchable(query.get("units"))
    .map((hit) => ({ hit, key: fold(hit.name) }))
    .filter(({ key }) => key.includes(wanted))
    .map(({ hit, key }) => ({ hit, rank: rankOf(hit.name, key, text, wanted) }));
  hits.sort((a, b) => a.rank - b.rank);
  return { items: hits.slice(0, Number(query.get("limit"))).map(({ hit }) => hit) };
}

function rankOf(name, key, text, wanted) {
  return 4 * (key !== wanted) + 2 * !key.startsWith(wanted) + !name.toLowerCase().includes(text.toLowerCase());
}

const ANSWERS = { choropleth, search, summary: () => summary };

/** The answer to an address of the API. */
export function answerTo(address) {
  const [path, parameters] = address.replace(/^\//, "").split("?");
  const query = new URLSearchParams(parameters);
  const key = /^layers\/(\w+)\.geojson$/.exec(path)?.[1];
  if (key) return layer(query, key);
  if (!(path in ANSWERS)) throw missing();
  return ANSWERS[path](query);
}
