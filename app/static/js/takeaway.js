// The menu "take away": one layer as the screen has it, in every format that carries it.

import { apiUrl } from "./api.js";
import { fill, h } from "./dom.js";
import { catalogue, layerSpec, pageState, t } from "./page.js";

const formats = catalogue.formats ?? [];

function link(text, href, attributes = {}) {
  return h("li", {}, h("a", { href, ...attributes }, text));
}

/** `show(key, query, view)`: offer the layer `key`; the query is the one of its table, `view` that of the whole map. */
export function createTakeAway() {
  const list = h("ul", {});
  const summary = h("summary", { class: "button" }, t("takeaway.title"));
  const node = h("details", { class: "takeaway", dataset: { action: "take-away" } }, summary, list);
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !node.open) return;
    node.open = false;
    summary.focus();
  });

  function show(key, query, view) {
    const spec = layerSpec(key);
    const fitting = formats.filter((form) => spec.geometry === "point" || !form.points_only);
    // The filter of communes is one of products, which colours them: the page offers their layer without it.
    const own = key === "communes" ? { units: query.units, on: query.on } : { ...query, filtered: key };
    const page = new URLSearchParams(Object.entries({ ...own, layers: key }).filter(([, value]) => value));
    summary.setAttribute("aria-label", t("takeaway.of", { layer: spec.title }));
    fill(
      list,
      ...fitting.map((form) =>
        link(form.title, apiUrl(`exports/${key}.${form.extension}`, query), { download: true, dataset: { format: form.extension } }),
      ),
      link(t("takeaway.more"), `${pageState.prefix}/exports?${page}`, { dataset: { action: "exports" } }),
      ...(view ? catalogue.ways : []).map(([path, title]) => link(title, pageState.prefix + path + view, { dataset: { way: path } })),
    );
  }

  return { node, show };
}
