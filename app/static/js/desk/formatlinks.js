// Layers of something that was made, each in every format that carries it, and all of them at once.

import { h } from "../dom.js";
import { pageState, t } from "../page.js";

const ALL = "all";

function links(key, geometry, address) {
  const fitting = pageState.formats.filter((form) => !form.points_only || geometry === "point" || key === ALL);
  return fitting.flatMap((form, place) => [place ? " · " : "", h("a", { href: address(`${key}.${form.extension}`), download: true, dataset: { take: `${key}.${form.extension}` } }, form.title)]);
}

/**
 * @param layers [key, title, geometry] of each layer
 * @param address(file) where `<layer>.<format>` is taken from
 */
export function formatLinks(layers, address) {
  const line = ([key, title, geometry]) => h("li", {}, h("strong", {}, title), ": ", ...links(key, geometry, address));
  const lines = [[ALL, t("formats.all"), ""], ...layers].map(line);
  return h("details", { class: "facet format-links", dataset: { part: "formats" } }, h("summary", {}, t("formats.title")), h("ul", {}, ...lines));
}
