// Undo and redo: a list of states and where in it one is. Pure.

export function createHistory(first) {
  let states = [first];
  let at = 0;
  return {
    now: () => states[at],
    first: () => states[0],
    push(state) {
      states = [...states.slice(0, at + 1), state];
      at += 1;
    },
    undo: () => (at > 0 ? states[(at -= 1)] : null),
    redo: () => (at < states.length - 1 ? states[(at += 1)] : null),
    canUndo: () => at > 0,
    canRedo: () => at < states.length - 1,
  };
}
