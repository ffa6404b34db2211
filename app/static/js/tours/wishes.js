// The wishes as the form holds them, and the body of POST /tours that they make. Pure: nothing here touches the page.

import { daysFrom, isDay, nextSaturday } from "./dates.js";

export const MOST_DAYS = 5;
export const MOST_SEED = 2 ** 31 - 1;
/** The first is the one of an API that is told nothing. */
export const UNITS = ["2025", "2024"];
const CLOCK = /^\d{2}:\d{2}$/;
// A weight of 1 stands in the middle of a slider, so that an interest can be raised and lowered.
const MOST_STEP = 10;
const STEP_OF_ONE = 5;
export const PURCHASE = "purchase";
export const EMPTY_DAY = { start: null, end: null, from: "", to: "" };

/** A place is {id} of a stop or {lon, lat} of a point, with a name where one is known. */
export function emptyWishes(first) {
  return {
    start: null,
    end: null,
    week: false,
    first,
    days: 2,
    after: "",
    dayStart: "07:30",
    dayEnd: "18:00",
    lunch: true,
    lunchFrom: "11:00",
    lunchTo: "13:30",
    lunchMin: 60,
    pace: "usual",
    vehicle: "car",
    adults: 2,
    children: 0,
    interests: {},
    must: [],
    avoid: [],
    limits: [],
    purchase: false,
    nights: "same",
    nightPlaces: [],
    nightTowns: [],
    ownDays: [],
    maxDrive: null,
    breakAfter: 120,
    planWith: "high",
    units: UNITS[0],
    on: "",
    seed: null,
    ownStops: [],
    choices: {},
    fixed: {},
  };
}

const where = (place) => place.id ?? [place.lon, place.lat];
const given = (name, value) => (value === null || value === "" || value === undefined ? {} : { [name]: value });
const filled = (name, list) => (list.length ? { [name]: list } : {});

function whenOf({ week, first, days, after }) {
  return week ? { any_week: { days, ...given("after", after) } } : { dates: daysFrom(first, days) };
}

function nightsOf({ nights, nightPlaces, nightTowns, days, start }) {
  if (days < 2 || nights === "same") return {};
  if (nights === "suggest") return { nights: "suggest", ...filled("night_towns", nightTowns.map(where)) };
  return { nights: Array.from({ length: days - 1 }, (_, at) => where(nightPlaces[at] ?? start)) };
}

function ownDaysOf({ ownDays, days, week }) {
  const isEmpty = (day) => !day.start && !day.end && !day.from && !day.to;
  const list = Array.from({ length: days }, (_, at) => ownDays[at] ?? EMPTY_DAY);
  if (week || list.every(isEmpty)) return {};
  const place = (one) => (one ? where(one) : null);
  return { days: list.map((day) => ({ start: place(day.start), end: place(day.end), day_start: day.from || null, day_end: day.to || null })) };
}

function limitsOf({ limits, purchase }) {
  const list = limits.filter(({ group, min, max }) => group && (min !== null || max !== null));
  const found = list.map(({ group, min, max, eachDay }) => ({ group, ...given("min", min), ...given("max", max), each_day: eachDay }));
  return purchase ? [...found, { group: PURCHASE, min: 1, each_day: true }] : found;
}

const scaled = (interests, factor) => Object.fromEntries(Object.entries(interests).map(([key, step]) => [key, Number((step * factor).toFixed(3))]));

function interestsOf({ interests }) {
  return Object.keys(interests).length ? { interests: scaled(interests, 1 / STEP_OF_ONE) } : {};
}

/** Steps of the sliders for weights; larger ones than a slider has shrink together, for only proportions decide. */
export function stepsOf(weights) {
  const most = Math.max(0, ...Object.values(weights));
  return scaled(weights, most * STEP_OF_ONE > MOST_STEP ? MOST_STEP / most : STEP_OF_ONE);
}

const fullOf = (name, object) => (Object.keys(object).length ? { [name]: object } : {});

/** Which records count, as far as it is not what the API takes without a word. */
export const viewOf = ({ units, on }) => ({ ...given("units", units === UNITS[0] ? "" : units), ...given("on", on) });

