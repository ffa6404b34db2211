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

/** Options of popups: beside the legend, not under it. */
export function popupOptions() {
  const room = matchMedia("(min-width: 62rem)").matches ? 330 : 24;
  return { maxWidth: 320, minWidth: 200, autoPanPaddingTopLeft: [24, 24], autoPanPaddingBottomRight: [room, 24] };
}

/** Go to the view in the address, or to the whole province, and remember where the reader goes. */
export function keepView(map, store, bounds) {
  const { view } = store.get();
  map.invalidateSize({ animate: false });
  if (view) map.setView([view.lat, view.lon], view.zoom, { animate: false });
  else map.fitBounds(bounds, { animate: false });
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

export function prepareMap(map) {
  // Half steps, so that the whole province fits a laptop's screen without shrinking to a quarter of it.
  map.options.zoomSnap = 0.5;
  const container = map.getContainer();
  container.setAttribute("role", "application");
  container.setAttribute("aria-label", t("map.label"));
  map.attributionControl.setPrefix(false);
  nameControls(map);
  focusPopups(map);
  const resized = () => {
    map.invalidateSize({ animate: false });
    // A popup is never taller than the map it must fit in.
    container.style.setProperty("--popup-height", `${Math.max(120, container.clientHeight - 90)}px`);
  };
  new ResizeObserver(debounce(resized, 80)).observe(container);
}
