// What lies beneath: our own outlines alone, the office's own tiles, or a tile service that the reader picks.

import { h, uniqueId } from "./dom.js";
import { t, tileServices } from "./page.js";

const choices = Array.isArray(tileServices) ? tileServices : [];
const isOwn = (service) => "attribution_text" in service;

// Leaflet writes attributions as HTML: the text of a file is made harmless first.
const MARKS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escaped(text) {
  return text.replace(/[&<>"']/g, (mark) => MARKS[mark]);
}

function ownTiles({ url, attribution_text: text, min_zoom: minZoom, max_zoom: maxNativeZoom, bounds }) {
  const [west, south, east, north] = bounds ?? [];
  return L.tileLayer(url, {
    attribution: escaped(text),
    minZoom,
    maxNativeZoom,
    maxZoom: 18,
    ...(bounds ? { bounds: [[south, west], [north, east]] } : {}),
  });
}

function serviceTiles(service) {
  return L.tileLayer(service.url, {
    // The library's own list of services, never a text from the registry.
    attribution: service.attribution,
    maxZoom: service.max_zoom ?? 18,
    // OpenStreetMap refuses tiles to pages that send no referrer.
    referrerPolicy: "strict-origin-when-cross-origin",
  });
}

export function createBase(map, store) {
  let tiles = null;
  map.attributionControl.addAttribution(t("map.attribution"));

  function apply({ base }) {
    tiles?.remove();
    tiles = null;
    const chosen = choices.find((item) => item.key === base);
    map.getContainer().classList.toggle("has-tiles", Boolean(chosen));
    if (chosen) tiles = (isOwn(chosen) ? ownTiles(chosen) : serviceTiles(chosen)).addTo(map);
  }

  store.on(["base"], apply);
  apply(store.get());
}

/** Says so while the map is too far out for the tiles of the office's file. */
function zoomNote(map, store) {
  const note = h("p", { class: "note small", role: "status", hidden: true });
  function show() {
    const own = choices.find((item) => isOwn(item) && item.key === store.get().base);
    note.hidden = !own || map.getZoom() >= own.min_zoom;
    note.textContent = note.hidden ? "" : t("base.zooms", { name: own.title, zoom: own.min_zoom });
  }
  map.on("zoomend", show);
  store.on(["base"], show);
  show();
  return note;
}

/** Radio buttons of the bases, the office's own first. */
export function basePanel(map, store) {
  const name = uniqueId("base");
  const choice = (key, text) => {
    const input = h("input", { type: "radio", name, value: key, id: `${name}-${key}`, dataset: { base: key } });
    input.checked = store.get().base === key;
    input.addEventListener("change", () => store.set({ base: key }));
    return h("div", { class: "choice" }, input, h("label", { for: input.id }, text));
  };
  const own = choices.filter(isOwn);
  const foreign = choices.filter((item) => !isOwn(item));
  return h(
    "fieldset",
    { class: "base-choice" },
    h("legend", {}, t("base.title")),
    ...own.map((item) => choice(item.key, item.title)),
    own.length ? zoomNote(map, store) : null,
    choice("none", t("base.own")),
    ...foreign.map((item) => choice(item.key, item.title)),
    foreign.length ? h("p", { class: "muted small" }, t("base.note")) : null,
  );
}
