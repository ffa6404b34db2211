// How far one gets from some places in so many minutes: areas as low, likely and high, and what lies inside.

import { button, fill, h } from "../dom.js";
import { number } from "../format.js";
import { t } from "../page.js";
import { send } from "../desk/calls.js";
import { numberField } from "../desk/fields.js";
import { failure } from "./running.js";
import { table } from "../desk/tables.js";

const USUAL_MINUTES = [30, 60];
const MOST_MINUTES = 600;
// Whoever is quick gets farther: the low end of the times has the widest area.
const VARIANTS = ["low", "likely", "high"];
// The line says which end of the range it is; the fill only repeats it.
const LOOKS = {
  low: { dashArray: "2 6", fillOpacity: 0.08 },
  likely: { dashArray: null, fillOpacity: 0.14 },
  high: { dashArray: "10 6", fillOpacity: 0.18 },
};
const COLOURS = ["#8a3a78", "#00629b"];
const COUNTED = ["communes", "residents", "products", "producers", "craft_villages", "sales_points", "sights"];

function countOf({ inside }, name) {
  if (name === "communes") return inside.communes.length;
  if (name === "residents") return inside.residents;
  return inside.counts?.[name] ?? inside[name]?.length ?? null;
}

function rangeOf(byVariant, name) {
  const [low, high] = ["low", "high"].map((variant) => countOf(byVariant[variant], name));
  if (low === null || high === null) return t("reach.unknown");
  const [least, most] = [Math.min(low, high), Math.max(low, high)].map((value) => number(value, 0));
  return least === most ? least : `${least}–${most}`;
}

function communesInside(minutes, byVariant) {
  const names = byVariant.likely.inside.communes.map((one) => one.name);
  return h("details", {}, h("summary", {}, t("reach.communes_within", { minutes, count: names.length })), h("p", { class: "small" }, names.join(", ") || t("reach.none")));
}

/** `put(name, layer)` puts a layer on the map in place of the one before. */
export function createIsochrones({ drawing, put, units, on }) {
  const out = h("div", { role: "status", dataset: { part: "reach" } });
  const chosen = [...USUAL_MINUTES];
  let starts = [];
  let asked = 0;

  const minutes = () => [...new Set(chosen.filter((value) => value > 0 && value <= MOST_MINUTES))].sort((a, b) => a - b);
  const minutesField = (at) => numberField(t(at ? "reach.minutes_second" : "reach.minutes_first"), chosen[at], { min: 1, max: MOST_MINUTES, name: `reach-${at}` }, (value) => {
    chosen[at] = value;
    if (starts.length && minutes().length) ask();
  });
  const fields = h("div", { class: "field-pair" }, minutesField(0), minutesField(1));

  function draw(features) {
    const order = minutes();
    const group = L.layerGroup();
    for (const feature of features) {
      if (!feature.geometry) continue;
      const { minutes: within, variant } = feature.properties;
      group.addLayer(L.geoJSON(feature, { pane: "plan-areas", style: { pane: "plan-areas", color: COLOURS[order.indexOf(within)], weight: 2, interactive: false, ...LOOKS[variant] } }));
    }
    for (const start of starts) group.addLayer(L.circleMarker(start, { pane: "plan-areas", radius: 7, color: "#000", weight: 3, fillColor: "#fff", fillOpacity: 1, interactive: false }));
    put("plan-areas", group);
  }

  function tell(features) {
    const by = Object.fromEntries(minutes().map((within) => [within, {}]));
    for (const { properties } of features) if (by[properties.minutes]) by[properties.minutes][properties.variant] = properties;
    const whole = minutes().filter((within) => VARIANTS.every((variant) => by[within][variant]));
    const estimate = features[0]?.properties.estimate;
    const rows = COUNTED.map((name) => [t(`reach.${name}`), ...whole.map((within) => rangeOf(by[within], name))]);
    const missing = whole.map((within) => by[within].low.inside.residents_missing).find(Boolean);
    const missingCount = Array.isArray(missing) ? missing.length : missing;
    fill(
      out,
      table(t(estimate ? "reach.caption_estimate" : "reach.caption"), [[t("reach.inside")], ...whole.map((within) => [t("reach.within", { minutes: within }), true])], rows, { id: "reach" }),
      missingCount ? h("p", { class: "small" }, t("reach.residents_missing", { count: missingCount })) : null,
      ...whole.map((within) => communesInside(within, by[within])),
      h("p", { class: "muted small" }, t("reach.lines")),
      button(t("reach.add"), add, { dataset: { action: "reach-add" } }),
    );
  }

  async function ask() {
    const mine = (asked += 1);
    fill(out, h("p", {}, t("run.working")));
    try {
      const from = starts.map(({ lat, lng }) => [Number(lng.toFixed(6)), Number(lat.toFixed(6))]);
      const body = { from, minutes: minutes(), units: units(), ...(on() ? { on: on() } : {}) };
      const { answer } = await send("POST", "isochrones", body);
      if (mine !== asked) return;
      // The widest first, so that the narrower ones lie on top of it.
      const order = ({ properties }) => VARIANTS.indexOf(properties.variant) - properties.minutes;
      draw([...answer.features].sort((a, b) => order(a) - order(b)));
      tell(answer.features);
    } catch (error) {
      if (mine === asked) fill(out, failure(error, String));
    }
  }

  const from = (places) => {
    starts = places;
    return minutes().length ? ask() : undefined;
  };
  const pick = (onpoint) => drawing.start({ hint: t("reach.hint"), once: true, onpoint });
  const start = () => pick((place) => from([place]));
  // The area is then what is within the minutes of any of the places.
  const add = () => pick((place) => from([...starts, place]));
  function clear() {
    asked += 1;
    starts = [];
    put("plan-areas", L.layerGroup());
    fill(out);
  }
  return { out, fields, start, clear, from };
}
