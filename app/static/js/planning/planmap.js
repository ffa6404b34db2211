// What lies on the map: communes as an answer colours them, lines to who serves them, new, existing and free points.

import { popupOptions } from "../mapsetup.js";
import { t } from "../page.js";
import { fillOf, NO_DEMAND, numberPoints } from "./fills.js";
import { colourOf, MARK_SIZES, markPicture } from "../desk/marks.js";

const PANES = {
  "plan-base": 404,
  "plan-before": 405,
  "plan-after": 406,
  "plan-areas": 410,
  districts: 415,
  provinces: 420,
  "plan-lines": 425,
  "plan-candidates": 590,
  "plan-existing": 610,
  "plan-new": 630,
};
/** What the swipe shows on its left, and on its right. */
export const BEFORE = ["plan-before"];
export const AFTER = ["plan-after", "plan-lines", "plan-new"];

const EDGE = { color: "#6c7570", weight: 0.8, fill: true, fillOpacity: 0.85 };
// Lines and marks have the same colour as the communes of their point: they must stand out.
const SERVED_OPACITY = 0.5;
const LINES = {
  districts: { color: "#4d4a6a", weight: 1.8, fill: false, dashArray: "6 4", interactive: false },
  provinces: { color: "#2a2a2a", weight: 2.6, fill: false, interactive: false },
};
const STEP_PX = 8;
const ARROWS = { ArrowLeft: [-STEP_PX, 0], ArrowRight: [STEP_PX, 0], ArrowUp: [0, -STEP_PX], ArrowDown: [0, STEP_PX] };
const SETTLED_MS = 450;
const LEGEND_PX = 310;

function iconOf(state, label, place) {
  const size = MARK_SIZES[state];
  const html = markPicture(state, label, place);
  const anchor = state === "new" ? [size / 2, size - 2] : [size / 2, size / 2];
  return L.divIcon({ className: `point plan-${state}`, html, iconSize: [size, size], iconAnchor: anchor, popupAnchor: [0, -size / 2] });
}

/**
 * @param tell.commune(code), tell.candidate(id): nodes of popups
 * @param tell.moved(id, latlng): a new point was put somewhere else
 */
