// Names on the map: districts first, communes when there is room. A name that would lie under a symbol moves
// aside, within its own unit; one that finds no free place there waits for a closer view.

import { debounce, h } from "./dom.js";

const COMMUNES_FROM = 11;
// As in map.css, for the width of a name.
const FONTS = { districts: "700 13px", communes: "600 11.5px" };
const SPACING_PX = { districts: 0.39, communes: 0 };
const LINE_PX = 15;
const GAP_PX = 2;
// Where a name may stand, in lines up or down and parts of its width to the side: first on its point, then as
// near as can be.
const LINES = [0, -0.5, 0.5, -1, 1, -1.5, 1.5, -2, 2, -2.5, 2.5, -3, 3, -4, 4];
const PARTS = [0, -0.25, 0.25, -0.5, 0.5, -0.75, 0.75];
const SHIFTS = LINES.flatMap((lines) => PARTS.map((part) => [lines, part])).sort((a, b) => farness(a) - farness(b));
// As in map.css: 0.7rem.
const COUNT_BELOW_PX = 11;
const SETTLED_MS = 60;

function farness([lines, part]) {
  return Math.abs(lines) + 4 * Math.abs(part);
}

function wantedLevel(zoom) {
  return zoom >= COMMUNES_FROM ? "communes" : "districts";
}

const pen = document.createElement("canvas").getContext("2d");

function widthOf(name, level) {
  pen.font = `${FONTS[level]} ${getComputedStyle(document.body).fontFamily}`;
  return pen.measureText(name).width + name.length * SPACING_PX[level] + GAP_PX;
}

/** The middle of a name that is moved by a shift. */
function moved({ x, y }, width, [lines, part]) {
  return { x: x + part * width, y: y + lines * LINE_PX };
}

function boxAt({ x, y }, width) {
  return { left: x - width / 2, right: x + width / 2, top: y - LINE_PX / 2, bottom: y + LINE_PX / 2 };
}

function overlaps(a, b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

// Wards and towns before communes: they are what a reader looks for first.
function rank(feature) {
  return feature.properties.kind === "commune" || feature.properties.kind === "rural_district" ? 1 : 0;
}

/** The box of an element that lies around a point, `lower` pixels below it. Not getBoundingClientRect: while
    symbols move, that says where they come from. */
function boxAround({ x, y }, { offsetWidth: width, offsetHeight: height }, lower = 0) {
  const top = y + lower;
  return { left: x - width / 2, right: x + width / 2, top: top - height / 2, bottom: top + height / 2 };
}

function symbolBox(map, marker) {
  const icon = marker.getElement();
  const point = map.latLngToContainerPoint(marker.getLatLng());
  // The count of a district hangs below its point.
  const count = icon.matches(".district-count") ? icon.firstElementChild : null;
  return count ? boxAround(point, count, COUNT_BELOW_PX + count.offsetHeight / 2) : boxAround(point, icon);
}

/** The boxes of the symbols on the map and of the zoom buttons, in pixels of the map's container. */
function symbolBoxes(map) {
  const boxes = [];
  map.eachLayer((layer) => {
    if (layer instanceof L.Marker && layer.options.pane !== "labels" && layer.getElement()) boxes.push(symbolBox(map, layer));
  });
  const { offsetLeft: left, offsetTop: top, offsetWidth: width, offsetHeight: height } = map.zoomControl.getContainer();
  return [...boxes, { left, top, right: left + width, bottom: top + height }];
}

/**
 * Which names are drawn, and where their middles are.
 *
 * @param names [{point: {x, y}, width, …}] the most important first
 * @param taken boxes that no name may touch
 * @param belongs tells whether a name may stand at a place: (name, {x, y}) → boolean
 */
export function placeLabels(names, taken, belongs) {
  const boxes = [...taken];
  const placed = [];
  for (const one of names) {
    const middles = SHIFTS.map((shift) => moved(one.point, one.width, shift));
    const isFree = (place) => !boxes.some((other) => overlaps(boxAt(place, one.width), other));
    const middle = middles.find((place) => isFree(place) && belongs(one, place));
    if (!middle) continue;
    boxes.push(boxAt(middle, one.width));
    placed.push({ ...one, middle });
  }
  return placed;
}

// A ray to the east crosses the rings around a point an odd number of times.
function crosses(ring, x, y) {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [[ax, ay], [bx, by]] = [ring[i], ring[j]];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

/** Whether a polygon or multipolygon (GeoJSON) holds a point. */
export function contains({ type, coordinates }, lon, lat) {
  const polygons = type === "MultiPolygon" ? coordinates : [coordinates];
  return polygons.flat().filter((ring) => crosses(ring, lon, lat)).length % 2 === 1;
}

/** `features(level)` gives the drawn features of a level, or none while its layer is off. */
export function createLabels(map, features) {
  const group = L.layerGroup().addTo(map);

  function namesInView(level) {
    const view = map.getBounds().pad(0.1);
    return [...features(level)]
      .sort((a, b) => rank(a) - rank(b))
      .map(({ geometry, properties: { label_lat: lat, label_lon: lon, name } }) => ({ lat, lon, name, geometry }))
      .filter(({ lat, lon }) => lat !== null && lat !== undefined && view.contains([lat, lon]))
      .map((one) => ({ ...one, width: widthOf(one.name, level), point: map.latLngToContainerPoint([one.lat, one.lon]) }));
  }

  function belongs({ geometry }, { x, y }) {
    const { lat, lng } = map.containerPointToLatLng([x, y]);
    return contains(geometry, lng, lat);
  }

  function draw() {
    const level = wantedLevel(map.getZoom());
    const placed = placeLabels(namesInView(level), symbolBoxes(map), belongs);
    group.clearLayers();
    for (const one of placed) group.addLayer(label(one, level));
  }

  // At once, as paper does not wait; and again after the symbols, some of which come a little later.
  const refresh = debounce(draw, SETTLED_MS);
  map.on("moveend", draw);
  map.on("layeradd layerremove", ({ layer }) => {
    if (layer.options?.pane !== "labels") refresh();
  });
  return { refresh };
}

function label({ lat, lon, name, point, middle }, level) {
  const body = h("span", {}, name);
  body.style.left = `${middle.x - point.x}px`;
  body.style.top = `${middle.y - point.y}px`;
  const icon = L.divIcon({ className: `map-label map-label-${level}`, html: body, iconSize: null });
  return L.marker([lat, lon], { icon, pane: "labels", interactive: false, keyboard: false });
}
