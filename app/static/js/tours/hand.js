// A tour as it is changed by hand: who is visited on which day and in which order, what is locked, how long each
// visit is. Pure: every change makes a new state, so that undo is a list of states.

import { addDays, daysBetween } from "./dates.js";

const NO_OWN = /^own:\d{1,4}$/;

/** What stays of a request when a tour is timed as it stands: no search, no choice of days or nights left. */
function frozenBase(request, answer) {
  const { any_week: _week, nights, night_towns: _towns, alternatives: _others, order: _order, own_stops: _own, fixed: _fixed, choices: _choices, ...rest } = request;
  const spot = ({ id, lon, lat }) => id ?? [lon, lat];
  const found = answer.days.slice(0, -1).map((day) => spot(day.end));
  const usual = nights === undefined && !request.any_week;
  return { ...rest, dates: answer.dates ?? answer.days.map((day) => day.date), ...(usual || !found.length ? {} : { nights: nights === "suggest" || !Array.isArray(nights) ? found : nights }) };
}

/** The state of an answer: its order, with the locks and lengths of what was asked. */
export function stateOf(request, answer) {
  const { fixed = {}, choices = {}, own_stops: own = [] } = request;
  return {
    base: frozenBase(request, answer),
    order: answer.days.map((day) => day.visits.map((visit) => visit.stop)),
    locks: Object.fromEntries(Object.entries(fixed).map(([id, lock]) => [id, lock?.at ?? null])),
    choices,
    own,
  };
}

/** The state of a body with an order, as it was sent or saved. */
export function stateOfBody({ order, fixed = {}, choices = {}, own_stops: own = [], ...base }) {
  return { base, order, locks: Object.fromEntries(Object.entries(fixed).map(([id, lock]) => [id, lock?.at ?? null])), choices, own };
}

/** A body without the stops that are none any more: {body, gone: their keys}. */
export function withoutGone(body, isStop) {
  const ownIds = new Set((Array.isArray(body.own_stops) ? body.own_stops : []).map((one) => one?.id));
  const isThere = (id) => typeof id === "string" && (isStop(id) || ownIds.has(id));
  const listed = Array.isArray(body.order) && body.order.every(Array.isArray) ? body.order : null;
  const named = ["must", "avoid"].filter((name) => Array.isArray(body[name]));
  const keyed = ["fixed", "choices"].filter((name) => body[name] && typeof body[name] === "object");
  const all = [...(listed?.flat() ?? []), ...named.flatMap((name) => body[name])];
  const lists = Object.fromEntries(named.map((name) => [name, body[name].filter(isThere)]));
  const tables = Object.fromEntries(keyed.map((name) => [name, Object.fromEntries(Object.entries(body[name]).filter(([id]) => isThere(id)))]));
  return { body: { ...body, ...lists, ...tables, ...(listed ? { order: listed.map((day) => day.filter(isThere)) } : {}) }, gone: [...new Set(all.filter((id) => !isThere(id)))] };
}

export function dayOf(state, id) {
  return state.order.findIndex((day) => day.includes(id));
}

// A stop that was taken out is locked no more.
function fixedOf({ order, locks, base }) {
  const entries = Object.entries(locks).map(([id, at]) => [id, order.findIndex((day) => day.includes(id)), at]);
  return Object.fromEntries(entries.filter(([, day]) => day >= 0).map(([id, day, at]) => [id, { date: base.dates[day], at }]));
}

const fullOf = (name, object) => (Object.keys(object).length ? { [name]: object } : {});

function common(state) {
  return { ...state.base, ...fullOf("choices", state.choices), ...(state.own.length ? { own_stops: state.own } : {}), ...fullOf("fixed", fixedOf(state)) };
}

/** The body that times the tour as it stands. */
export const handBody = (state) => ({ ...common(state), order: state.order });