export function createPlanMap(map, tell) {
  for (const [name, zIndex] of Object.entries(PANES)) map.createPane(name).style.zIndex = String(zIndex);
  const layers = new Map();
  const marks = new Map();
  let features = [];
  let rows = new Map();

  function put(name, layer) {
    layers.get(name)?.remove();
    layers.set(name, layer.addTo(map));
    return layer;
  }

  function communes(name, colour, fillOpacity = EDGE.fillOpacity) {
    const layer = L.geoJSON(features, {
      pane: name,
      style: ({ properties }) => ({ ...EDGE, fillOpacity, pane: name, fillColor: colour(properties.code) }),
      onEachFeature: (feature, path) => path.bindPopup(() => tell.commune(feature.properties), popupOptions()),
    });
    return put(name, layer);
  }

  function setOutlines(key, collection) {
    put(key, L.geoJSON(collection, { pane: key, style: { ...LINES[key], pane: key } }));
  }

  function setCommunes(next) {
    features = next;
    communes("plan-base", () => NO_DEMAND);
  }

  function colour(answer, by) {
    const places = numberPoints(answer);
    rows = new Map(answer.rows.map((row) => [row.id, row]));
    communes("plan-after", (code) => fillOf(rows.get(code), by, places), by === "served" ? SERVED_OPACITY : undefined);
    communes("plan-before", (code) => fillOf(rows.get(code), "before", places));
    drawLines(answer, places);
  }

  function drawLines(answer, places) {
    const spots = new Map(answer.candidates.map((one) => [one.id, one]));
    for (const one of answer.existing.points) if (!spots.has(one.id)) spots.set(one.id, one);
    const lines = answer.rows
      .filter((row) => spots.has(row.assigned) && isPlaced(row) && isPlaced(spots.get(row.assigned)))
      .map((row) => {
        const spot = spots.get(row.assigned);
        const look = { pane: "plan-lines", color: colourOf(places.get(row.assigned) ?? 0), weight: 2, interactive: false };
        return L.polyline([[row.lat, row.lon], [spot.lat, spot.lon]], look);
      });
    put("plan-lines", L.layerGroup(lines));
  }

  function mark(spot, state, label, place, pane) {
    const movable = state === "new" && Boolean(tell.moved);
    const title = t(`mark.${state}`, { name: spot.name, number: label });
    const options = { icon: iconOf(state, label, place), pane, title, alt: title, keyboard: true, draggable: movable, autoPan: movable };
    const marker = L.marker([spot.lat, spot.lon], options);
    marker.bindPopup(() => tell.candidate(spot.id), popupOptions());
    if (movable) {
      marker.on("dragend", () => tell.moved(spot.id, marker.getLatLng()));
      marker.on("add", () => listenToArrows(marker, spot.id));
    }
    marks.set(spot.id, marker);
    return marker;
  }

  // The same by keyboard: arrows move the point that is in focus, and it is told when it has come to rest.
  function listenToArrows(marker, id) {
    let timer = 0;
    marker.getElement().addEventListener("keydown", (event) => {
      const step = ARROWS[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      const point = map.latLngToContainerPoint(marker.getLatLng()).add(step);
      marker.setLatLng(map.containerPointToLatLng(point));
      clearTimeout(timer);
      timer = setTimeout(() => tell.moved(id, marker.getLatLng(), true), SETTLED_MS);
    });
  }

  function showPoints(answer, showFree) {
    marks.clear();
    const places = numberPoints(answer);
    const label = (id) => String((places.get(id) ?? 0) + 1);
    // In the order of their numbers: so does the keyboard go through them.
    const order = ({ id }) => places.get(id) ?? 0;
    const added = answer.candidates.filter((one) => one.state === "new" || one.state === "locked").sort((a, b) => order(a) - order(b));
    const others = answer.candidates.filter((one) => one.state === "forbidden" || (showFree && one.state === "free"));
    const known = answer.existing.points.filter(isPlaced);
    put("plan-candidates", L.layerGroup(others.map((one) => mark(one, one.state, "", 0, "plan-candidates"))));
    put("plan-existing", L.layerGroup(known.map((one) => mark(one, "existing", places.has(one.id) ? label(one.id) : "", 0, "plan-existing"))));
    put("plan-new", L.layerGroup(added.map((one) => mark(one, one.state, label(one.id), order(one), "plan-new"))));
  }

  function clear() {
    for (const name of ["plan-after", "plan-before", "plan-lines", "plan-candidates", "plan-existing", "plan-new"]) {
      layers.get(name)?.remove();
      layers.delete(name);
    }
    marks.clear();
  }

  /** Show what the plan is about: the communes that are to be served. */
  function fit(answer) {
    const places = answer.rows.filter(isPlaced).map(({ lat, lon }) => [lat, lon]);
    // Beside the legend, not under it.
    const paddingBottomRight = [matchMedia("(min-width: 62rem)").matches ? LEGEND_PX : 0, 0];
    if (places.length) map.fitBounds(L.latLngBounds(places).pad(0.12), { animate: false, paddingBottomRight });
  }

  /** Bring a point into view, and open what is said of it. */
  function reveal(id) {
    const marker = marks.get(id);
    if (!marker) return;
    map.panInside(marker.getLatLng(), { padding: [60, 60] });
    marker.openPopup();
  }

  function focus(id) {
    marks.get(id)?.getElement()?.focus({ preventScroll: true });
  }

  const showBefore = (shown) => map.getPane("plan-before").classList.toggle("left-out", !shown);
  showBefore(false);
  return { setCommunes, setOutlines, fit, colour, showPoints, clear, reveal, focus, showBefore, put, row: (code) => rows.get(code), features: () => features };
}

export function isPlaced({ lat, lon }) {
  return Number.isFinite(lat) && Number.isFinite(lon);
}
