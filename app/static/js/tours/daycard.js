// One day of the tour: its bar, and the same as a list that every reader and every printer has.

import { h } from "../dom.js";
import { t } from "../page.js";
import { clock, dayText, lengthText } from "./dates.js";
import { driveRange, isEstimate, kmOf, kmSumText, kmText, rangeText, spotText } from "./figures.js";
import { dayBar } from "./timeline.js";
import { visitItem, warningList } from "./visititem.js";

function legItem(leg, warnings, estimate) {
  const words = [t(estimate ? "leg.drive_estimate" : "leg.drive", { minutes: rangeText(leg.range) }), kmText(leg.km)];
  if (leg.roads?.length) words.push(leg.roads.join(", "));
  return h("li", { class: "leg" }, h("p", { class: "small" }, words.join(" · ")), warningList(warnings));
}

function lunchItem(day) {
  const until = new Date(Date.parse(`${day.lunch_at.slice(0, 16)}Z`) + (day.lunch_min ?? 0) * 60000).toISOString();
  return h("li", { class: "lunch" }, h("p", { class: "small" }, t("day.lunch", { from: clock(day.lunch_at), to: clock(until) })));
}

function endItem(spot, time, key) {
  return h("li", { class: "spot" }, h("p", {}, h("strong", {}, time), ` ${t(key, { name: spotText(spot) })}`));
}

const ofLeg = (day, at) => (day.warnings ?? []).filter((one) => one.leg === at && one.visit === null);
const ofVisit = (day, at) => (day.warnings ?? []).filter((one) => one.visit === at);
const ofDay = (day) => (day.warnings ?? []).filter((one) => one.leg === null && one.visit === null);

function items(answer, day, at, parts) {
  const estimate = isEstimate(answer);
  const list = [endItem(day.start, clock(day.depart, day.date), "day.depart")];
  let lunch = day.lunch_at;
  const eat = (until) => {
    if (!lunch || Date.parse(lunch) >= Date.parse(until)) return;
    list.push(lunchItem(day));
    lunch = null;
  };
  day.visits.forEach((visit, n) => {
    // Lunch is on the way, or there before the visit begins.
    eat(visit.reached);
    list.push(legItem(day.legs[n], ofLeg(day, n), estimate));
    eat(visit.arrive);
    const before = at === 0 && n === 0;
    const after = at === answer.days.length - 1 && n === day.visits.length - 1;
    const id = visit.stop;
    const stop = answer.stops[id];
    list.push(visitItem(visit, { ...stop, disputed: parts.isDisputed(id) }, day, ofVisit(day, n), { id, at, days: answer.days, number: parts.numbers.get(id), lock: parts.locks[id], reading: parts.choices[id]?.reading, isFirst: before, isLast: after, kinds: parts.kindsText(stop), act: parts.act }));
  });
  eat(day.arrive);
  const last = day.visits.length;
  if (day.legs[last]) list.push(legItem(day.legs[last], ofLeg(day, last), estimate));
  if (lunch) list.push(lunchItem(day));
  list.push(endItem(day.end, clock(day.arrive, day.date), "day.arrive"));
  return list;
}

function slackText(day) {
  if (day.slack_min === null || day.slack_min === undefined) return "";
  return day.slack_min >= 0 ? t("day.slack", { length: lengthText(day.slack_min) }) : t("day.over", { length: lengthText(-day.slack_min) });
}

/** @param parts {numbers, locks, choices, act, kindsText(stop), isDisputed(id)} */
export function dayCard(answer, day, at, parts) {
  const facts = [
    t("day.times", { depart: clock(day.depart, day.date), arrive: clock(day.arrive, day.date) }),
    t(isEstimate(answer) ? "day.drive_estimate" : "day.drive", { drive: rangeText(driveRange([day])), km: kmSumText(kmOf([day])) }),
    slackText(day),
    day.depart_latest ? t("day.latest", { time: clock(day.depart_latest, day.date) }) : "",
    day.sunset ? t("day.sun", { sunrise: day.sunrise, sunset: day.sunset }) : "",
  ];
  const empty = day.visits.length ? null : h("p", { class: "muted small" }, t("day.empty"));
  return h(
    "section",
    { class: "day-card", dataset: { day: at } },
    h("h3", {}, t("day.title", { number: at + 1, day: dayText(day.date) })),
    h("p", { class: "small day-facts" }, facts.filter(Boolean).join(" · ")),
    dayBar(day, at, parts.numbers),
    warningList(ofDay(day)),
    empty,
    h("ol", { class: "day-list", "aria-label": t("day.list", { number: at + 1 }), dataset: { visits: at } }, ...items(answer, day, at, parts)),
  );
}
