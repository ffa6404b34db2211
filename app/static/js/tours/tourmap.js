// What lies on the map: outlines, the stops that there are, and the tour: lines by day, numbered visits, ends.

import { popupOptions } from "../mapsetup.js";
import { t } from "../page.js";
import { numbersOf, spotText } from "./figures.js";
import { dayColour, endIcon, stopIcon, visitIcon } from "./marks.js";

const PANES = { "tour-base": 404, districts: 415, provinces: 420, "tour-lines": 425, "tour-stops": 590, "tour-ends": 605, "tour-visits": 620 };
const BASE = { color: "#8d9690", weight: 0.8, fill: true, fillColor: "#f3f1ea", fillOpacity: 0.85, interactive: false };
const LINES = {
  districts: { color: "#4d4a6a", weight: 1.6, fill: false, dashArray: "6 4", interactive: false },
  provinces: { color: "#2a2a2a", weight: 2.6, fill: false, interactive: false },
};
const CASING = { color: "#fff", weight: 8, opacity: 0.9, interactive: false, pane: "tour-lines" };
const WAY = { weight: 4, interactive: false, pane: "tour-lines" };
// A line of the schematic network is no road, and looks like none.
const SCHEMATIC = "9 7";
const NEAR_ZOOM = 11;
const LEGEND_PX = 250;
const LEAST_PX = 220;

const wideLegend = () => (matchMedia("(min-width: 62rem)").matches ? LEGEND_PX : 0);
// Beside the buttons of the zoom, too.
const besideControls = () => ({ ...popupOptions(), autoPanPaddingTopLeft: [52, 12] });
const latLng = ([lon, lat]) => [lat, lon];

// Where nobody knows the way, a straight line between the two places.
function legLine(leg, from, to) {
  return leg.line?.length ? leg.line.map(latLng) : [[from.lat, from.lon], [to.lat, to.lon]];
}

/** The places of a day from start to end: [{lon, lat}]. */
export function pointsOfDay(answer, day) {
  return [day.start, ...day.visits.map((visit) => answer.stops[visit.stop]), day.end];
}

/**
 * @param tell.stops([stop]), tell.visit(id): nodes of popups; tell.empty(latlng): one for a click where nothing is
 */