/** The body that looks for the best tour again around what is locked; the stops put on the map by hand stay in it. */
export function improveBody(state) {
  const own = state.order.flat().filter((id) => NO_OWN.test(id));
  const must = [...new Set([...(state.base.must ?? []), ...own])];
  return { ...common(state), ...(must.length ? { must } : {}) };
}

const without = (order, id) => order.map((day) => day.filter((one) => one !== id));

/** Put a stop on a day, at a position among the others of that day. */
export function moveStop(state, id, day, position) {
  const order = without(state.order, id);
  const at = Math.max(0, Math.min(position, order[day].length));
  return { ...state, order: order.with(day, order[day].toSpliced(at, 0, id)) };
}

/** One place up (-1) or down (1); over the edge of a day into the next one. Null where there is no place left. */
export function stepStop(state, id, step) {
  const day = dayOf(state, id);
  const position = state.order[day].indexOf(id) + step;
  if (position >= 0 && position < state.order[day].length) return moveStop(state, id, day, position);
  const next = day + step;
  if (next < 0 || next >= state.order.length) return null;
  return moveStop(state, id, next, step < 0 ? state.order[next].length : 0);
}

export function removeStop(state, id) {
  const { [id]: _lock, ...locks } = state.locks;
  return { ...state, order: without(state.order, id), locks, own: state.own.filter((one) => one.id !== id) };
}

/** `at`: a time of the day, null for its day alone, undefined to let it go. */
export function lockStop(state, id, at) {
  const { [id]: _before, ...rest } = state.locks;
  return { ...state, locks: at === undefined ? rest : { ...rest, [id]: at } };
}

/** `minutes` null: as long as is assumed or known. */
export function setVisit(state, id, minutes) {
  const own = state.own.map((one) => (one.id === id ? { ...one, visit_min: minutes ?? one.visit_min } : one));
  if (NO_OWN.test(id)) return { ...state, own };
  return { ...state, choices: choiceWith(state.choices, id, { visit_min: minutes }) };
}

/** Another reading of a disputed market day. */
export const setReading = (state, id, reading) => ({ ...state, choices: choiceWith(state.choices, id, { reading }) });

function choiceWith(choices, id, change) {
  const { [id]: before = {}, ...rest } = choices;
  const next = Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, value]) => value !== null));
  return Object.keys(next).length ? { ...rest, [id]: next } : rest;
}

/** Another weight of a part of the score. */
export function setWeight(state, key, weight) {
  return { ...state, base: { ...state.base, score_weights: { ...state.base.score_weights, [key]: weight } } };
}

/** A place of one's own, not yet on any day. */
export function withOwn(state, { name, lon, lat, visit_min }) {
  const taken = new Set(state.own.map((one) => one.id));
  let number = state.own.length + 1;
  while (taken.has(`own:${number}`)) number += 1;
  const stop = { id: `own:${number}`, name, lon: Number(lon.toFixed(6)), lat: Number(lat.toFixed(6)), visit_min };
  return [{ ...state, own: [...state.own, stop] }, stop.id];
}

/** The same tour that begins on another day. */
export function shifted(state, first) {
  const { dates } = state.base;
  const apart = daysBetween(dates[0], first);
  return { ...state, base: { ...state.base, dates: dates.map((day) => addDays(day, apart)) } };
}

/**
 * Where a place is the least detour in a straight line: [day, position].
 *
 * @param points for each day its points from start to end, [{lon, lat}]
 * @param distance(a, b) of two such points
 * @param days the days to choose among
 */
export function leastDetour(points, place, distance, days) {
  let best = [days[0], 0, Infinity];
  for (const day of days) {
    for (let at = 0; at + 1 < points[day].length; at += 1) {
      const [a, b] = [points[day][at], points[day][at + 1]];
      const detour = distance(a, place) + distance(place, b) - distance(a, b);
      if (detour < best[2]) best = [day, at, detour];
    }
  }
  return best.slice(0, 2);
}
