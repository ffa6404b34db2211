// Figures as ranges: what comes from the schematic network is never one number, and says that it is an estimate.

import { number } from "../format.js";
import { t } from "../page.js";

const isKnown = (value) => value !== null && value !== undefined && Number.isFinite(value);

/** Both ends of a range, rounded outwards, so that the range never promises more than was computed. */
export function ends(range) {
  if (!range || !isKnown(range.low) || !isKnown(range.high)) return null;
  return [Math.floor(Math.min(range.low, range.high)), Math.ceil(Math.max(range.low, range.high))];
}

/** "about 35–60 min (estimate)"; `short` leaves the words out where a heading says them. */
export function minutesText(range, estimate, short = false) {
  const found = ends(range);
  if (!found) return t("range.unreached");
  const [low, high] = found;
  const minutes = low === high ? number(low) : `${number(low)}–${number(high)}`;
  if (short) return t("range.minutes", { minutes });
  return t(estimate ? "range.estimate" : "range.measured", { minutes });
}

export function percent(share, digits = 0) {
  return isKnown(share) ? `${number(share * 100, digits)} %` : "–";
}

/** "40–62 %": a share as a range. */
export function shareText(range) {
  if (!range || !isKnown(range.low) || !isKnown(range.high)) return "–";
  const [low, high] = [Math.min(range.low, range.high), Math.max(range.low, range.high)].map((one) => one * 100);
  const [from, to] = [number(low, 0), number(high, 0)];
  return from === to ? `${from} %` : `${from}–${to} %`;
}

const CLASSES = [15, 30, 45, 60, 90];

/** Upper bounds of the classes of minutes; the last class has none. */
export const MINUTE_CLASSES = CLASSES;

/** The class that a number of minutes is in; -1: not reached. */
export function minuteClass(minutes) {
  if (!isKnown(minutes)) return -1;
  const found = CLASSES.findIndex((bound) => minutes <= bound);
  return found === -1 ? CLASSES.length : found;
}

export function classText(index) {
  if (index < 0) return t("range.unreached");
  if (index === CLASSES.length) return t("class.beyond", { minutes: CLASSES.at(-1) });
  return t("class.within", { from: index ? CLASSES[index - 1] : 0, to: CLASSES[index] });
}

/** The figure of an objective without words, in the unit that a heading names; p-median as the mean way. */
export function objectiveFigure({ model, demand }, value) {
  if (!isKnown(value)) return "–";
  if (model === "p_center") return number(value, 1);
  if (model === "set_cover") return number(value, 0);
  if (model === "max_cover") return demand.is_count ? number(value, 0) : percent(value / demand.total, 1);
  const mean = demand.total ? value / demand.total : 0;
  return number(mean, mean < 1 ? 2 : 1);
}

/** An objective in the words of its model. */
export function objectiveText(answer, value) {
  return isKnown(value) ? t(`objective.${answer.model}`, { value: objectiveFigure(answer, value) }) : "–";
}

const RANGE_OF = { p_median: "mean_range", p_center: "worst_range", max_cover: "covered_range" };
const ENDS = ["low", "likely", "high"];

/** The range that stands for the objective of a set of points; null where its model has none. */
export function rangeOf({ model }, found) {
  const range = found?.[RANGE_OF[model]];
  return range && ENDS.every((end) => isKnown(range[end])) ? range : null;
}

/** What the points of an answer give, under the names that every other set of points has. */
export const after = ({ objective, figures }) => ({ objective, mean_range: figures.after.mean, worst_range: figures.after.worst, covered_range: figures.after.covered });

function between(low, high, digits) {
  const [from, to] = [number(low, digits), number(high, digits)];
  return from === to ? from : `${from}–${to}`;
}

/** A range in the unit that a heading names. */
export function rangeFigure(answer, range) {
  if (!range) return "–";
  const [low, high] = [Math.min(...Object.values(range)), Math.max(...Object.values(range))];
  if (answer.model !== "max_cover") return between(Math.floor(low), Math.ceil(high), 0);
  if (answer.demand.is_count) return between(low, high, 0);
  return `${between((low / answer.demand.total) * 100, (high / answer.demand.total) * 100, 1)} %`;
}

/** What a set of points gives, in words: a range wherever minutes play a part. */
export function setText(answer, found) {
  const range = rangeOf(answer, found);
  if (!range) return objectiveText(answer, found?.objective);
  if (answer.model === "max_cover") return t("proof.covered", { value: rangeFigure(answer, range) });
  const minutes = minutesText(range, answer.travel.estimate);
  return t(answer.model === "p_center" ? "proof.worst" : "proof.mean", { minutes });
}

/** How much two sets of points differ at each end of the range: lowest and highest difference. */
export function differenceRange(answer, one, other) {
  const [from, to] = [rangeOf(answer, one), rangeOf(answer, other)];
  if (!from || !to) return null;
  const apart = ENDS.map((end) => to[end] - from[end]);
  // Sets that are told apart in one direction at both ends need no sign.
  const signed = apart.every((value) => value <= 0) ? apart.map((value) => -value) : apart;
  return [Math.min(...signed), Math.max(...signed)];
}

/** The difference of two sets of points in the words of their model. */
export function differenceText(answer, one, other) {
  const range = differenceRange(answer, one, other);
  if (!range) return objectiveText(answer, Math.abs((other?.objective ?? NaN) - (one?.objective ?? NaN)));
  if (answer.model === "max_cover") return t("proof.covered", { value: rangeFigure(answer, { low: range[0], high: range[1] }) });
  return t(answer.travel.estimate ? "range.estimate" : "range.measured", { minutes: between(...range, 1) });
}
