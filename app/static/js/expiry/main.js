// The map of the expiry board: communes with how many recognitions end in each; the table says the same.

import { h, s } from "../dom.js";
import { openMap } from "../desk/mapview.js";
import { popupBody } from "../desk/popupbody.js";
import { number } from "../format.js";
import { loadLayer, OVERVIEW_ZOOM } from "../layerdata.js";
import { popupOptions } from "../mapsetup.js";
import { pageState, t } from "../page.js";

const LINES = {
  districts: { color: "#4d4a6a", weight: 1.8, fill: false, dashArray: "6 4", interactive: false },
  provinces: { color: "#2a2a2a", weight: 2.6, fill: false, interactive: false },
};
const COLOUR = "#8a1c4a";
const LEAST_PX = 12;
const STEP_PX = 2.4;

const countsOf = (code) => pageState.communes[code] ?? { total: 0, certain: 0 };

/** Full where something ends for certain, hollow and broken where it only may: not by colour alone. */
function picture({ total, certain }) {
  const radius = LEAST_PX + STEP_PX * Math.sqrt(total);
  const side = 2 * radius + 4;
  const look = certain ? { fill: COLOUR, stroke: "#fff" } : { fill: "#fff", stroke: COLOUR, "stroke-dasharray": "4 3" };
  const caption = s("text", { "text-anchor": "middle", y: 4.5, fill: certain ? "#fff" : COLOUR }, number(total));
  const drawn = s("svg", { width: side, height: side, viewBox: `${-side / 2} ${-side / 2} ${side} ${side}`, "aria-hidden": "true", focusable: "false" }, s("circle", { r: radius, "stroke-width": 2.5, ...look }), caption);
  return { drawn, side };
}

function popup({ code, name, has_records: known, partial }) {
  const counts = countsOf(code);
  if (!counts.total) return popupBody(name, [], h("p", {}, t(known && !partial ? "expiry.none" : "expiry.no_data")));
  const query = new URLSearchParams({ ...pageState.query, commune: code });
  const lines = [[t("expiry.certain"), number(counts.certain)], [t("expiry.may"), number(counts.total - counts.certain)]];
  return popupBody(name, lines, h("p", {}, h("a", { href: `${pageState.page}?${query}#list` }, t("expiry.show"))));
}

function mark(feature) {
  const { code, name, label_lat: lat, label_lon: lon } = feature.properties;
  const counts = countsOf(code);
  const { drawn, side } = picture(counts);
  const title = t("expiry.mark", { name, total: number(counts.total), certain: number(counts.certain) });
  const icon = L.divIcon({ className: "point expiry-mark", html: drawn, iconSize: [side, side], iconAnchor: [side / 2, side / 2] });
  return L.marker([lat, lon], { icon, title, alt: title, keyboard: true }).bindPopup(() => popup(feature.properties), popupOptions());
}

const { map } = await openMap();
const state = { units: pageState.units, on: "" };
const [communes, districts, provinces] = await Promise.all(["communes", "districts", "provinces"].map((key) => loadLayer(key, state, OVERVIEW_ZOOM)));
const outlines = L.geoJSON(communes.features, {
  style: ({ properties }) => ({ color: "#6c7570", weight: 0.8, fillOpacity: 0.85, fillColor: properties.has_records ? "#fdfdf9" : "url(#hatch-no-data)" }),
  onEachFeature: ({ properties }, path) => path.bindPopup(() => popup(properties), popupOptions()),
}).addTo(map);
// The half of the province of which there are records; the rest is a zoom away.
const covered = L.featureGroup(outlines.getLayers().filter(({ feature }) => feature.properties.has_records)).getBounds();
if (covered.isValid()) map.fitBounds(covered.pad(0.04), { animate: false });
L.geoJSON(districts, { style: LINES.districts }).addTo(map);
L.geoJSON(provinces, { style: LINES.provinces }).addTo(map);
const marked = communes.features.filter(({ properties }) => countsOf(properties.code).total);
L.featureGroup(marked.map(mark)).addTo(map);
document.body.dataset.ready = "true";
