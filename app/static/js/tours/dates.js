// Days and times of the day as plain text: "2026-12-06", "07:30". Nothing here knows a time zone: a tour is Vietnamese.

import { date } from "../format.js";
import { t } from "../page.js";

const DAY_MS = 86_400_000;
const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const SATURDAY = 6;

export const isDay = (text) => DAY.test(text ?? "") && !Number.isNaN(Date.parse(`${text}T00:00Z`));

const moment = (iso) => new Date(`${iso}T00:00Z`);

export function addDays(iso, count) {
  return new Date(moment(iso).getTime() + count * DAY_MS).toISOString().slice(0, 10);
}

/** The same day of a later month; the last one of a month that is shorter. */
export function addMonths(iso, count) {
  const day = moment(iso);
  const target = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + count, 1));
  const last = new Date(Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0)).getUTCDate();
  target.setUTCDate(Math.min(day.getUTCDate(), last));
  return target.toISOString().slice(0, 10);
}

export const daysBetween = (from, to) => Math.round((moment(to) - moment(from)) / DAY_MS);

export const daysFrom = (first, count) => Array.from({ length: count }, (_, at) => addDays(first, at));

export const weekday = (iso) => WEEKDAYS[moment(iso).getUTCDay()];

/** "Sunday, 06/12/2026" */
export const dayText = (iso) => (isDay(iso) ? t("date.day", { weekday: t(`weekday.${weekday(iso)}`), date: date(iso) }) : "");

/** The next Saturday after a day: most guests have a weekend. */
export function nextSaturday(iso) {
  const ahead = (SATURDAY - moment(iso).getUTCDay() + 7) % 7 || 7;
  return addDays(iso, ahead);
}

/** The day of the same weekday that lies nearest to a day. */
export function sameWeekday(iso, near) {
  const apart = (((moment(iso).getUTCDay() - moment(near).getUTCDay()) % 7) + 7) % 7;
  return addDays(near, apart > 3 ? apart - 7 : apart);
}

/** "08:30" of "2026-12-05T08:30"; on another day than `day` with that day in words. */
export function clock(text, day = null) {
  if (!text) return "";
  const time = text.slice(11, 16);
  return day && text.slice(0, 10) !== day ? `${time} (${date(text)})` : time;
}

/** Minutes after the midnight of `day`. */
export function minutesOf(text, day) {
  return daysBetween(day, text.slice(0, 10)) * 1440 + Number(text.slice(11, 13)) * 60 + Number(text.slice(14, 16));
}

/** "2 h 05" of minutes. */
export function lengthText(minutes) {
  const whole = Math.round(minutes);
  if (whole < 60) return t("length.minutes", { minutes: whole });
  return t("length.hours", { hours: Math.floor(whole / 60), minutes: String(whole % 60).padStart(2, "0") });
}