/** The body of POST /tours; the start must be chosen. */
export function toRequest(wishes) {
  const { lunch, lunchFrom, lunchTo, lunchMin } = wishes;
  return {
    start: where(wishes.start),
    ...(wishes.end ? { end: where(wishes.end) } : {}),
    ...whenOf(wishes),
    ...nightsOf(wishes),
    ...ownDaysOf(wishes),
    day_start: wishes.dayStart,
    day_end: wishes.dayEnd,
    lunch: lunch ? { from: lunchFrom, to: lunchTo, minutes: lunchMin } : null,
    ...interestsOf(wishes),
    ...filled("must", wishes.must),
    ...filled("avoid", wishes.avoid),
    ...filled("limits", limitsOf(wishes)),
    ...given("max_drive_min_per_day", wishes.maxDrive),
    pace: wishes.pace,
    vehicle: wishes.vehicle,
    party: { adults: wishes.adults, children: wishes.children },
    ...given("break_after_min", wishes.breakAfter),
    plan_with: wishes.planWith,
    ...viewOf(wishes),
    ...given("seed", wishes.seed),
    ...filled("own_stops", wishes.ownStops),
    ...fullOf("choices", wishes.choices),
    ...fullOf("fixed", wishes.fixed),
  };
}

/**
 * The tour to show while open days and nights are being searched: the next weekend, back at the start every
 * evening; null where nothing is open.
 */
export function firstRequest({ any_week: week, nights, night_towns: _towns, ...others }, today) {
  const isOpen = Boolean(week) || nights === "suggest";
  if (!isOpen) return null;
  return { ...others, ...(week ? { dates: daysFrom(nextSaturday(week.after ?? today), week.days) } : {}) };
}

function placeOf(value) {
  if (typeof value === "string") return { id: value };
  if (Array.isArray(value) && value.length === 2 && value.every(Number.isFinite)) return { id: null, lon: value[0], lat: value[1] };
  return null;
}

const list = (value) => (Array.isArray(value) ? value : []);
const texts = (value) => list(value).filter((one) => typeof one === "string");
const amount = (value, usual) => (Number.isFinite(value) ? value : usual);
const time = (value, usual) => (CLOCK.test(value ?? "") ? value : usual);
const object = (value) => (value && typeof value === "object" && !Array.isArray(value) ? value : {});

function readWhen(body, usual) {
  const week = body.any_week;
  if (week) return { week: true, days: amount(week.days, usual.days), after: isDay(week.after) ? week.after : "" };
  const dates = texts(body.dates).filter(isDay);
  return dates.length ? { week: false, first: dates[0], days: Math.min(MOST_DAYS, dates.length) } : {};
}

function readDay(day) {
  return { start: placeOf(day?.start), end: placeOf(day?.end), from: time(day?.day_start, ""), to: time(day?.day_end, "") };
}

function readLimits(body) {
  const all = list(body.limits).map((one) => ({ group: String(one?.group ?? ""), min: amount(one?.min, null), max: amount(one?.max, null), eachDay: Boolean(one?.each_day) }));
  const isPurchase = ({ group, min, max, eachDay }) => group === PURCHASE && min === 1 && max === null && eachDay;
  return { limits: all.filter((one) => !isPurchase(one)), purchase: all.some(isPurchase) };
}

/** The form's wishes of a body that was sent or saved; what is no wish is left at its usual value. */
export function fromRequest(body, first) {
  const usual = emptyWishes(first);
  const lunch = object(body.lunch);
  const nights = body.nights === "suggest" ? "suggest" : Array.isArray(body.nights) ? "chosen" : "same";
  const interests = Object.entries(object(body.interests)).filter(([, weight]) => Number.isFinite(weight));
  return {
    ...usual,
    ...readWhen(body, usual),
    start: placeOf(body.start),
    end: placeOf(body.end),
    dayStart: time(body.day_start, usual.dayStart),
    dayEnd: time(body.day_end, usual.dayEnd),
    lunch: body.lunch !== null,
    lunchFrom: time(lunch.from, usual.lunchFrom),
    lunchTo: time(lunch.to, usual.lunchTo),
    lunchMin: amount(lunch.minutes, usual.lunchMin),
    pace: String(body.pace ?? usual.pace),
    vehicle: String(body.vehicle ?? usual.vehicle),
    adults: amount(body.party?.adults, usual.adults),
    children: amount(body.party?.children, usual.children),
    interests: stepsOf(Object.fromEntries(interests)),
    must: texts(body.must),
    avoid: texts(body.avoid),
    ...readLimits(body),
    nights,
    nightPlaces: list(body.nights).map(placeOf),
    nightTowns: list(body.night_towns).map(placeOf).filter(Boolean),
    ownDays: list(body.days).map(readDay),
    maxDrive: amount(body.max_drive_min_per_day, null),
    breakAfter: amount(body.break_after_min, usual.breakAfter),
    planWith: body.plan_with === "likely" ? "likely" : "high",
    units: UNITS.includes(body.units) ? body.units : usual.units,
    on: isDay(body.on) ? body.on : "",
    seed: Number.isInteger(body.seed) ? body.seed : null,
    ownStops: list(body.own_stops).filter((one) => typeof one?.id === "string" && Number.isFinite(one.lon) && Number.isFinite(one.lat)),
    choices: object(body.choices),
    fixed: object(body.fixed),
  };
}
