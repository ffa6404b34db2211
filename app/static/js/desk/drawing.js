// Points and areas drawn on the map: by clicks, or with Enter at the middle of the map. One task at a time.

import { announce, button, fill, h } from "../dom.js";
import { t } from "../page.js";

const LOOK = { color: "#b3005e", weight: 3, dashArray: "6 4", interactive: false };
const LEAST_CORNERS = 3;

export function createDrawing(map, frame) {
  const shapes = L.layerGroup().addTo(map);
  const bar = h("div", { class: "drawing-bar", hidden: true });
  L.DomEvent.disableClickPropagation(bar);
  frame.append(bar);
  let task = null;

  function stop() {
    if (!task) return;
    const { onend } = task;
    task = null;
    shapes.clearLayers();
    bar.hidden = true;
    map.getContainer().classList.remove("drawing");
    map.off("click", onClick).off("keydown", onKey);
    onend?.();
  }

  function finish() {
    const { corners, onarea } = task;
    stop();
    if (onarea && corners.length >= LEAST_CORNERS) onarea(corners);
  }

  function take(latlng) {
    if (!task.onarea) {
      const { onpoint, once } = task;
      if (once) stop();
      onpoint(latlng);
      return;
    }
    task.corners.push(latlng);
    shapes.clearLayers();
    shapes.addLayer(L.polygon(task.corners, LOOK));
    for (const corner of task.corners) shapes.addLayer(L.circleMarker(corner, { ...LOOK, dashArray: null, radius: 4 }));
    done.disabled = task.corners.length < LEAST_CORNERS;
  }

  function onClick(event) {
    map.closePopup();
    take(event.latlng);
  }

  function onKey({ originalEvent }) {
    if (originalEvent.key === "Enter" && originalEvent.target === map.getContainer()) take(map.getCenter());
    if (originalEvent.key === "Escape") stop();
  }

  const done = button(t("draw.done"), () => finish());

  /** @param next {hint, onpoint(latlng), once} or {hint, onarea([latlng])}; `onend` runs however it ends */
  function start(next) {
    stop();
    task = { corners: [], ...next };
    done.disabled = Boolean(next.onarea);
    fill(bar, h("p", {}, next.hint), done, next.onarea || next.once ? button(t("draw.cancel"), stop) : null);
    bar.hidden = false;
    map.getContainer().classList.add("drawing");
    map.on("click", onClick).on("keydown", onKey);
    announce(next.hint);
    map.getContainer().focus({ preventScroll: true });
  }

  return { start, stop, isOn: () => task !== null };
}

/** A closed ring as GeoJSON. */
export function polygonOf(corners) {
  const ring = corners.map(({ lat, lng }) => [Number(lng.toFixed(6)), Number(lat.toFixed(6))]);
  return { type: "Polygon", coordinates: [[...ring, ring[0]]] };
}
