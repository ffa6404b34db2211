// The products on screen: the filter's index, the rows that pass, and their numbers.

import { applyFilter, buildIndex, summarise } from "./filterindex.js";

function namesOf(records) {
  const names = { district: {}, commune: {} };
  for (const record of records) {
    if (record.district_code) names.district[record.district_code] = record.district;
    if (record.commune_code) names.commune[record.commune_code] = record.commune;
  }
  return names;
}

function countBy(records, rows, where) {
  const counts = {};
  for (const row of rows) {
    const code = where(records[row]);
    if (code) counts[code] = (counts[code] ?? 0) + 1;
  }
  return counts;
}

export function createProductView() {
  let features = [];
  let records = [];
  let index = buildIndex([]);
  let result = { rows: new Uint32Array(0), counts: {} };
  let names = namesOf([]);

  function setFeatures(next) {
    if (next === features) return false;
    features = next;
    records = features.map((feature) => feature.properties);
    index = buildIndex(records);
    names = namesOf(records);
    return true;
  }

  return {
    setFeatures,
    filter(filter) {
      result = applyFilter(index, filter);
      return result;
    },
    counts: () => result.counts,
    names: () => names,
    shown: () => Array.from(result.rows, (row) => features[row]),
    numbers: () => summarise(index, records, result.rows),
    /** District code → products that pass and lie in no commune. */
    districtOnly: () => countBy(records, result.rows, (one) => (one.in_system === "district_only" ? one.district_code : null)),
    /** The records that pass and of which `test` holds. */
    records: (test) => Array.from(result.rows, (row) => records[row]).filter(test),
    ready: () => features.length > 0,
  };
}
