// The tour under the hands of somebody: a history of states, each timed by the server as soon as it is made.

import { createHistory } from "../desk/history.js";
import { handBody } from "./hand.js";

/**
 * @param check(body, signal) → answer
 * @param onchange(state, answer) what is on screen now
 * @param onbusy(busy)
 * @param onfail(error) the state before is back on screen
 */
export function createEditing({ check, onchange, onbusy, onfail }) {
  const answers = new WeakMap();
  let history = null;
  let kept = null;
  let controller = new AbortController();

  const answerNow = () => (history ? (answers.get(history.now()) ?? null) : null);

  async function present() {
    // Who moves on does not wait for the times of an order that they have left.
    controller.abort();
    controller = new AbortController();
    const { signal } = controller;
    const state = history.now();
    if (answers.has(state)) {
      onbusy(false);
      onchange(state, answers.get(state));
      return;
    }
    onbusy(true);
    try {
      const answer = await check(handBody(state), signal);
      answers.set(state, answer);
      if (signal.aborted) return;
      onbusy(false);
      onchange(state, answer);
    } catch (error) {
      if (error.name === "AbortError") return;
      onbusy(false);
      onfail(error);
      if (history.undo()) await present();
    }
  }

  /** Begin anew: nothing before it can be undone. Without an answer the server is asked for one. */
  function begin(state, answer = null) {
    if (answer) answers.set(state, answer);
    history = createHistory(state);
    kept = state;
    return present();
  }

  /** Go on with a state; with its answer where that is known. */
  function push(state, answer = null) {
    if (answer) answers.set(state, answer);
    history.push(state);
    return present();
  }

  /** `make(state)` → the next state, or null where there is none. */
  function change(make) {
    const next = make(history.now());
    if (next) return push(next);
    return Promise.resolve();
  }

  const step = (name) => () => {
    const can = name === "undo" ? history?.canUndo() : history?.canRedo();
    if (!can) return Promise.resolve();
    history[name]();
    return present();
  };

  return {
    begin,
    push,
    change,
    undo: step("undo"),
    redo: step("redo"),
    canUndo: () => Boolean(history?.canUndo()),
    canRedo: () => Boolean(history?.canRedo()),
    state: () => history?.now() ?? null,
    answer: answerNow,
    isChanged: () => history !== null && history.now() !== kept,
    keep: () => (kept = history.now()),
  };
}
