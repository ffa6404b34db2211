// The one state of the page, and who wants to know when a part of it changes.

import { FACET_NAMES } from "./filterindex.js";

export function emptyFilter() {
  return { ...Object.fromEntries(FACET_NAMES.map((name) => [name, []])), q: "", inferred: "" };
}

/** What the page counts until the reader says otherwise: all that the registry names as recognised, any date. */
export function defaultFilter() {
  return { ...emptyFilter(), recognition: ["recognised"] };
}


const ANY_RECOGNITION = "recognised,evaluated_province,evaluated_district";

/** The filter as parameters of the API; empty values are left out by apiUrl. */
export function filterQuery(filter) {
  const query = {};
  for (const name of FACET_NAMES) query[name] = filter[name].join(",");
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
