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
