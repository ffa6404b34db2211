// Figures of a tour in words: ranges where an estimate plays a part, unknown where nothing is known.

import { number } from "../format.js";
import { t } from "../page.js";
import { lengthText } from "./dates.js";

const isKnown = (value) => value !== null && value !== undefined && Number.isFinite(value);

/** A number for every stop that is visited, over all days. */
export function numbersOf(answer) {
  return new Map([...new Set(answer.days.flatMap((day) => day.visits.map(({ stop }) => stop)))].map((id, at) => [id, at + 1]));
}

/** "1 h 10–2 h 05" of minutes. */
export function rangeText(range) {
  if (!range || !isKnown(range.low) || !isKnown(range.high)) return t("length.unknown");
  const [low, high] = [Math.floor(range.low), Math.ceil(range.high)];
  if (low === high) return lengthText(low);
  if (high < 60) return t("length.minutes", { minutes: `${low}–${high}` });
  return `${lengthText(low)}–${lengthText(high)}`;
}

/** Where a day begins or ends; a town is found by its name, wherever in its commune its point stands. */
export function spotText(spot) {
  const name = spot.name ?? t("place.on_map");
  return spot.own_point === false && !spot.id.startsWith("town:") ? `${name} (${t("spot.somewhere")})` : name;
}

const sum = (list) => list.reduce((all, one) => all + one, 0);

/** The legs of some days together: {low, likely, high} minutes, or null where a leg is not known. */
export function driveRange(days) {
  const ranges = days.flatMap((day) => day.legs.map((leg) => leg.range));
  if (!ranges.every((range) => range && isKnown(range.low) && isKnown(range.high))) return null;
  return Object.fromEntries(["low", "likely", "high"].map((end) => [end, sum(ranges.map((range) => range[end]))]));
}

/** The kilometres of some days together: those that are known, and of how many legs they are not. */
export function kmOf(days) {
  const all = days.flatMap((day) => day.legs.map((leg) => leg.km));
  const known = all.filter(isKnown);
  return { km: known.length || !all.length ? sum(known) : null, missing: all.length - known.length };
}

export const kmText = (km) => (isKnown(km) ? t("length.km", { km: number(km, km < 10 ? 1 : 0) }) : t("length.km_unknown"));

export const isEstimate = (answer) => Boolean(answer.travel?.estimate);

/** What ``kmOf`` found, in words: a sum that lacks legs says so. */
export function kmSumText({ km, missing }) {
  if (!isKnown(km) || !missing) return kmText(km);
  return t("length.km_missing", { km: kmText(km), missing });
}

/** One line of what the whole tour is. */
export function summaryText(answer) {
  const visits = answer.days.flatMap((day) => day.visits);
  return t("tour.summary", { days: answer.days.length, stops: visits.length, drive: rangeText(driveRange(answer.days)), km: kmSumText(kmOf(answer.days)) });
}

/** How many faults and warnings there are: {breaks, warning}. */
export function troubleOf(answer) {
  const all = answer.days.flatMap((day) => day.warnings ?? []);
  const breaks = all.filter((one) => one.severity === "breaks").length;
  return { breaks: Math.max(breaks, (answer.findings ?? []).length), warning: all.filter((one) => one.severity === "warning").length };
}
