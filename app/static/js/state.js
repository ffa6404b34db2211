// The one state of the page, and who wants to know when a part of it changes.

import { FACET_NAMES } from "./filterindex.js";

/** Filters by facts of the programme: the server applies them, so the features come without the others. */
export const FOLLOWED = ["fact", "channel", "stage", "trademark"];
export const LIST_NAMES = [...FACET_NAMES, ...FOLLOWED];

export function emptyFilter() {
  return { ...Object.fromEntries(LIST_NAMES.map((name) => [name, []])), q: "", inferred: "" };
}

/** What the page counts until the reader says otherwise: all that the registry names as recognised, any date. */
export function defaultFilter() {
  return { ...emptyFilter(), recognition: ["recognised"] };
}


const ANY_RECOGNITION = "recognised,evaluated_province,evaluated_district";

/** A filter without all but the filters by facts. */
export function followedOnly(filter) {
  return { ...emptyFilter(), ...Object.fromEntries(FOLLOWED.map((name) => [name, filter[name]])) };
}

/** A filter without all but where a record lies and what it is called: records of all kinds have both. */
export function placeOnly({ district, commune, q }) {
  return { ...emptyFilter(), district, commune, q };
}

export function placeQuery({ district, commune, q }) {
  return { district: district.join(), commune: commune.join(), q };
}

/** The filters by facts as parameters of the API. */
export function followedQuery(filter) {
  return Object.fromEntries(FOLLOWED.map((name) => [name, filter[name].join(",")]));
}

/** The filter as parameters of the API; empty values are left out by apiUrl. */
export function filterQuery(filter) {
  const query = {};
  for (const name of LIST_NAMES) query[name] = filter[name].join(",");
  // The API counts recognised products unless it is told otherwise.
  query.recognition ||= ANY_RECOGNITION;
  return { ...query, q: filter.q, inferred: filter.inferred };
}

/** A store: get(), set(patch), on(names, run). Runs a listener once a change, whatever number of its names changed. */
export function createStore(initial) {
  let state = Object.freeze({ ...initial });
  const listeners = [];
  return {
    get: () => state,
    set(patch) {
      const before = state;
      state = Object.freeze({ ...state, ...patch });
      for (const { names, run } of listeners) {
        if (names.some((name) => before[name] !== state[name])) run(state, before);
      }
    },
    on(names, run) {
      listeners.push({ names, run });
    },
  };
}
