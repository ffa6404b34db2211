// Symbols of a plan: the shape says what a point is, the number which one; colour only repeats it.

import { s } from "../dom.js";

export const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#8a3a78", "#8f6b00", "#3d4fb5", "#a3211b", "#00707a", "#5c5c00", "#6b4ea0"];
const DARK = "#1d2421";

export function colourOf(place) {
  return COLOURS[place % COLOURS.length];
}

function picture(size, ...children) {
  const box = { width: size, height: size, viewBox: "-15 -15 30 30", "aria-hidden": "true", focusable: "false" };
  return s("svg", box, ...children);
}

function caption(text, fill = "#fff", size = 12) {
  const look = { x: 0, y: 4.5, "text-anchor": "middle", "font-size": size, "font-weight": 700, "font-family": "sans-serif" };
  return s("text", { ...look, fill }, text);
}

// A drop whose tip stands on the place.
function newPoint(label, place) {
  const path = "M0 14 C-4 7 -11 4 -11 -3 A11 11 0 1 1 11 -3 C11 4 4 7 0 14 Z";
  const body = s("path", { d: path, fill: colourOf(place), stroke: "#fff", "stroke-width": 2 });
  const text = caption(label);
  text.setAttribute("y", "1.5");
  return picture(38, body, text);
}

function locked(label, place) {
  const lock = s("path", { d: "M-3 -11 v-2 a3 3 0 0 1 6 0 v2", fill: "none", stroke: DARK, "stroke-width": 2 });
  const body = s("rect", { x: -10, y: -10, width: 20, height: 20, fill: colourOf(place), stroke: DARK, "stroke-width": 2.5 });
  return picture(34, lock, body, caption(label));
}

function existing(label) {
  const body = s("rect", { x: -9, y: -9, width: 18, height: 18, fill: "#fff", stroke: DARK, "stroke-width": 3 });
  return picture(28, body, caption(label, DARK, 11));
}

function free() {
  return picture(14, s("circle", { r: 9, fill: "#fff", "fill-opacity": 0.85, stroke: DARK, "stroke-width": 2.5 }));
}

function forbidden() {
  const circle = s("circle", { r: 10, fill: "#fff", stroke: "#8a0f0a", "stroke-width": 3 });
  const cross = s("path", { d: "M-6 -6 L6 6 M-6 6 L6 -6", stroke: "#8a0f0a", "stroke-width": 3 });
  return picture(22, circle, cross);
}

/** The picture of a point of a plan; `place` is its number among the points that serve. */
export function markPicture(state, label = "", place = 0) {
  if (state === "new") return newPoint(label, place);
  if (state === "locked") return locked(label, place);
  if (state === "existing") return existing(label);
  return state === "forbidden" ? forbidden() : free();
}

export const MARK_SIZES = { new: 38, locked: 34, existing: 28, forbidden: 22, free: 14 };
