// Measure a length or an area: by clicks, or with Enter at the middle of the map.

import { announce, button, h } from "./dom.js";
import { number } from "./format.js";
import { pathLength, ringArea } from "./geodesy.js";
import { t } from "./page.js";

function lengthText(metres) {
  return metres < 1000 ? `${number(metres, 0)} m` : `${number(metres / 1000, 2)} km`;
}

function areaText(squareMetres) {
  return squareMetres < 1e6 ? `${number(squareMetres / 1e4, 2)} ha` : `${number(squareMetres / 1e6, 2)} km²`;
}

const LOOK = { color: "#b3005e", weight: 3, dashArray: "6 4", interactive: false };

export function createMeasure(map) {
  const result = h("p", { class: "measure-result", role: "status" });
  const shapes = L.layerGroup().addTo(map);
  let points = [];
  let mode = null;

  function text() {
    if (points.length < 2) return t("measure.hint");
    if (mode === "distance") return t("measure.length", { length: lengthText(pathLength(points)) });
    const border = lengthText(pathLength([...points, points[0]]));
    return points.length < 3 ? t("measure.hint") : t("measure.area", { area: areaText(ringArea(points)), border });
  }

  function draw() {
    shapes.clearLayers();
    if (points.length > 1) shapes.addLayer(mode === "area" ? L.polygon(points, LOOK) : L.polyline(points, LOOK));
    for (const point of points) shapes.addLayer(L.circleMarker(point, { ...LOOK, dashArray: null, radius: 4 }));
    result.textContent = text();
  }

  function addPoint(latlng) {
    points.push(latlng);
    draw();
  }

  function onKey(event) {
    if (event.originalEvent.key === "Enter" && event.originalEvent.target === map.getContainer()) addPoint(map.getCenter());
    if (event.originalEvent.key === "Escape") stop();
  }

  function onClick(event) {
    addPoint(event.latlng);
  }

  function start(next) {
    stop();
    mode = next;
    points = [];
    map.getContainer().classList.add("measuring");
    map.on("click", onClick).on("keydown", onKey);
    for (const [name, control] of Object.entries(buttons)) control.setAttribute("aria-pressed", String(name === mode));
    result.textContent = t("measure.hint");
    announce(t("measure.hint"));
    map.getContainer().focus({ preventScroll: true });
  }

  function stop() {
    mode = null;
    map.getContainer().classList.remove("measuring");
    map.off("click", onClick).off("keydown", onKey);
    for (const control of Object.values(buttons)) control.setAttribute("aria-pressed", "false");
  }

  function clear() {
    stop();
    points = [];
    shapes.clearLayers();
    result.textContent = "";
  }

  const toggle = (name) => () => (mode === name ? stop() : start(name));
  const buttons = {
    distance: button(t("measure.distance_button"), toggle("distance"), { "aria-pressed": "false", dataset: { measure: "distance" } }),
    area: button(t("measure.area_button"), toggle("area"), { "aria-pressed": "false", dataset: { measure: "area" } }),
  };
  const node = h("fieldset", {}, h("legend", {}, t("measure.title")), h("div", { class: "buttons" }, buttons.distance, buttons.area, button(t("measure.clear"), clear)), result);
  return { node, isOn: () => mode !== null };
}

