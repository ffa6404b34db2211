// A day as a bar from the first departure to the last arrival: drive, wait, visit, lunch, in proportion to their time.
// The list below it says the same in words; the bar is hidden from screen readers.

import { s } from "../dom.js";
import { t } from "../page.js";
import { minutesOf } from "./dates.js";
import { dayColour } from "./marks.js";

const HEIGHT = 46;
const TOP = 4;
const BAR = 24;
const LEAST_LABELLED = 0.035;
const MOST_TICKS = 8;

const percent = (value) => `${(value * 100).toFixed(3)}%`;

function box(from, to, scale, attributes) {
  const x = scale(from);
  return s("rect", { x: percent(x), y: TOP, width: percent(Math.max(0, scale(to) - x)), height: BAR, ...attributes });
}

function caption(at, text, fill) {
  return s("text", { x: percent(at), y: TOP + BAR / 2 + 4, "text-anchor": "middle", "font-size": 12, "font-weight": 700, fill }, text);
}

function ticks(from, to, scale) {
  const hours = [];
  const step = Math.max(1, Math.ceil((to - from) / 60 / MOST_TICKS)) * 60;
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
    const x = percent(scale(at));
    hours.push(s("line", { x1: x, x2: x, y1: TOP + BAR, y2: TOP + BAR + 4, class: "bar-tick" }), s("text", { x, y: HEIGHT - 2, "text-anchor": "middle", "font-size": 11, class: "bar-hour" }, String(Math.floor(at / 60) % 24)));
  }
  return hours;
}

const SEGMENTS = ["drive", "visit", "wait", "lunch"];

/** @param numbers of the stops, as on the map */
export function dayBar(day, at, numbers) {
  const time = (text) => minutesOf(text, day.date);
  const [first, last] = [time(day.depart), time(day.arrive)];
  const margin = Math.max(10, (last - first) * 0.03);
  const [from, to] = [first - margin, Math.max(last, first + 30) + margin];
  const scale = (minutes) => (minutes - from) / (to - from);
  const parts = [box(first, last, scale, { class: "bar-drive" })];
  for (const visit of day.visits) {
    const [reached, begins, leaves] = [visit.reached, visit.arrive, visit.leave].map(time);
    if (begins > reached) parts.push(box(reached, begins, scale, { class: "bar-wait" }));
    parts.push(box(begins, leaves, scale, { class: "bar-visit", fill: dayColour(at) }));
    if (scale(leaves) - scale(begins) > LEAST_LABELLED) parts.push(caption((scale(begins) + scale(leaves)) / 2, String(numbers.get(visit.stop)), "#fff"));
  }
  if (day.lunch_at) parts.push(box(time(day.lunch_at), time(day.lunch_at) + (day.lunch_min ?? 0), scale, { class: "bar-lunch" }));
  const night = day.sunset ? scale(time(`${day.date}T${day.sunset}`)) : 1;
  if (night < 1) parts.unshift(s("rect", { x: percent(Math.max(0, night)), y: 0, width: percent(1 - Math.max(0, night)), height: TOP + BAR + 4, class: "bar-night" }));
  return s("svg", { width: "100%", height: HEIGHT, class: "day-bar", "aria-hidden": "true", focusable: "false" }, ...parts, ...ticks(from, to, scale));
}

/** What the fills of the bars mean. */
export function barKey() {
  const swatch = (name) => s("svg", { width: 22, height: 12, "aria-hidden": "true" }, s("rect", { x: 0.5, y: 0.5, width: 21, height: 11, class: `bar-${name}`, ...(name === "visit" ? { fill: dayColour(0) } : {}) }));
  return SEGMENTS.map((name) => [swatch(name), t(`bar.${name}`)]);
}
