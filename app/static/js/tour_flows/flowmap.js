// What lies on the map: communes coloured by visits, stretches by width and colour, places for signs, spots.

import { h, s } from "../dom.js";
import { number } from "../format.js";
import { popupOptions } from "../mapsetup.js";
import { t } from "../page.js";
import { communePopup, signPopup, spotPopup, stretchPopup } from "./popups.js";

const PANES = { "flow-communes": 404, districts: 415, provinces: 420, "flow-lines": 425, "flow-spots": 590, "flow-signs": 610 };
const EDGE = { color: "#6c7570", weight: 0.8, fill: true, fillOpacity: 0.85 };
const LINES = {
  districts: { color: "#4d4a6a", weight: 1.8, fill: false, dashArray: "6 4", interactive: false },
  provinces: { color: "#2a2a2a", weight: 2.6, fill: false, interactive: false },
};
const CASING = "#1d2421";
const LEAST_PX = 2.5;
const STEP_PX = 2;
const CLICK_PX = 14;
const LEGEND_PX = 310;
const MOST_MARKS = 40;
/** Fills of communes where no tour stops. */
export const FILLS = { passed: "#fdfdf9", missed: "url(#hatch-no-rate)", no_records: "url(#hatch-no-data)" };

function classAt(classes, value) {
  const place = classes.findIndex((one) => value <= one.to);
  return place < 0 ? classes.length - 1 : place;
}

/** Width of the lines of a class, in pixels: colour only repeats it. */
export function widthOf(place) {
  return LEAST_PX + STEP_PX * place;
}

export function fillOf({ state, visiting }, classes) {
  return state === "visited" ? classes[classAt(classes, visiting)].colour : FILLS[state];
}

function picture(size, ...children) {
  return s("svg", { width: size, height: size, viewBox: "-15 -15 30 30", "aria-hidden": "true", focusable: "false" }, ...children);
}

function caption(text, y = 4.5) {
  return s("text", { x: 0, y, "text-anchor": "middle", "font-size": 12, "font-weight": 700, "font-family": "sans-serif", fill: "#fff" }, text);
}

/** A sign: a board on a post at the edge of a zone, an arrow towards a craft. */
export function signPicture(kind, label = "") {
  if (kind === "zone") return picture(26, s("rect", { x: -1.5, y: 4, width: 3, height: 10, fill: CASING }), s("rect", { x: -12, y: -12, width: 24, height: 17, fill: "#3f6d1c", stroke: "#fff", "stroke-width": 2 }), caption(label, 1));
  return picture(26, s("path", { d: "M-13 -8 H4 L13 0 L4 8 H-13 Z", fill: "#8a3a78", stroke: "#fff", "stroke-width": 2 }), caption(label));
}

export function spotPicture(label = "") {
  return picture(26, s("path", { d: "M-12 -6 L0 -13 L12 -6 V11 H-12 Z", fill: "#a3211b", stroke: "#fff", "stroke-width": 2 }), caption(label, 7));
}

function marker(feature, pane, drawn, title, popup) {
  const [lon, lat] = feature.geometry.coordinates;
  const icon = L.divIcon({ className: "point flow-mark", html: drawn, iconSize: [26, 26], iconAnchor: [13, 13], popupAnchor: [0, -13] });
  const mark = L.marker([lat, lon], { icon, pane, title, alt: title, keyboard: true });
  return mark.bindPopup(popup, popupOptions());
}

