// The point of a record: dragged or clicked on a map of the communes, moved by buttons, or typed in WGS 84 or VN-2000.

import { apiUrl, fetchJson } from "../api.js";
import { announce, button, field as labelled, h, select, uniqueId } from "../dom.js";
import { pageState, t } from "../page.js";
import { fieldControl } from "./fields.js";

const DIGITS = 6;
const STEPS_M = [10, 100, 1000, 5000];
const METRES_A_DEGREE = 111_320;
const NEAR = 14;
const MAX_ZOOM = 18;
const WHOLE = [[21.9, 103.5], [22.9, 104.7]];
const WGS84 = "EPSG:4326";
const NAMES = ["lon", "lat", "easting", "northing", "epsg", "placement"];

const rounded = (value) => Number(value.toFixed(DIGITS));
const asNumber = (text) => (text.trim() === "" ? null : Number(text.trim().replace(",", ".")));

const styleOf = (chosen) => ({ className: chosen ? "commune-outline chosen" : "commune-outline", weight: chosen ? 3 : 1, fill: true });

/** Outlines of one list of units at a time, the one of the record standing out by its line. */
function outlines(map) {
  let shown = null;
  let asked = "";
  return async (system, code, closer) => {
    const wanted = `${system} ${code}`;
    if (wanted === asked) return;
    asked = wanted;
    const layer = await fetchJson(apiUrl("layers/communes.geojson", { units: system }));
    if (wanted !== asked) return; // another one was chosen while this one was on its way
    shown?.remove();
    shown = window.L.geoJSON(layer, { interactive: false, style: ({ properties }) => styleOf(properties.code === code) }).addTo(map);
    const chosen = shown.getLayers().find(({ feature }) => feature.properties.code === code);
    chosen?.bringToFront();
    if (closer) map.fitBounds((chosen ?? shown).getBounds(), { animate: false });
  };
}

/** The map; `onmove` hears where the point was put. */
function pointMap(element, onmove) {
  const map = window.L.map(element, { attributionControl: false, scrollWheelZoom: false, maxZoom: MAX_ZOOM });
  map.fitBounds(WHOLE);
  let marker = null;
  const draw = outlines(map);
  map.on("click", ({ latlng }) => onmove(rounded(latlng.lng), rounded(latlng.lat)));
  return {
    focus: (system, code, closer) => draw(system, code, closer).catch(() => announce(t("point.failed"))),
    show(lon, lat, closer) {
      if (lon === null || lat === null) {
        marker?.remove();
        marker = null;
        return;
      }
      if (!marker) {
        const icon = window.L.divIcon({ className: "point-mark", iconSize: [22, 22] });
        marker = window.L.marker([lat, lon], { icon, draggable: true, keyboard: false, title: t("point.map") }).addTo(map);
        marker.on("dragend", () => onmove(rounded(marker.getLatLng().lng), rounded(marker.getLatLng().lat)));
      }
      marker.setLatLng([lat, lon]);
      if (closer) map.setView([lat, lon], NEAR, { animate: false });
      else map.panInside([lat, lon], { padding: [30, 30], animate: false });
    },
    middle: () => map.getCenter(),
  };
}

export function pointEditor(fields, values) {
  // The system is chosen from a list, and nothing is chosen for the user: metres mean nothing without their zone.
  const system = (field) => (field.name === "epsg" ? { ...field, type: "choice", choices: pageState.zones.map(([value, label]) => ({ value, label })) } : field);
  const own = Object.fromEntries(fields.filter(({ name }) => NAMES.includes(name)).map((field) => [field.name, fieldControl(system(field), values[field.name])]));
  let onMap = false; // the point was last put on the map, which is in WGS 84
  const place = h("div", { class: "point-map", id: uniqueId("map"), role: "application", "aria-label": t("point.map") });
  let drawn = null;

  const degrees = () => [asNumber(own.lon.input.value), asNumber(own.lat.input.value)];
  function put(lon, lat, closer = false) {
    onMap = lon !== null;
    own.lon.input.value = lon === null ? "" : String(rounded(lon));
    own.lat.input.value = lat === null ? "" : String(rounded(lat));
    own.lon.input.dispatchEvent(new Event("input", { bubbles: true }));
    drawn?.show(lon, lat, closer);
    announce(lon === null ? t("point.none") : t("point.moved", { lon: own.lon.input.value, lat: own.lat.input.value }));
  }
  const step = select(STEPS_M.map((metres) => [String(metres), `${metres} m`]), "100", () => {});
  function move(east, north) {
    const [lon, lat] = degrees();
    if (lon === null || lat === null || Number.isNaN(lon + lat)) return;
    const shift = Number(step.value) / METRES_A_DEGREE;
    put(lon + (east * shift) / Math.cos((lat * Math.PI) / 180), lat + north * shift);
  }
  const arrows = h(
    "div",
    { class: "point-arrows", role: "group", "aria-label": t("point.move") },
    button(t("point.north"), () => move(0, 1), { dataset: { move: "north" } }),
    button(t("point.south"), () => move(0, -1), { dataset: { move: "south" } }),
    button(t("point.west"), () => move(-1, 0), { dataset: { move: "west" } }),
    button(t("point.east"), () => move(1, 0), { dataset: { move: "east" } }),
    labelled(t("point.step"), step),
    button(t("point.set"), () => drawn && put(drawn.middle().lng, drawn.middle().lat), { dataset: { move: "middle" } }),
    button(t("point.clear"), () => put(null, null), { class: "button-plain", dataset: { move: "clear" } }),
  );
  for (const name of ["lon", "lat"]) {
    own[name].input.addEventListener("change", () => {
      onMap = false;
      drawn?.show(...degrees(), true);
    });
  }
  const metres = h("details", { class: "facet" }, h("summary", {}, t("point.vn2000")), h("div", { class: "point-metres" }, own.easting.node, own.northing.node, own.epsg.node));
  const node = h(
    "div",
    { class: "point-editor" },
    place,
    arrows,
    h("div", { class: "point-degrees" }, own.lon.node, own.lat.node, own.placement.node),
    metres,
  );
  const editor = {
    node,
    names: NAMES,
    controls: own,
    /** Show the unit of the record, closer while there is no point. */
    focus({ units, unit_code: code }) {
      const [lon] = degrees();
      return drawn?.focus(units || "2025", code ?? "", lon === null);
    },
    start(unit) {
      if (!window.L) {
        place.replaceWith(h("p", { class: "note" }, t("point.failed")));
        return;
      }
      drawn = pointMap(place, put);
      drawn.show(...degrees(), true);
      editor.focus(unit).then(() => (place.dataset.ready = "true"));
    },
    read() {
      const found = {};
      for (const [name, control] of Object.entries(own)) {
        const value = control.read();
        if (value !== undefined) found[name] = value;
      }
      const typed = found.easting || found.northing;
      // What was typed in metres stands in place of the degrees of before.
      if (onMap && found.lon) found.epsg = WGS84;
      if (typed) {
        if (!("lon" in found) || found.lon === null) delete found.lon;
        if (!("lat" in found) || found.lat === null) delete found.lat;
      }
      return found;
    },
    settle(next) {
      for (const [name, control] of Object.entries(own)) control.settle(next[name]);
      drawn?.show(...degrees(), true);
    },
  };
  return editor;
}
