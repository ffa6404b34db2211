// Symbols of a tour: a drop with a number for a visit, a square for a locked one, small squares for other stops.

import { s } from "../dom.js";
import { colourOf, MARK_SIZES, markPicture } from "../desk/marks.js";
import { placePicture } from "../symbols.js";

export const dayColour = colourOf;

// What a stop is first of all decides its symbol, as on the map of the registry.
const LAYER_OF = { market: "markets", daily_market: "markets", evening_market: "markets", craft: "craft_villages", shop: "sales_points", producer: "producers" };

export const stopPicture = (kinds, more = 0) => placePicture(LAYER_OF[kinds?.[0]] ?? "sights", more);

const visitState = (locked) => (locked ? "locked" : "new");

export const visitPicture = (number, day, locked) => markPicture(visitState(locked), String(number), day);

const BESIDE_PX = 20;

/** The icon of a visit; its tip stands on the place, or `beside` the ones before it at the same point. */
export function visitIcon(number, day, locked, beside = 0) {
  const size = MARK_SIZES[visitState(locked)];
  const middle = size / 2 - beside * BESIDE_PX;
  const anchor = [middle, locked ? size / 2 : size - 2];
  return L.divIcon({ className: "point tour-visit", html: visitPicture(number, day, locked), iconSize: [size, size], iconAnchor: anchor, popupAnchor: [beside * BESIDE_PX, -size / 2] });
}

const ENDS = { start: "M-4 -6 L7 0 L-4 6 Z", night: "M3 -7 A7 7 0 1 0 7 3 A6 6 0 0 1 3 -7 Z", end: "M-5 -5 H5 V5 H-5 Z" };
const END_PX = 26;

/** Where the tour begins, where its nights are, where it ends. */
export function endPicture(kind) {
  const box = s("rect", { x: -11, y: -11, width: 22, height: 22, rx: 4, fill: "#1d2421", stroke: "#fff", "stroke-width": 2 });
  return s("svg", { width: END_PX, height: END_PX, viewBox: "-15 -15 30 30", "aria-hidden": "true", focusable: "false" }, box, s("path", { d: ENDS[kind], fill: "#fff" }));
}

export const endIcon = (kind) => L.divIcon({ className: "point tour-end", html: endPicture(kind), iconSize: [END_PX, END_PX], iconAnchor: [END_PX / 2, END_PX / 2] });

/** One symbol for all stops of a place: a commune whose stops nobody has placed holds several at one point. */
export function stopIcon(stops) {
  const html = stopPicture(stops[0].kinds, stops.length - 1);
  return L.divIcon({ className: "point tour-stop", html, iconSize: [20, 20], iconAnchor: [10, 10], popupAnchor: [0, -8] });
}
