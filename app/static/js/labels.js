// Names on the map: districts first, communes when there is room; a label that would overlap waits.

import { h } from "./dom.js";

const COMMUNES_FROM = 11;
const CHARACTER_PX = 6.6;
const LINE_PX = 15;

function wantedLevel(zoom) {
  return zoom >= COMMUNES_FROM ? "communes" : "districts";
}

function boxAt(point, name) {
  const half = (name.length * CHARACTER_PX) / 2;
  return { left: point.x - half, right: point.x + half, top: point.y - LINE_PX / 2, bottom: point.y + LINE_PX / 2 };
}

function overlaps(a, b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

// Wards and towns before communes: they are what a reader looks for first.
function rank(feature) {
  return feature.properties.kind === "commune" || feature.properties.kind === "rural_district" ? 1 : 0;
}

/** `features(level)` gives the drawn features of a level, or none while its layer is off. */
export function createLabels(map, features) {
  const group = L.layerGroup().addTo(map);

  function refresh() {
    group.clearLayers();
    const level = wantedLevel(map.getZoom());
    const view = map.getBounds().pad(0.1);
    const taken = [];
    for (const feature of [...features(level)].sort((a, b) => rank(a) - rank(b))) {
      const { label_lat: lat, label_lon: lon, name } = feature.properties;
      if (lat === null || lat === undefined || !view.contains([lat, lon])) continue;
      const box = boxAt(map.latLngToLayerPoint([lat, lon]), name);
      if (taken.some((other) => overlaps(box, other))) continue;
      taken.push(box);
      group.addLayer(label(lat, lon, name, level));
    }
  }

  map.on("moveend", refresh);
  return { refresh };
}

function label(lat, lon, name, level) {
  const icon = L.divIcon({ className: `map-label map-label-${level}`, html: h("span", {}, name), iconSize: null });
  return L.marker([lat, lon], { icon, pane: "labels", interactive: false, keyboard: false });
}