export function createTourMap(map, tell) {
  for (const [name, zIndex] of Object.entries(PANES)) map.createPane(name).style.zIndex = String(zIndex);
  const layers = new Map();
  const marks = new Map();

  function put(name, layer) {
    layers.get(name)?.remove();
    layers.set(name, layer.addTo(map));
  }

  const setOutlines = (key, collection) => put(key, L.geoJSON(collection, { pane: key, style: { ...LINES[key], pane: key } }));

  function setCommunes(features) {
    put("tour-base", L.geoJSON(features, { pane: "tour-base", style: { ...BASE, pane: "tour-base" } }));
  }

  // No stop for Tab: two hundred of them would bar the way. The search finds every one by name.
  function stopMark(stops) {
    const [{ lat, lon }] = stops;
    const title = stops.map(({ name }) => name).join("; ");
    const marker = L.marker([lat, lon], { icon: stopIcon(stops), pane: "tour-stops", keyboard: false, title, alt: title });
    return marker.bindPopup(() => tell.stops(stops), besideControls());
  }

  /** The stops that the tour does not visit; those at one point under one symbol. */
  function showStops(stops) {
    const placed = stops.filter(({ lon }) => Number.isFinite(lon));
    const groups = Map.groupBy(placed, ({ lon, lat }) => `${lon} ${lat}`);
    put("tour-stops", L.layerGroup([...groups.values()].map(stopMark)));
  }

  function drawDay(group, answer, day, at) {
    const points = pointsOfDay(answer, day);
    day.legs.forEach((leg, n) => {
      if (!points[n] || !points[n + 1]) return;
      const line = legLine(leg, points[n], points[n + 1]);
      group.addLayer(L.polyline(line, CASING));
      group.addLayer(L.polyline(line, { ...WAY, color: dayColour(at), dashArray: leg.real ? null : SCHEMATIC }));
    });
  }

  function endMark(spot, kind) {
    const title = t(`mark.${kind}`, { name: spotText(spot) });
    return L.marker([spot.lat, spot.lon], { icon: endIcon(kind), pane: "tour-ends", interactive: false, keyboard: false, title, alt: title });
  }

  function ends(answer) {
    const { days } = answer;
    const nights = days.slice(0, -1).map((day) => endMark(day.end, "night"));
    return L.layerGroup([endMark(days.at(-1).end, "end"), ...nights, endMark(days[0].start, "start")]);
  }

  function visitMark(stop, id, { number, day, locked, beside }) {
    const title = t("mark.visit", { number, name: stop.name });
    const marker = L.marker([stop.lat, stop.lon], { icon: visitIcon(number, day, locked, beside), pane: "tour-visits", title, alt: title, keyboard: true, riseOnHover: true });
    marker.bindPopup(() => tell.visit(id), besideControls());
    marks.set(id, marker);
    return marker;
  }

  /** @param isLocked(id) */
  function showTour(answer, isLocked) {
    marks.clear();
    const group = L.layerGroup();
    answer.days.forEach((day, at) => drawDay(group, answer, day, at));
    put("tour-lines", group);
    put("tour-ends", ends(answer));
    const numbers = numbersOf(answer);
    // Stops that are known only by the same commune share a point: their marks stand side by side.
    const taken = new Map();
    const mark = (id, day) => {
      const stop = answer.stops[id];
      const point = `${stop.lon} ${stop.lat}`;
      const beside = taken.get(point) ?? 0;
      taken.set(point, beside + 1);
      return visitMark(stop, id, { number: numbers.get(id), day, locked: isLocked(id), beside });
    };
    put("tour-visits", L.layerGroup(answer.days.flatMap((day, at) => day.visits.map(({ stop }) => mark(stop, at)))));
  }

  // Under the open sheet of a telephone there is hardly a map: what should be seen is shown once there is one.
  let waiting = null;

  function fitPoints(places, padding) {
    const points = places.filter((place) => Number.isFinite(place?.lon)).map(({ lat, lon }) => [lat, lon]);
    if (!points.length) return;
    const bounds = L.latLngBounds(points).pad(padding);
    waiting = map.getSize().y < LEAST_PX ? bounds : null;
    map.fitBounds(bounds, { animate: false, maxZoom: 13, paddingBottomRight: [wideLegend(), 0] });
  }

  map.on("resize", () => {
    if (!waiting || map.getSize().y < LEAST_PX) return;
    map.fitBounds(waiting, { animate: false, maxZoom: 13 });
    waiting = null;
  });

  const fit = (answer) => fitPoints(answer.days.flatMap((day) => pointsOfDay(answer, day)), 0.15);
  const fitStops = (stops) => fitPoints(stops, 0.05);

  /** Bring a place into view, and open what is said of it. */
  function reveal(id, place) {
    const marker = marks.get(id);
    if (marker) {
      map.panInside(marker.getLatLng(), { padding: [60, 60] });
      marker.openPopup();
    } else if (place) {
      map.setView([place.lat, place.lon], Math.max(map.getZoom(), NEAR_ZOOM), { animate: false });
      openAt([place.lat, place.lon], tell.stops([place]));
    }
  }

  function openAt(latlng, node) {
    L.popup(besideControls()).setLatLng(latlng).setContent(node).openOn(map);
  }

  // From afar a stop is a dot, so that two hundred leave the map to be read.
  const sizes = () => map.getContainer().classList.toggle("stops-near", map.getZoom() >= NEAR_ZOOM);
  map.on("zoomend", sizes);
  sizes();
  const isDrawing = () => map.getContainer().classList.contains("drawing");
  map.on("click", ({ latlng }) => !isDrawing() && openAt(latlng, tell.empty(latlng)));
  // The same by keyboard, at the middle of the map.
  map.on("keydown", ({ originalEvent }) => {
    if (originalEvent.key === "Enter" && originalEvent.target === map.getContainer() && !isDrawing()) openAt(map.getCenter(), tell.empty(map.getCenter()));
  });
  return { setCommunes, setOutlines, showStops, showTour, fit, fitStops, reveal, openAt };
}
