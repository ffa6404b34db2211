// Stops are dragged by their handle to another place of the day, or to another day: mouse, pen and finger alike.

const EDGE_PX = 48;
const SCROLL_PX = 12;
const STARTS_AFTER_PX = 4;

function targetAt(root, dragged, y) {
  const lists = [...root.querySelectorAll("[data-visits]")];
  const list = lists.findLast((one) => one.getBoundingClientRect().top <= y) ?? lists[0];
  const others = [...list.querySelectorAll("[data-stop]")].filter((item) => item !== dragged);
  const position = others.filter((item) => {
    const { top, height } = item.getBoundingClientRect();
    return top + height / 2 < y;
  }).length;
  return { list, day: Number(list.dataset.visits), position, before: others[position] ?? null };
}

// On a telephone the whole sheet scrolls, on a wide screen the panel does.
function scrollerOf(node) {
  for (let one = node.parentElement; one; one = one.parentElement) {
    if (one.scrollHeight > one.clientHeight + 1 && getComputedStyle(one).overflowY !== "visible") return one;
  }
  return document.scrollingElement;
}

/**
 * @param root holds lists [data-visits=day] of items [data-stop=id] with a [data-handle]
 * @param onmove(id, day, position)
 */
export function enableDragging(root, onmove) {
  const line = document.createElement("li");
  line.className = "drop-line";
  line.setAttribute("aria-hidden", "true");
  let drag = null;

  function stop() {
    drag?.item.classList.remove("dragged");
    document.body.classList.remove("dragging-stop");
    line.remove();
    drag = null;
  }

  function scroll(y) {
    const { top, bottom } = drag.scroller.getBoundingClientRect();
    if (y < top + EDGE_PX) drag.scroller.scrollBy(0, -SCROLL_PX);
    if (y > bottom - EDGE_PX) drag.scroller.scrollBy(0, SCROLL_PX);
  }

  function onMove(event) {
    if (!drag || event.pointerId !== drag.pointer) return;
    if (!drag.on && Math.abs(event.clientY - drag.y) < STARTS_AFTER_PX) return;
    if (!drag.on) {
      drag.on = true;
      drag.item.classList.add("dragged");
      document.body.classList.add("dragging-stop");
    }
    event.preventDefault();
    scroll(event.clientY);
    drag.target = targetAt(root, drag.item, event.clientY);
    const { list, before } = drag.target;
    if (before) before.before(line);
    else list.append(line);
  }

  function onUp(event) {
    if (!drag || event.pointerId !== drag.pointer) return;
    const { item, target, on } = drag;
    stop();
    if (on && target) onmove(item.dataset.stop, target.day, target.position);
  }

  root.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest("[data-handle]");
    if (!handle || event.button !== 0) return;
    const item = handle.closest("[data-stop]");
    drag = { item, pointer: event.pointerId, y: event.clientY, on: false, target: null, scroller: scrollerOf(item) };
    handle.setPointerCapture(event.pointerId);
  });
  root.addEventListener("pointermove", onMove);
  root.addEventListener("pointerup", onUp);
  root.addEventListener("pointercancel", stop);
  document.addEventListener("keydown", (event) => event.key === "Escape" && stop());
}