export function createFlowMap(map) {
  for (const [name, zIndex] of Object.entries(PANES)) map.createPane(name).style.zIndex = String(zIndex);
  const layers = new Map();
  const shown = new Map();
  let lines = [];

  function put(name, layer) {
    layers.get(name)?.remove();
    layers.set(name, layer.addTo(map));
  }

  function setOutlines(key, collection) {
    put(key, L.geoJSON(collection, { pane: key, style: { ...LINES[key], pane: key } }));
  }

  function showCommunes(answer) {
    const layer = L.geoJSON(answer.features, {
      pane: "flow-communes",
      style: ({ properties }) => ({ ...EDGE, pane: "flow-communes", fillColor: fillOf(properties, answer.classes) }),
      onEachFeature: ({ properties }, path) => {
        shown.set(`commune:${properties.code}`, path);
        path.bindPopup(() => communePopup(properties), popupOptions());
      },
    });
    put("flow-communes", layer);
  }

  // Each line in a dark casing, and a wide unseen one on top that a finger can hit.
  function showLines(answer) {
    const look = (more) => ({ pane: "flow-lines", lineCap: "round", ...more });
    lines = [];
    const group = L.layerGroup();
    for (const feature of answer.features) {
      const place = classAt(answer.classes, feature.properties.tours);
      const points = feature.geometry.coordinates.map(([lon, lat]) => [lat, lon]);
      const weight = widthOf(place);
      const hit = L.polyline(points, look({ opacity: 0, weight: Math.max(CLICK_PX, weight) })).bindPopup(() => stretchPopup(feature.properties), popupOptions());
      group.addLayer(L.polyline(points, look({ color: CASING, weight: weight + 2, interactive: false })));
      group.addLayer(L.polyline(points, look({ color: answer.classes[place].colour, weight, interactive: false, className: `flow-line class-${place}` })));
      group.addLayer(hit);
      lines.push(hit);
    }
    put("flow-lines", group);
  }

  // All of them would hide the map: the first ones are drawn, any other when it is looked up in its list.
  function showMarks(name, features, draw, titleOf, popupOf) {
    const marks = features.map((feature) => {
      const mark = marker(feature, name, draw(feature.properties), titleOf(feature.properties), () => popupOf(feature.properties));
      shown.set(`${name}:${feature.properties.number}`, mark);
      return mark;
    });
    put(name, L.layerGroup(marks.slice(0, MOST_MARKS)));
  }

  const showSigns = (features) => showMarks("flow-signs", features, ({ kind, number }) => signPicture(kind, String(number)), ({ number, text }) => `${number}. ${text}`, signPopup);
  const showSpots = (features) => showMarks("flow-spots", features, ({ number }) => spotPicture(String(number)), ({ number, name }) => `${number}. ${name}`, spotPopup);

  /** Bring something into view, and open what is said of it. */
  function reveal(layer) {
    if (!layer) return;
    if (!map.hasLayer(layer)) layers.get(layer.options.pane).addLayer(layer);
    const place = layer.getLatLng?.() ?? layer.getBounds().getCenter();
    map.setView(place, Math.max(map.getZoom(), 10.5), { animate: false });
    layer.openPopup(place);
  }

  function fit() {
    const bounds = L.latLngBounds([]);
    for (const line of lines) bounds.extend(line.getBounds());
    const paddingBottomRight = [matchMedia("(min-width: 62rem)").matches ? LEGEND_PX : 0, 0];
    if (bounds.isValid()) map.fitBounds(bounds.pad(0.08), { animate: false, paddingBottomRight });
  }

  const toggle = (name, on) => map.getPane(name).classList.toggle("left-out", !on);
  return { setOutlines, showCommunes, showLines, showSigns, showSpots, fit, toggle, revealLine: (number) => reveal(lines[number]), reveal: (key) => reveal(shown.get(key)) };
}

/** The picture of a line of a class, for the legend. */
export function linePicture(place, colour) {
  const line = (stroke, width) => s("line", { x1: 3, y1: 9, x2: 31, y2: 9, stroke, "stroke-width": width, "stroke-linecap": "round" });
  return s("svg", { width: 34, height: 18, "aria-hidden": "true", class: "swatch" }, line(CASING, widthOf(place) + 2), line(colour, widthOf(place)));
}

/** A button that looks like a name in a list. */
export function rowButton(text, onclick) {
  return h("button", { type: "button", class: "row-button", onclick }, text);
}

export const rangeText = ({ from, to }) => (from === to ? number(from) : t("flows.legend_range", { from: number(from), to: number(to) }));
