// The map of the value chain: links as lines, records that lack one as marks. The tables below say the same.

import { apiUrl, fetchJson } from "../api.js";
import { fill, h } from "../dom.js";
import { tick } from "../desk/fields.js";
import { openMap } from "../desk/mapview.js";
import { number } from "../format.js";
import { loadLayer, OVERVIEW_ZOOM } from "../layerdata.js";
import { popupOptions } from "../mapsetup.js";
import { pageState, t } from "../page.js";
import { breakPicture, linePicture, LOOKS, mark, statesIn, surest, withinPicture, worst } from "./marks.js";
import { breaksPopup, linksPopup } from "./popups.js";

const OUTLINES = {
  districts: { color: "#4d4a6a", weight: 1.8, fill: false, dashArray: "6 4", interactive: false },
  provinces: { color: "#2a2a2a", weight: 2.6, fill: false, interactive: false },
};
const PANES = { links: 430, within: 590, breaks: 610 };
const HIT_PX = 14;
const NOTICE_PX = 36; // two lines of whose boundaries they are

/** A line that a finger hits, the keyboard reaches and a screen reader names. */
function drawLine(group, { geometry, properties }) {
  const points = geometry.coordinates.map(([lon, lat]) => [lat, lon]);
  const certainty = surest(properties.certainty);
  const look = LOOKS[certainty];
  group.addLayer(L.polyline(points, { color: "#fff", weight: look.weight + 2.5, opacity: 0.85, interactive: false, pane: "links" }));
  group.addLayer(L.polyline(points, { ...look, interactive: false, pane: "links", className: `chain-line ${certainty}` }));
  const hit = L.polyline(points, { opacity: 0, weight: HIT_PX, pane: "links", className: "chain-hit" }).bindPopup(() => linksPopup(properties), popupOptions());
  const [first] = properties.links;
  const name = t("chain.line", { start: first.start.name, end: first.end.name, count: number(properties.count), certainty: t(`chain.certainty.${certainty}`) });
  hit.on("add", () => {
    const path = hit.getElement();
    path.setAttribute("tabindex", "0");
    path.setAttribute("role", "button");
    path.setAttribute("aria-label", name);
    path.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        hit.openPopup(hit.getCenter());
      }
    });
  });
  group.addLayer(hit);
}

function drawLinks(map, answer) {
  const group = L.featureGroup().addTo(map);
  for (const feature of answer.features) {
    const { certainty, count } = feature.properties;
    if (feature.geometry.type === "LineString") {
      drawLine(group, feature);
      continue;
    }
    const known = Object.entries(certainty).filter(([, found]) => found).map(([one, found]) => `${t(`chain.certainty.${one}`)} ${number(found)}`);
    const title = t("chain.same_place", { count: number(count), certainty: known.join(", ") });
    group.addLayer(mark(feature.geometry.coordinates, withinPicture(certainty, count), title, [() => linksPopup(feature.properties), popupOptions()], "within"));
  }
  return group;
}

function drawBreaks(map, answer) {
  const group = L.featureGroup().addTo(map);
  for (const { geometry, properties } of answer.features) {
    const states = Object.entries(properties.states).map(([state, count]) => `${t(`chain.state.${state}`)} ${number(count)}`).join(", ");
    const title = t("chain.marks", { count: number(properties.count), states });
    group.addLayer(mark(geometry.coordinates, breakPicture(worst(properties.states), properties.count), title, [() => breaksPopup(properties), popupOptions()], "breaks"));
  }
  return group;
}

function legend(map, links, breaks) {
  const row = (picture, text) => h("li", {}, picture, h("span", {}, text));
  const points = links.features.some(({ geometry }) => geometry.type === "Point");
  const toggle = (name) => (on) => map.getPane(name).classList.toggle("left-out", !on);
  const showLinks = (on) => ["links", "within"].forEach((name) => toggle(name)(on));
  const rows = [
    ...Object.keys(LOOKS).filter((one) => links.certainty[one]).map((one) => row(linePicture(one), t(`chain.certainty.${one}`))),
    ...(points ? [row(withinPicture({ recorded: 2 }, 2), t("chain.within"))] : []),
    ...(breaks ? statesIn(breaks.features).map((state) => row(breakPicture(state, 1), t(`chain.state.${state}`))) : []),
  ];
  const ticks = [tick(t("chain.show_links"), true, showLinks, { show: "links" })];
  if (breaks) ticks.push(tick(t("chain.show_breaks"), true, toggle("breaks"), { show: "breaks" }));
  return h("div", { class: "chain-legend" }, h("div", { class: "chain-ticks no-print" }, ...ticks), h("ul", { "aria-label": t("chain.legend") }, ...rows));
}

function tell(links, breaks) {
  const counted = { "chain.not_drawn": links.not_drawn, "chain.left_out": links.left_out, "chain.not_placed": breaks?.not_placed };
  const lines = Object.entries(counted).filter(([, count]) => count).map(([key, count]) => t(key, { count: number(count) }));
  fill(document.getElementById("map-told"), [t("chain.drawn", { drawn: number(links.drawn), total: number(links.total) }), ...lines].join(" "));
}

function fit(map, ...groups) {
  const bounds = L.latLngBounds([]);
  for (const group of groups.filter(Boolean)) if (group.getLayers().length) bounds.extend(group.getBounds());
  if (bounds.isValid()) map.fitBounds(bounds.pad(0.08), { animate: false, maxZoom: 12 });
}

/** Paper is narrower than the window: what is seen is printed as large as fits, not at the half step of zoom below. */
function printClosely(map) {
  const { zoomSnap } = map.options;
  let seen = map.getBounds();
  map.on("moveend", () => {
    if (!document.body.classList.contains("printing")) seen = map.getBounds();
  });
  window.addEventListener("beforeprint", () => {
    map.options.zoomSnap = 0;
    map.fitBounds(seen, { animate: false, paddingBottomRight: [0, NOTICE_PX] });
  });
  window.addEventListener("afterprint", () => {
    map.options.zoomSnap = zoomSnap;
  });
}

const { map, frame } = await openMap();
printClosely(map);
for (const [name, zIndex] of Object.entries(PANES)) map.createPane(name).style.zIndex = String(zIndex);
const state = { units: pageState.units, on: "" };
const outlines = Promise.all(["communes", "districts", "provinces"].map((key) => loadLayer(key, state, OVERVIEW_ZOOM)));
const asked = Promise.all([fetchJson(apiUrl(pageState.links)), pageState.breaks ? fetchJson(apiUrl(pageState.breaks)) : null]);
const [communes, districts, provinces] = await outlines;
L.geoJSON(communes.features, {
  style: ({ properties }) => ({ color: "#6c7570", weight: 0.8, fillOpacity: 0.85, fillColor: properties.has_records ? "#fdfdf9" : "url(#hatch-no-data)", interactive: false }),
}).addTo(map);
L.geoJSON(districts, { style: OUTLINES.districts }).addTo(map);
L.geoJSON(provinces, { style: OUTLINES.provinces }).addTo(map);
try {
  const [links, breaks] = await asked;
  const groups = [drawLinks(map, links), breaks ? drawBreaks(map, breaks) : null];
  fit(map, ...groups);
  frame.after(legend(map, links, breaks));
  tell(links, breaks);
} catch (error) {
  fill(document.getElementById("map-told"), `${t("chain.failed")} ${error.message}`);
}
document.body.dataset.ready = "true";
