// The product filter, in the browser: every value is a small number in a typed column, every text is
// folded once. One pass gives the rows that pass and, beside each value, the rows that would pass if
// that value were the one chosen.

import { fold } from "./fold.js";
import { catalogue } from "./page.js";

/** Facet → the property of a feature it looks at. The names are those of the API's parameters. */
export const FACETS = {
  group: "group",
  stars: "stars",
  status: "status",
  recognition: "recognition",
  producer_kind: "producer_kind",
  district: "district_code",
  commune: "commune_code",
  placement: "placement",
  confidence: "confidence",
};
export const FACET_NAMES = Object.keys(FACETS);

/** Stands for "the value is unknown", as in the API. */
export const NONE = "none";

// Inferred fields that a total rests on; "leave out inferred" leaves out these.
export const INFERRED_FIELDS = ["stars", "group", "commune"];
const TEXT_FIELDS = ["name", "producer", "village", "commune", "district"];

function column(rows, property) {
  const values = [];
  const codeOf = new Map();
  const codes = new Uint16Array(rows.length);
  rows.forEach((row, i) => {
    const value = String(row[property] ?? NONE);
    let code = codeOf.get(value);
    if (code === undefined) {
      code = values.push(value) - 1;
      codeOf.set(value, code);
    }
    codes[i] = code;
  });
  return { values, codes };
}

/** Whether the field `name` of a record (properties of a feature) is inferred; an unknown value carries no mark. */
export function isInferred(record, name) {
  const value = record[name];
  if (value === null || value === undefined || value === "") return false;
  if (name === "district" && record.commune) return false;
  return (record.inferred ?? []).includes(catalogue.inferred_as?.[name]);
}

function inferredBits(row) {
  return INFERRED_FIELDS.reduce((bits, name, i) => bits | (isInferred(row, name) ? 1 << i : 0), 0);
}

/** `rows`: the properties of the product features, in their order. */
export function buildIndex(rows) {
  const facets = {};
  for (const [name, property] of Object.entries(FACETS)) facets[name] = column(rows, property);
  return {
    size: rows.length,
    facets,
    text: rows.map((row) => fold(TEXT_FIELDS.map((name) => row[name] ?? "").join(" "))),
    inferred: Uint8Array.from(rows, inferredBits),
  };
}

function wantedCodes(facet, chosen) {
  if (!chosen?.length) return null;
  const wanted = new Uint8Array(facet.values.length);
  facet.values.forEach((value, code) => {
    if (chosen.includes(value)) wanted[code] = 1;
  });
  return wanted;
}

function passesRest(index, filter) {
  const needle = fold(filter.q);
  const without = filter.inferred === "exclude";
  return (i) => (!without || index.inferred[i] === 0) && (!needle || index.text[i].includes(needle));
}

/**
 * @param filter {group: [values], …, q: text, inferred: "exclude" | ""}; an empty facet lets all through
 * @returns {rows: Uint32Array of passing rows, counts: {facet: {value: number}}}
 */
export function applyFilter(index, filter) {
  const tests = FACET_NAMES.map((name) => ({
    codes: index.facets[name].codes,
    wanted: wantedCodes(index.facets[name], filter[name]),
    counts: new Uint32Array(index.facets[name].values.length),
  }));
  const rest = passesRest(index, filter);
  const rows = new Uint32Array(index.size);
  let found = 0;
  for (let i = 0; i < index.size; i += 1) {
    if (!rest(i)) continue;
    const failed = failing(tests, i);
    if (failed === -1) {
      rows[found] = i;
      found += 1;
      for (const test of tests) test.counts[test.codes[i]] += 1;
    } else if (failed >= 0) {
      tests[failed].counts[tests[failed].codes[i]] += 1;
    }
  }
  return { rows: rows.subarray(0, found), counts: namedCounts(index, tests) };
}

// -1: passes all; n: fails the facet n alone (so it counts beside n's other values); -2: fails several.
function failing(tests, i) {
  let failed = -1;
  for (let n = 0; n < tests.length; n += 1) {
    const { wanted, codes } = tests[n];
    if (wanted === null || wanted[codes[i]] === 1) continue;
    if (failed !== -1) return -2;
    failed = n;
  }
  return failed;
}

function namedCounts(index, tests) {
  const counts = {};
  FACET_NAMES.forEach((name, n) => {
    counts[name] = Object.fromEntries(index.facets[name].values.map((value, code) => [value, tests[n].counts[code]]));
  });
  return counts;
}

function tally(features, rows, pick) {
  const counts = {};
  for (const row of rows) {
    const key = pick(features[row]);
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

/** The numbers on the screen, under the names of /api/v1/summary. `records`: properties by row. */
export function summarise(index, records, rows) {
  const falls = tally(records, rows, (record) => record.in_system);
  const inferred = { records: 0, stars: 0, group: 0, commune: 0 };
  const communes = new Set();
  for (const row of rows) {
    if (index.inferred[row] !== 0) inferred.records += 1;
    INFERRED_FIELDS.forEach((name, bit) => {
      if (index.inferred[row] & (1 << bit)) inferred[name] += 1;
    });
    if (records[row].commune_code) communes.add(records[row].commune_code);
  }
  const status = tally(records, rows, (record) => record.status ?? NONE);
  return {
    total: rows.length,
    by_status: { in_force: status.in_force ?? 0, lapsed: status.lapsed ?? 0, undetermined: status.undetermined ?? 0 },
    by_stars: tally(records, rows, (record) => record.stars ?? NONE),
    by_group: tally(records, rows, (record) => record.group ?? NONE),
    in_communes: falls.in_communes ?? 0,
    district_only: falls.district_only ?? 0,
    not_placed: falls.not_placed ?? 0,
    outside: falls.outside ?? 0,
    communes_with_products: communes.size,
    inferred,
  };
}
