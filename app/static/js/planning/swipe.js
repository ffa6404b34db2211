// Before and after side by side: two sets of panes, each clipped at a handle that mouse, finger and keyboard move.

import { h } from "../dom.js";
import { t } from "../page.js";

const STEPS = { ArrowLeft: -2, ArrowDown: -2, ArrowRight: 2, ArrowUp: 2, PageDown: -10, PageUp: 10 };

const limited = (value) => Math.min(100, Math.max(0, value));

// In the coordinates of the panes, which Leaflet moves: a polygon is not bound to the box of its element.
function clip(panes, topLeft, bottomRight) {
  const corners = [[topLeft.x, topLeft.y], [bottomRight.x, topLeft.y], [bottomRight.x, bottomRight.y], [topLeft.x, bottomRight.y]];
  const path = `polygon(${corners.map(([x, y]) => `${x}px ${y}px`).join(", ")})`;
  for (const pane of panes) pane.style.clipPath = path;
}

export function createSwipe(map, frame, { before, after }) {
  const [left, right] = [before, after].map((names) => names.map((name) => map.getPane(name)));
  const handle = h("div", { class: "swipe-handle", role: "slider", tabindex: "0", "aria-orientation": "horizontal", "aria-valuemin": "0", "aria-valuemax": "100", "aria-label": t("swipe.handle") }, h("span", { class: "swipe-grip", "aria-hidden": "true" }, "◂ ▸"));
  const names = [h("span", { class: "swipe-name swipe-before" }, t("swipe.before")), h("span", { class: "swipe-name swipe-after" }, t("swipe.after"))];
  const node = h("div", { class: "swipe", hidden: true }, ...names, handle);
  frame.append(node);
  let at = 50;

  function update() {
    if (node.hidden) return;
    const { x: width, y: height } = map.getSize();
    const cut = (width * at) / 100;
    const point = (x, y) => map.containerPointToLayerPoint([x, y]);
    clip(left, point(0, 0), point(cut, height));
    clip(right, point(cut, 0), point(width, height));
    handle.style.left = `${at}%`;
    handle.setAttribute("aria-valuenow", String(Math.round(at)));
    handle.setAttribute("aria-valuetext", t("swipe.value", { share: `${Math.round(at)} %` }));
  }

  function moveTo(value) {
    at = limited(value);
    update();
  }

  function follow(event) {
    const box = frame.getBoundingClientRect();
    moveTo(((event.clientX - box.left) / box.width) * 100);
  }

  handle.addEventListener("pointerdown", (event) => {
    handle.setPointerCapture(event.pointerId);
    handle.addEventListener("pointermove", follow);
    event.preventDefault();
    handle.focus({ preventScroll: true });
  });
  for (const end of ["pointerup", "pointercancel"]) handle.addEventListener(end, () => handle.removeEventListener("pointermove", follow));
  handle.addEventListener("keydown", (event) => {
    const next = { Home: 0, End: 100 }[event.key] ?? (event.key in STEPS ? at + STEPS[event.key] : null);
    if (next === null) return;
    event.preventDefault();
    moveTo(next);
  });
  map.on("move zoom resize viewreset zoomend moveend", update);

  function show(shown) {
    node.hidden = !shown;
    if (shown) update();
    else for (const pane of [...left, ...right]) pane.style.clipPath = "";
  }

  return { show, isOn: () => !node.hidden };
}
