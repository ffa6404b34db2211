// Communes coloured by whom they are served by, or by how long the way is. A commune that nobody reaches is hatched.

import { MINUTE_CLASSES, minuteClass } from "./ranges.js";
import { colourOf } from "../desk/marks.js";

// Light to dark: near to far. The lightest still stands out from paper.
export const CLASS_COLOURS = ["#ffffcc", "#c7e9b4", "#7fcdbb", "#41b6c4", "#2c7fb8", "#253494"];
export const UNREACHED = "url(#hatch-no-data)";
export const NO_DEMAND = "#f3f1ea";

export function classColour(index) {
  return index < 0 ? UNREACHED : CLASS_COLOURS[Math.min(index, MINUTE_CLASSES.length)];
}

/** The fill of a row of the answer: `by` is "served", "minutes" or "before". */
export function fillOf(row, by, places) {
  if (!row) return NO_DEMAND;
  if (by === "minutes") return classColour(minuteClass(row.minutes?.likely));
  if (by === "before") return classColour(minuteClass(row.before?.likely));
  return row.assigned === null || row.assigned === undefined ? UNREACHED : colourOf(places.get(row.assigned) ?? 0);
}

/** A number for every open point: the new ones first, in the order of the answer, then the existing ones. */
export function numberPoints(answer) {
  const added = answer.points.map((point) => point.id);
  const others = answer.opened.filter((id) => !added.includes(id));
  return new Map([...added, ...others].map((id, place) => [id, place]));
}
