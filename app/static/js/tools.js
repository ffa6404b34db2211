// Coordinates, full screen, where am I, copy link, print, light and dark.

import { announce, button, h } from "./dom.js";
import { number } from "./format.js";
import { vn2000 } from "./geodesy.js";
import { t } from "./page.js";

/** A line with the place under the pointer, or the middle of the map for the keyboard. */
export function coordinatesLine(map) {
  const line = h("output", { class: "coordinates", "aria-label": t("coordinates.label") });
  function show({ lat, lng }) {
    const { easting, northing } = vn2000(lng, lat);
    line.textContent = t("coordinates.line", {
      lat: number(lat, 5),
      lon: number(lng, 5),
      easting: number(easting, 1),
      northing: number(northing, 1),
    });
  }
  map.on("mousemove", (event) => show(event.latlng));
  map.on("move", () => show(map.getCenter()));
  show(map.getCenter());
  return line;
}

export function fullScreenButton() {
  if (!document.fullscreenEnabled) return null;
  const control = button(t("tools.full_screen"), () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen().catch(() => announce(t("tools.full_screen_refused")));
  });
  document.addEventListener("fullscreenchange", () => {
    control.setAttribute("aria-pressed", String(Boolean(document.fullscreenElement)));
  });
  return control;
}

export function locateButton(map) {
  let mark = null;
  map.on("locationfound", ({ latlng, accuracy }) => {
    mark?.remove();
    mark = L.layerGroup([L.circleMarker(latlng, { radius: 6, color: "#0050c8" }), L.circle(latlng, { radius: accuracy, weight: 1 })]).addTo(map);
    const inside = map.options.maxBounds.contains(latlng);
    if (inside) map.setView(latlng, 13);
    announce(inside ? t("tools.located", { metres: number(accuracy, 0) }) : t("tools.located_outside"));
  });
  map.on("locationerror", ({ code }) => announce(t(code === 1 ? "tools.locate_refused" : "tools.locate_failed")));
  return button(t("tools.locate"), () => map.locate({ timeout: 15000, enableHighAccuracy: true }), { dataset: { action: "locate" } });
}

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Copies the address of what is on screen; where copying is refused, shows it to copy by hand. */
export function copyLinkButton(address) {
  const shown = h("input", { type: "text", readonly: true, hidden: true, "aria-label": t("tools.link") });
  const control = button(
    t("tools.copy_link"),
    async () => {
      const copied = await copyText(address());
      shown.hidden = copied;
      shown.value = address();
      if (!copied) shown.select();
      announce(t(copied ? "tools.link_copied" : "tools.link_by_hand"));
    },
    { dataset: { action: "copy-link" } },
  );
  return h("div", { class: "copy-link" }, control, shown);
}

export function printButton() {
  return button(t("tools.print"), () => window.print(), { dataset: { action: "print" } });
}

function currentTheme() {
  const own = document.documentElement.dataset.theme;
  if (own) return own;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** Light or dark, remembered on this device. */
export function themeButton() {
  const control = button(t("tools.dark"), () => {
    const next = currentTheme() === "dark" ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    control.setAttribute("aria-pressed", String(next === "dark"));
    try {
      localStorage.setItem("theme", next);
    } catch {
      // A browser that keeps nothing: the choice holds for this page.
    }
  }, { dataset: { action: "theme" } });
  control.setAttribute("aria-pressed", String(currentTheme() === "dark"));
  return control;
}

export function restoreTheme() {
  try {
    const kept = localStorage.getItem("theme");
    if (kept === "dark" || kept === "light") document.documentElement.dataset.theme = kept;
  } catch {
    // As above.
  }
}
