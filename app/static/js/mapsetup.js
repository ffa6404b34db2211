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

/** Options of popups: beside the legend, not under it; on a phone not wider than the map. */
export function popupOptions() {
  const wide = matchMedia("(min-width: 62rem)").matches;
  const maxWidth = Math.min(320, innerWidth - 76);
  const padding = { autoPanPaddingTopLeft: [12, 12], autoPanPaddingBottomRight: [wide ? 330 : 12, 12] };
  return { maxWidth, minWidth: Math.min(200, maxWidth), ...padding };
}

/** Go to the view in the address, or to the whole province, and remember where the reader goes. */
export function keepView(map, store, bounds) {
  const { view } = store.get();
  const go = () => {
    map.invalidateSize({ animate: false });
    if (view) map.setView([view.lat, view.lon], view.zoom, { animate: false });
    else map.fitBounds(bounds, { animate: false });
  };
  // Folium's own first view may still be on its way; Leaflet ignores another one until it has arrived.
  if (map._animatingZoom) map.once("zoomend", go);
  else go();
  const remember = () => {
    const { lat, lng } = map.getCenter();
    store.set({ view: { lat, lon: lng, zoom: map.getZoom() } });
  };
  map.on("moveend", debounce(remember, 100));
}

const SHOWN_AFTER_MS = 50;
const SETTLED_AFTER_MS = 350;

/** Popups opened by key take the focus, and give it back when they close. */
function focusPopups(map) {
  let byKey = false;
  let back = null;
  document.addEventListener("keydown", () => (byKey = true), true);
  document.addEventListener("pointerdown", () => (byKey = false), true);
  map.on("popupopen", ({ popup }) => {
    const close = popup.getElement().querySelector(".leaflet-popup-close-button");
    close?.setAttribute("aria-label", t("close"));
    document.body.classList.add("popup-open");
    // A popup that opens while the map still moves is brought into view when it has come to rest.
    setTimeout(() => popup.isOpen() && popup._adjustPan?.(), SETTLED_AFTER_MS);
    if (!byKey) return;
    back = document.activeElement;
    // Where motion is reduced the popup is hidden for one more moment, and nothing hidden takes the focus.
    setTimeout(() => popup.isOpen() && close?.focus({ preventScroll: true }), SHOWN_AFTER_MS);
  });
  map.on("popupclose", () => {
    document.body.classList.remove("popup-open");
    if (byKey && back?.isConnected) back.focus({ preventScroll: true });
    back = null;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") map.closePopup();
  });
}

// Paper has another shape than the window: the map takes it before the browser lays the page out, and the
// view on screen fits into it. A legend or a note that is folded on a small screen is printed all the same.
const FOLDED = ".legend:not([open]), .summary .more:not([open])";

function printWhole(map) {
  let before = null;
  let unfolded = [];
  window.addEventListener("beforeprint", () => {
    before = { centre: map.getCenter(), zoom: map.getZoom(), theme: document.documentElement.dataset.theme };
    document.documentElement.dataset.theme = "light";
    const bounds = map.getBounds();
    document.body.classList.add("printing");
    unfolded = [...document.querySelectorAll(FOLDED)];
    for (const one of unfolded) one.open = true;
    map.invalidateSize({ animate: false });
    map.fitBounds(bounds, { animate: false });
  });
  window.addEventListener("afterprint", () => {
    document.body.classList.remove("printing");
    if (before?.theme) document.documentElement.dataset.theme = before.theme;
    else delete document.documentElement.dataset.theme;
    for (const one of unfolded) one.open = false;
    map.invalidateSize({ animate: false });
    if (before) map.setView(before.centre, before.zoom, { animate: false });
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
  printWhole(map);
  const resized = () => {
    map.invalidateSize({ animate: false });
    // A popup is never taller than the map it must fit in.
    container.style.setProperty("--popup-height", `${Math.max(120, container.clientHeight - 90)}px`);
  };
  new ResizeObserver(debounce(resized, 80)).observe(container);
}
