// The page of a tour: its small map, and what its author and others may do with it.

import { ApiError } from "../api.js";
import { send } from "../desk/calls.js";
import { announce, h } from "../dom.js";
import { pageState, t, texts } from "../page.js";

const STALE = 412;
const CONFLICT = 409;
const MARGIN = 0.12;
const MAX_ZOOM = 15;
const BEYOND = 0.3; // communes are drawn that much beyond the map, so that a short move shows no edge
const DONE = "#done-"; // what was done stands behind the # of the next page, by the key of its text

const path = `saved-tours/${encodeURIComponent(pageState.tour)}`;
const pageOf = (id) => `${pageState.prefix}/tours/${encodeURIComponent(id)}`;
const problem = document.getElementById("tour-error");

// The map

const latLng = ([lon, lat]) => [lat, lon];

function named(layer, text) {
  return layer.bindTooltip(h("span", {}, text));
}

/** A numbered mark; hollow where the stop stands somewhere in its commune. */
function stopMark({ label, name, point, colour, exact }) {
  const number = h("span", { class: `stop-mark${exact ? "" : " somewhere"}` }, label);
  number.style.setProperty("--day-colour", colour);
  const icon = window.L.divIcon({ html: number, className: "stop-icon", iconSize: [28, 28] });
  const text = t("map.stop", { label, name }) + (exact ? "" : ` (${t("map.somewhere")})`);
  return named(window.L.marker(latLng(point), { icon, alt: text, title: text, keyboard: true }), text);
}

// The way there and the way back are one line: drawn in one direction, the dashes of both lie on each other.
const oneWay = (line) => (String(line[0]) < String(line.at(-1)) ? line : line.toReversed());

function legLine({ line, real, colour }) {
  // A way that is not known is dashed: the line only joins the stops.
  return window.L.polyline(oneWay(line).map(latLng), { color: colour, weight: 4, opacity: 0.85, dashArray: real ? null : "2 8", className: real ? "leg-real" : "leg-schematic" });
}

/** Where a day begins or ends; broken where that is somewhere in its commune. */
const endMark = ({ name, point, exact }) => named(window.L.circleMarker(latLng(point), { radius: 6, weight: 3, className: exact ? "end-mark" : "end-mark somewhere" }), name);

async function outlines(element, map) {
  const around = map.getBounds().pad(BEYOND);
  const box = [around.getWest(), around.getSouth(), around.getEast(), around.getNorth()].map((degree) => degree.toFixed(3)).join(",");
  const answer = await fetch(`${element.dataset.api}/layers/communes.geojson?units=${element.dataset.units}&bbox=${box}`, { headers: { Accept: "application/geo+json" } });
  if (!answer.ok) throw new ApiError(t("error.server", { status: answer.status }));
  return window.L.geoJSON(await answer.json(), { interactive: false, style: { className: "commune-outline", weight: 1, fill: true } });
}

async function drawMap(element) {
  const { lines, stops, ends } = JSON.parse(document.getElementById("tour-state").textContent);
  const bounds = window.L.latLngBounds([...lines.flatMap(({ line }) => line), ...stops.map(({ point }) => point), ...ends.map(({ point }) => point)].map(latLng));
  const map = window.L.map(element, { attributionControl: false, scrollWheelZoom: false, maxZoom: MAX_ZOOM });
  map.fitBounds(bounds.pad(MARGIN), { maxZoom: MAX_ZOOM - 2 });
  (await outlines(element, map)).addTo(map);
  for (const line of lines) legLine(line).addTo(map);
  for (const end of ends) endMark(end).addTo(map);
  for (const stop of stops) stopMark(stop).addTo(map);
  window.addEventListener("beforeprint", () => map.fitBounds(bounds.pad(MARGIN)));
  element.dataset.ready = "true";
}

// What may be done

function tell(error) {
  problem.textContent = "";
  problem.hidden = !error;
  if (!error) return;
  problem.append(error.status === STALE ? `${t("kept.stale")} ` : "", error.message, " ", h("a", { href: location.href }, t("kept.reload")));
  problem.scrollIntoView({ block: "nearest" });
}

/** Go to a page that says afterwards what was done. */
function leave(address, what) {
  location.assign(`${address}${DONE}${what}`);
  // The page itself, with another # alone, would not be loaded anew.
  if (new URL(address, location.href).pathname === location.pathname) location.reload();
}

async function run(control, act) {
  control.disabled = true;
  try {
    tell(null);
    await act();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    tell(error);
    control.disabled = false;
  }
}

/** The next press does it. */
function ask(control) {
  control.dataset.asked = "true";
  control.textContent = control.dataset.really;
}

const version = { version: pageState.version };

const ACTIONS = {
  print: async (control) => {
    control.disabled = false;
    window.print();
  },
  copy: async () => {
    const { answer } = await send("POST", `${path}/copy`, {});
    leave(pageOf(answer.id), "copied");
  },
  publish: async (control) => {
    const published = control.dataset.published === "true";
    try {
      await send("PATCH", path, control.dataset.asked ? { published, anyway: true } : { published }, version);
    } catch (error) {
      // The tour does not work: what is wrong is told, and a second press publishes it all the same.
      if (error.status === CONFLICT) ask(control);
      throw error;
    }
    // An administrator who makes it a draft of its author no longer sees it.
    const own = published || pageState.mine;
    leave(own ? pageOf(pageState.tour) : `${pageState.prefix}/tours/gallery`, published ? "published" : "withdrawn");
  },
  again: async () => {
    const { answer } = await send("GET", path);
    await send("PUT", path, { tour: answer.request }, version);
    leave(pageOf(pageState.tour), "timed");
  },
  remove: async (control) => {
    if (!control.dataset.asked) {
      ask(control);
      control.disabled = false;
      control.focus();
      return;
    }
    await send("DELETE", path, undefined, version);
    location.assign(`${pageState.prefix}/tours/gallery`);
  },
  words: async (control) => {
    control.disabled = false;
    const form = document.getElementById("tour-words");
    form.hidden = !form.hidden;
    control.setAttribute("aria-expanded", String(!form.hidden));
    if (!form.hidden) document.getElementById("words-title").focus();
  },
};

for (const control of document.querySelectorAll("[data-action]")) {
  control.addEventListener("click", () => run(control, () => ACTIONS[control.dataset.action](control)));
}

document.getElementById("tour-words")?.addEventListener("submit", (event) => {
  event.preventDefault();
  run(event.submitter ?? event.target, async () => {
    const title = document.getElementById("words-title").value;
    const note = document.getElementById("words-note").value;
    await send("PATCH", path, { title, note: note || null }, version);
    leave(pageOf(pageState.tour), "words_kept");
  });
});

if (location.hash.startsWith(DONE)) {
  const key = `tour.${location.hash.slice(DONE.length)}`;
  if (key in texts) announce(t(key));
  history.replaceState(null, "", location.pathname + location.search);
}

const element = document.getElementById("tour-map");
drawMap(element)
  .catch((error) => {
    console.warn(error);
    element.replaceWith(h("p", { class: "warning" }, t("map.failed")));
  })
  .finally(() => {
    document.body.dataset.ready = "";
  });
