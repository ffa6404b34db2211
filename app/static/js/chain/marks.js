// What lies on the map of the value chain: how a link is known is said by the dashes, what a record lacks by the sign.

import { s } from "../dom.js";
import { number } from "../format.js";

export const LOOKS = {
  recorded: { color: "#17512c", weight: 3.5 },
  inferred: { color: "#8a4b00", weight: 3, dashArray: "10 6" },
  matched: { color: "#5b2a86", weight: 3, dashArray: "2 7", lineCap: "round" },
};
const STATES = { linked: "#17512c", likely: "#17512c", none: "#a3211b", unknown: "#6b4a00" };
const SIGNS = { linked: "✓", likely: "≈", none: "×", unknown: "?" };
const ORDER = ["none", "unknown", "likely", "linked"];
const SIDE = 26;

/** The picture of a line, for the legend. */
export function linePicture(certainty) {
  const { color, weight, dashArray, lineCap } = LOOKS[certainty];
  return s("svg", { width: 40, height: 14, "aria-hidden": "true" }, s("line", { x1: 3, y1: 7, x2: 37, y2: 7, stroke: color, "stroke-width": weight, "stroke-dasharray": dashArray ?? "none", "stroke-linecap": lineCap ?? "butt" }));
}

/** How a line is known, or how the surest of some links are. */
export const surest = (certainty) => Object.keys(LOOKS).find((one) => certainty[one]);

/** Links within one point: a ring with their number, broken where none of them is on record. */
export function withinPicture(certainty, count) {
  const { color, dashArray } = LOOKS[surest(certainty)];
  const ring = s("circle", { r: 10, fill: "#fff", stroke: color, "stroke-width": 2.5, "stroke-dasharray": dashArray ? "4 3" : "none" });
  return picture(ring, number(count), color);
}

/** Records of a list at one point: a square with the sign of what is said of the worst, and their number. */
export function breakPicture(state, count) {
  const box = s("rect", { x: -11, y: -9, width: 22, height: 18, rx: 3, fill: STATES[state], stroke: "#fff", "stroke-width": 2 });
  return picture(box, count > 1 ? `${SIGNS[state]}${number(count)}` : SIGNS[state], "#fff");
}

function picture(shape, text, fill) {
  const caption = s("text", { x: 0, y: 4, "text-anchor": "middle", "font-size": 11, "font-weight": 700, "font-family": "sans-serif", fill }, text);
  return s("svg", { width: SIDE, height: SIDE, viewBox: "-13 -13 26 26", "aria-hidden": "true", focusable: "false" }, shape, caption);
}

export const worst = (states) => ORDER.find((state) => states[state]);
export const statesIn = (features) => ORDER.filter((state) => features.some(({ properties }) => properties.states[state]));

// Links of a place hang left of its point and records right of it: neither hides the other.
const ANCHORS = { within: [SIDE, SIDE / 2], breaks: [0, SIDE / 2] };

/** A mark that is reached by keyboard and says what it is. */
export function mark([lon, lat], drawn, title, popup, pane) {
  const icon = L.divIcon({ className: "point chain-mark", html: drawn, iconSize: [SIDE, SIDE], iconAnchor: ANCHORS[pane], popupAnchor: [0, -SIDE / 2] });
  return L.marker([lat, lon], { icon, title, alt: title, keyboard: true, pane }).bindPopup(...popup);
}
