// What the server wrote into the page: texts, catalogue, tile services, state of the page.

function block(id) {
  const element = document.getElementById(id);
  return element ? JSON.parse(element.textContent) : {};
}

export const texts = block("texts");
export const catalogue = block("catalogue");
export const tileServices = block("tile-services");
export const pageState = block("page-state");

export const layerSpecs = catalogue.layers ?? [];
const specsByKey = new Map(layerSpecs.map((spec) => [spec.key, spec]));

export function layerSpec(key) {
  return specsByKey.get(key);
}

/** The text of `key`; %(name)s marks take the values given. A missing key shows itself: tests look for that. */
export function t(key, values = {}) {
  const text = texts[key] ?? key;
  return text.replace(/%\((\w+)\)s/g, (mark, name) => (name in values ? String(values[name]) : mark));
}

/** Vocabulary → value → label; modules that are fetched later add their own. */
export const labels = new Map(Object.entries(catalogue.vocabularies ?? {}).map(([name, pairs]) => [name, new Map(pairs)]));

/** The label of a value of a closed vocabulary, or the value itself. */
export function label(name, value) {
  if (value === null || value === undefined || value === "") return "";
  return labels.get(name)?.get(value) ?? String(value);
}

/** The values of a closed vocabulary, in its order. */
export function vocabulary(name) {
  return [...(labels.get(name)?.keys() ?? [])];
}
