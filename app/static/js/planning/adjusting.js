// Changing a plan by hand: points are moved or exchanged, the figures follow at once, and what that costs is said.

import { announce } from "../dom.js";
import { number } from "../format.js";
import { t } from "../page.js";
import { createHistory } from "../desk/history.js";
import { evaluation, keyOf, movedName } from "./plan.js";
import { after, differenceText, percent } from "./ranges.js";

const LARGER_IS_BETTER = new Set(["max_cover"]);

/** The new points of an answer, as they can be moved. */
export function spotsOf(answer) {
  const byId = new Map(answer.candidates.map((one) => [one.id, one]));
  return answer.points.map(({ id }) => {
    const { name, lon, lat } = byId.get(id);
    // A saved plan may hold points that were moved before.
    return { id, name, lon, lat, moved: movedName(id) };
  });
}

// A point keeps its number while it is moved.
function inOrder(answer, spots) {
  const order = new Map(spots.map((spot, at) => [keyOf(spot), at]));
  return { ...answer, points: [...answer.points].sort((a, b) => order.get(a.id) - order.get(b.id)) };
}

function freeName(spots, at) {
  const taken = new Set(spots.filter((_, other) => other !== at).map((spot) => spot.moved));
  let number = at + 1;
  while (taken.has(`moved-${number}`)) number += spots.length;
  return `moved-${number}`;
}

/** What a plan made by hand costs against the optimum; empty while it is the optimum. */
export function priceText(optimum, answer) {
  if (answer === optimum) return "";
  if (answer.objective === null || answer.objective === undefined || Number.isNaN(answer.objective)) return t("adjust.leaves_out");
  const worse = (LARGER_IS_BETTER.has(optimum.model) ? -1 : 1) * (answer.objective - optimum.objective);
  const difference = differenceText(optimum, after(optimum), after(answer));
  if (Math.abs(worse) < 1e-6) return t("adjust.same");
  const share = optimum.objective ? percent(Math.abs(worse / optimum.objective), 1) : number(0);
  return t(worse > 0 ? "adjust.worse" : optimum.optimal ? "adjust.better_elsewhere" : "adjust.better", { difference, share });
}

/**
 * @param evaluate(request) → answer
 * @param onchange(answer) draws it
 */
export function createAdjusting({ evaluate, onchange, onfail }) {
  let request = null;
  let optimum = null;
  let history = null;
  let turn = 0;

  function begin(nextRequest, answer) {
    request = nextRequest;
    optimum = answer;
    turn += 1;
    history = createHistory({ spots: spotsOf(answer), answer });
  }

  async function change(spots) {
    const mine = (turn += 1);
    try {
      const answer = inOrder(await evaluate(evaluation(request, spots)), spots);
      // Somebody who drags on does not wait for figures of a place that they have left.
      if (mine !== turn) return;
      history.push({ spots, answer });
      onchange(answer);
      announce(priceText(optimum, answer));
    } catch (error) {
      if (mine === turn) onfail(error, history.now().answer);
    }
  }

  function move(id, { lat, lng }) {
    const spots = history.now().spots;
    const at = spots.findIndex((spot) => keyOf(spot) === id);
    // Its number among the points is enough: a plan holds it once.
    const moved = { ...spots[at], lat: Number(lat.toFixed(6)), lon: Number(lng.toFixed(6)), moved: freeName(spots, at) };
    return change(spots.with(at, moved));
  }

  /** Put the candidate `next` in the place of a point. */
  function swap(id, next) {
    const spots = history.now().spots.map((spot) => (keyOf(spot) === id ? { id: next.id, name: next.name, lon: next.lon, lat: next.lat, moved: null } : spot));
    return change(spots);
  }

  const step = (name) => () => {
    const state = history[name]();
    turn += 1;
    if (state) onchange(state.answer);
  };

  function back() {
    turn += 1;
    const { spots, answer } = history.first();
    history.push({ spots, answer });
    onchange(answer);
  }

  return {
    begin,
    move,
    swap,
    back,
    undo: step("undo"),
    redo: step("redo"),
    canUndo: () => Boolean(history?.canUndo()),
    canRedo: () => Boolean(history?.canRedo()),
    isAdjusted: () => Boolean(history) && history.now().answer !== optimum,
    optimum: () => optimum,
    price: () => (history ? priceText(optimum, history.now().answer) : ""),
    /** The request that gives what is on screen. */
    request: () => (history && history.now().answer !== optimum ? evaluation(request, history.now().spots) : request),
    /** Curve and samples of the optimum came later: it is still the same plan, to be saved with them. */
    complete: (nextRequest, answer) => {
      request = nextRequest;
      Object.assign(optimum, { curve: answer.curve, robustness: answer.robustness, points: answer.points });
    },
  };
}
