// Provinces, districts, communes and schematic roads: the base map is drawn from our own layers.

import { popupOptions } from "./mapsetup.js";
import { h } from "./dom.js";
import { t } from "./page.js";
import { lineSwatch } from "./symbols.js";

const PANES = { communes: 405, roads: 410, districts: 415, provinces: 420, labels: 450 };

const OUTLINES = {
  communes: { color: "#6c7570", weight: 0.8, fill: true, fillColor: "#f3f1ea", fillOpacity: 1 },
  districts: { color: "#4d4a6a", weight: 1.8, fill: false, dashArray: "6 4", interactive: false },
  provinces: { color: "#2a2a2a", weight: 2.6, fill: false, interactive: false },
  roads: { color: "#8a6d3b", weight: 1.6, dashArray: "2 5", opacity: 0.9 },
};

/** The band that marks a district with products in no commune: hatched, on its outline. */
const DISTRICT_BAND = { color: "url(#hatch-district)", weight: 5, fill: false, interactive: false, className: "district-band" };

function makePanes(map) {
  for (const [name, zIndex] of Object.entries(PANES)) map.createPane(name).style.zIndex = String(zIndex);
  map.getPane("labels").style.pointerEvents = "none";
}

export function createBoundaries(map, open, onopen) {
  makePanes(map);
  const drawn = new Map();
  const bands = L.layerGroup().addTo(map);
  let colours = null;

  function styleOf(key, feature) {
    const style = { ...OUTLINES[key], pane: key };
    if (key !== "communes" || !colours) return style;
    return { ...style, fillColor: colours.colourOf(feature.properties.code), fillOpacity: colours.opacity };
  }

  function bindPopup(key, feature, path) {
    path.bindPopup(() => open(key, feature), popupOptions());
    path.on("popupopen", () => onopen(key, feature));
  }

  function draw(key, features, opacity) {
    const openId = [...(drawn.get(key)?.byId ?? [])].find(([, path]) => path.isPopupOpen())?.[0];
    remove(key);
    const byId = new Map();
    const layer = L.geoJSON(features, {
      pane: key,
      style: (feature) => styleOf(key, feature),
      onEachFeature: (feature, path) => {
        byId.set(feature.properties.code ?? feature.properties.id, path);
        bindPopup(key, feature, path);
      },
    });
    drawn.set(key, { layer: layer.addTo(map), byId });
    setOpacity(key, opacity);
    // Finer outlines take the place of coarse ones while a popup is open.
    byId.get(openId)?.openPopup();
  }

  function remove(key) {
    drawn.get(key)?.layer.remove();
    drawn.delete(key);
  }

  // The whole pane fades: fills, hatches and outlines alike.
  function setOpacity(key, opacity) {
    map.getPane(key).style.opacity = String(opacity);
  }

  function restyle(next) {
    colours = next;
    drawn.get("communes")?.layer.setStyle((feature) => styleOf("communes", feature));
  }

  /** Hatch the outlines of these districts and say how many products lie in none of their communes. */
  function showDistrictOnly(features, counts, openList) {
    bands.clearLayers();
    for (const feature of features) {
      const count = counts[feature.properties.code] ?? 0;
      if (!count) continue;
      bands.addLayer(L.geoJSON(feature, { pane: "districts", style: { ...DISTRICT_BAND, pane: "districts" } }));
      bands.addLayer(districtLabel(feature, count, openList));
    }
  }

  /** Fit the view to a unit; `settled` waits for its finer outline; then open its popup. */
  async function reveal(key, id, settled) {
    const path = drawn.get(key)?.byId.get(id);
    if (!path) return false;
    map.fitBounds(path.getBounds(), { maxZoom: 12, padding: [20, 20], animate: false });
    await settled();
    drawn.get(key)?.byId.get(id)?.openPopup();
    return true;
  }

  return { draw, remove, setOpacity, restyle, showDistrictOnly, reveal };
}

function districtLabel(feature, count, openList) {
  const { name, label_lat: lat, label_lon: lon } = feature.properties;
  const body = h("span", {}, lineSwatch("url(#hatch-district)", 9), ` ${count}`);
  const icon = L.divIcon({ className: "district-count", html: body, iconSize: null });
  const marker = L.marker([lat, lon], { icon, title: t("map.district_only_title", { name, count }), keyboard: true });
  marker.bindPopup(() => openList(feature), popupOptions());
  return marker;
}
