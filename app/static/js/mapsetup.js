// The map itself: view in the address, words on its buttons, what the keyboard may do.

import { debounce } from "./dom.js";
import { t } from "./page.js";

function nameControls(map) {
  const zoom = map.zoomControl;
  if (!zoom) return;
  for (const [control, text] of [[zoom._zoomInButton, t("zoom_in")], [zoom._zoomOutButton, t("zoom_out")]]) {
    control.title = text;
    control.setAttribute("aria-label", text);
  }
}

function keepView(map, store) {
  const { view } = store.get();
  if (view) map.setView([view.lat, view.lon], view.zoom, { animate: false });
  const remember = () => {
    const { lat, lng } = map.getCenter();
    store.set({ view: { lat, lon: lng, zoom: map.getZoom() } });
  };
  map.on("moveend", debounce(remember, 100));
}

/** Popups opened by key take the focus, and give it back when they close. */
function focusPopups(map) {
  let byKey = false;
  let back = null;
  document.addEventListener("keydown", () => (byKey = true), true);
  document.addEventListener("pointerdown", () => (byKey = false), true);
  map.on("popupopen", ({ popup }) => {
    const close = popup.getElement().querySelector(".leaflet-popup-close-button");
    close?.setAttribute("aria-label", t("close"));
    if (!byKey) return;
    back = document.activeElement;
    close?.focus({ preventScroll: true });
  });
  map.on("popupclose", () => {
    if (byKey && back?.isConnected) back.focus({ preventScroll: true });
    back = null;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") map.closePopup();
  });
}

export function prepareMap(map, store) {
  const container = map.getContainer();
  container.setAttribute("role", "application");
  container.setAttribute("aria-label", t("map.label"));
  map.attributionControl.setPrefix(false);
  nameControls(map);
  keepView(map, store);
  focusPopups(map);
  new ResizeObserver(debounce(() => map.invalidateSize({ pan: false }), 80)).observe(container);
}
