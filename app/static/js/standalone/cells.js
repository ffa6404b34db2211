// The figure of each commune for an indicator: what counts products is counted again under the filter on screen,
// as geodata/indicators.py counts it; all else is as the server gave it.

import { FACET_NAMES, applyFilter, buildIndex } from "../filterindex.js";
import { collection, residentsOf } from "./inside.js";

const STATUS_OF = { products_in_force: "in_force", products_lapsed: "lapsed", products_undetermined: "undetermined" };
const STARS_OF = { products_3_star: 3, products_4_star: 4, products_5_star: 5 };
const RATE = "products_per_10000";

/** The filter of an address; recognised products unless it says otherwise. */
function filterOf(query) {
  const filter = Object.fromEntries(FACET_NAMES.map((name) => [name, (query.get(name) ?? "").split(",").filter(Boolean)]));
  if (!filter.recognition.length) filter.recognition = ["recognised"];
  return { ...filter, q: query.get("q") ?? "", inferred: query.get("inferred") ?? "" };
}

function counted(name, record) {
  if (name in STATUS_OF) return record.status === STATUS_OF[name];
  if (name in STARS_OF) return record.stars === STARS_OF[name];
  return true;
}

function countByCommune(units, name, query) {
  const records = collection(units, "products").features.map((feature) => feature.properties);
  const counts = new Map();
  for (const row of applyFilter(buildIndex(records), filterOf(query)).rows) {
    const code = records[row].commune_code;
    if (code && counted(name, records[row])) counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return counts;
}

function cellOf(count, covered, residents) {
  if (!covered) return { state: "no_data" };
  if (residents === null) return { state: "no_rate" };
  if (!count) return { state: "none_recorded" };
  return { state: "value", value: residents === undefined ? count : (count / residents) * 10000 };
}

/** {values, state} by commune code. */
export function productCells(units, name, query) {
  const counts = countByCommune(units, name, query);
  const residents = residentsOf(units);
  const values = {};
  const state = {};
  for (const { properties } of collection(units, "communes", "9").features) {
    const { code } = properties;
    // Where nobody has collected systematically, none counted is no data.
    const covered = properties.has_records && (!properties.partial || counts.has(code));
    const cell = cellOf(counts.get(code), covered, name === RATE ? (residents[code] ?? null) : undefined);
    state[code] = cell.state;
    values[code] = cell.value ?? null;
  }
  return { values, state };
}

/** The same, with lower ends and years where they are told, of an indicator that no filter changes. */
export function toldCells(units, { cells, ranged }) {
  const answer = { values: {}, state: {}, lows: {}, years: {} };
  for (const { properties } of collection(units, "communes", "9").features) {
    const { code } = properties;
    const [state, value = null, low = null, year = null] = cells[code] ?? [properties.has_records && !properties.partial ? "none_recorded" : "no_data"];
    answer.state[code] = state;
    answer.values[code] = value;
    if (ranged) [answer.lows[code], answer.years[code]] = [low, year];
  }
  return answer;
}
