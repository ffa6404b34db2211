// The product filter: every value with the number of products it would leave.

import { button, debounce, fill, h, uniqueId } from "./dom.js";
import { collator, number } from "./format.js";
import { FACET_NAMES, NONE } from "./filterindex.js";
import { LIST_NAMES, defaultFilter } from "./state.js";
import { label, t, vocabulary } from "./page.js";

const VOCABULARIES = {
  group: "product_group",
  status: "status",
  recognition: "recognition",
  producer_kind: "producer_kind",
  placement: "placement",
  confidence: "confidence",
};
// Open from the start: what most readers filter by.
const OPEN = new Set(["group", "stars", "status"]);
// The API knows no "unknown" for these: an evaluated product has no status to ask for.
const NEVER_NONE = new Set(["status", "recognition", "placement", "confidence", "group"]);

/** The words for one value of a facet. `names`: {district: {code: name}, commune: {…}}. */
export function facetText(facet, value, names) {
  // What facts are called comes with their choices.
  if (value === NONE && FACET_NAMES.includes(facet)) return t(`filter.none.${facet}`);
  if (facet === "stars") return t("popup.stars", { stars: value });
  if (facet === "district" || facet === "commune") return names[facet]?.[value] ?? value;
  return label(VOCABULARIES[facet] ?? facet, value);
}

function valuesOf(facet, counts, names) {
  const found = Object.keys(counts).filter((value) => !(value === NONE && NEVER_NONE.has(facet)));
  if (VOCABULARIES[facet]) {
    const order = vocabulary(VOCABULARIES[facet]);
    return found.sort((a, b) => place(order, a) - place(order, b));
  }
  return found.sort((a, b) => {
    if (a === NONE || b === NONE) return a === NONE ? 1 : -1;
    return collator.compare(facetText(facet, a, names), facetText(facet, b, names));
  });
}

function place(order, value) {
  return value === NONE ? order.length : order.indexOf(value);
}

/** A list of values with one more, or without it. */
export function toggled(list, value, wanted) {
  return wanted ? [...list, value].sort() : list.filter((one) => one !== value);
}

export function createFilterPanel(store) {
  const bodies = new Map();
  let rows = new Map();

  function choose(facet, value, wanted) {
    const { filter } = store.get();
    store.set({ filter: { ...filter, [facet]: toggled(filter[facet], value, wanted) } });
  }

  function valueRow(facet, value, text) {
    const id = uniqueId("value");
    const box = h("input", { type: "checkbox", id, dataset: { facet, value } });
    box.addEventListener("change", () => choose(facet, value, box.checked));
    const count = h("span", { class: "count" });
    rows.set(`${facet}|${value}`, { box, count });
    return h("li", { class: "choice" }, box, h("label", { for: id }, text, " "), count);
  }

  function facetGroup(facet) {
    const body = h("ul", {});
    bodies.set(facet, body);
    return h("details", { open: OPEN.has(facet), class: "facet", dataset: { facet } }, h("summary", {}, t(`filter.${facet}`)), body);
  }

  const text = h("input", { type: "search", id: uniqueId("text"), maxlength: "100", autocomplete: "off" });
  text.addEventListener(
    "input",
    debounce(() => store.set({ filter: { ...store.get().filter, q: text.value.trim() } }), 120),
  );
  const without = h("input", { type: "checkbox", id: uniqueId("inferred") });
  without.addEventListener("change", () => {
    store.set({ filter: { ...store.get().filter, inferred: without.checked ? "exclude" : "" } });
  });

  const node = h(
    "section",
    { class: "filter-panel", "aria-label": t("filter.title") },
    h("p", { class: "muted small" }, t("filter.intro")),
    h("div", { class: "field" }, h("label", { for: text.id }, t("filter.q")), text),
    h("div", { class: "choice" }, without, h("label", { for: without.id }, t("filter.inferred"))),
    ...FACET_NAMES.map(facetGroup),
    button(t("filter.clear"), () => store.set({ filter: defaultFilter() })),
  );

  /** Build the values of freshly loaded products. */
  function setValues(counts, names) {
    rows = new Map();
    for (const facet of FACET_NAMES) {
      const values = valuesOf(facet, counts[facet], names);
      fill(bodies.get(facet), ...values.map((value) => valueRow(facet, value, facetText(facet, value, names))));
    }
  }

  /** Show the counts and the choices as they are now. */
  function show(counts) {
    const { filter } = store.get();
    for (const [key, { box, count }] of rows) {
      const [facet, value] = key.split("|");
      box.checked = filter[facet].includes(value);
      count.textContent = number(counts[facet][value] ?? 0);
    }
    if (document.activeElement !== text) text.value = filter.q;
    without.checked = filter.inferred === "exclude";
  }

  return { node, setValues, show };
}

function chip(text, onclick) {
  return h("li", {}, button(text, onclick, { class: "chip", "aria-label": t("filter.remove", { filter: text }) }));
}

/** The active filters, each with a button that lifts it. */
export function chips(store, names) {
  const { filter } = store.get();
  const found = [];
  for (const facet of LIST_NAMES) {
    for (const value of filter[facet]) {
      const without = { ...filter, [facet]: toggled(filter[facet], value, false) };
      found.push(chip(`${t(`filter.${facet}`)}: ${facetText(facet, value, names)} ×`, () => store.set({ filter: without })));
    }
  }
  if (filter.q) found.push(chip(`“${filter.q}” ×`, () => store.set({ filter: { ...filter, q: "" } })));
  if (filter.inferred) found.push(chip(`${t("filter.inferred")} ×`, () => store.set({ filter: { ...filter, inferred: "" } })));
  return found;
}

/** The filter in words, for beside every number. */
export function filterText(filter, names) {
  const parts = LIST_NAMES.filter((facet) => filter[facet].length).map(
    (facet) => `${t(`filter.${facet}`)}: ${filter[facet].map((value) => facetText(facet, value, names)).join(", ")}`,
  );
  if (filter.q) parts.push(`${t("filter.q")}: “${filter.q}”`);
  if (filter.inferred) parts.push(t("filter.inferred"));
  return parts.length ? parts.join("; ") : t("filter.nothing");
}

