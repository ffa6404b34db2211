// Communes coloured by an indicator: the server classifies, the browser paints.

import { apiUrl, fetchJson } from "./api.js";
import { debounce, field, fill, h, select } from "./dom.js";
import { number } from "./format.js";
import { catalogue, label, t } from "./page.js";
import { filterQuery } from "./state.js";
import { areaSwatch } from "./symbols.js";

const HATCHES = {
  no_data: "url(#hatch-no-data)",
  no_rate: "url(#hatch-no-rate)",
  not_additive: "url(#hatch-no-rate)",
  no_own_figure: "url(#hatch-no-rate)",
};
const PLAIN = "#f3f1ea";

function query(state) {
  return {
    indicator: state.indicator,
    crop: state.indicator === "zone_ha" ? state.crop : "",
    scheme: state.scheme,
    classes: state.classes,
    palette: state.palette,
    units: state.units,
    on: state.on,
    ...filterQuery(state.filter),
  };
}

/** The class a value falls in: the first whose upper limit it does not pass. */
export function colourOf(answer, code) {
  const state = answer.state[code];
  if (state === "none_recorded") return answer.none_recorded_colour;
  if (state !== "value") return HATCHES[state] ?? HATCHES.no_data;
  const value = answer.values[code];
  const found = answer.classes.find((one) => value <= one.to) ?? answer.classes.at(-1);
  return found?.colour ?? PLAIN;
}

function titleOf(answer) {
  const title = [answer.title, answer.crop].filter(Boolean).join(": ");
  return answer.unit ? `${title} (${answer.unit})` : title;
}

/** What the colour of a commune says, in words: the figure with its range and year, or why there is none. */
export function figureOf(answer, code) {
  const state = answer?.state[code];
  if (!state) return null;
  const title = titleOf(answer);
  if (state !== "value") return { title, value: null, text: label("cell_state", state) };
  const value = answer.values[code];
  const text = limits({ from: answer.lows?.[code] ?? value, to: value });
  const year = answer.years?.[code];
  return { title, value, text: year ? t("choropleth.of_year", { figure: text, year }) : text };
}

export function createChoropleth(store, boundaries, onanswer) {
  let controller = null;

  async function refresh() {
    controller?.abort();
    controller = new AbortController();
    const asked = query(store.get());
    if (asked.indicator === "none") return show(null);
    try {
      show(await fetchJson(apiUrl("choropleth", asked), controller.signal));
    } catch (error) {
      if (error.name !== "AbortError") onanswer(null, error);
    }
    return null;
  }

  function show(answer) {
    boundaries.restyle(answer ? { colourOf: (code) => colourOf(answer, code), opacity: 1 } : null);
    onanswer(answer, null);
  }

  store.on(["indicator", "crop", "scheme", "classes", "palette", "units", "on", "filter"], debounce(refresh, 180));
  return { refresh };
}

function options(names, prefix) {
  return names.map((name) => [name, t(`${prefix}.${name}`)]);
}

const SCHEMES = ["quantiles", "natural_breaks", "equal_interval"];
const PALETTES = ["blues", "greens", "oranges", "purples", "ylgnbu", "viridis"];

/** Controls for indicator, crop, scheme, number of classes and palette. */
export function choroplethPanel(store) {
  const state = store.get();
  const change = (name) => (value) => store.set({ [name]: value });
  const indicators = [["none", t("indicator.none")], ...catalogue.indicators.map((one) => [one.key, one.title])];
  const crop = select([], "", change("crop"));
  const cropField = field(t("choropleth.crop"), crop);
  cropField.hidden = true;
  const counts = ["3", "4", "5", "6", "7"].map((n) => [n, n]);
  const node = h(
    "section",
    { class: "choropleth-panel", "aria-label": t("choropleth.title") },
    h("h3", {}, t("choropleth.title")),
    field(t("choropleth.indicator"), select(indicators, state.indicator, change("indicator"))),
    cropField,
    field(t("choropleth.scheme"), select(options(SCHEMES, "scheme"), state.scheme, change("scheme"))),
    field(t("choropleth.classes"), select(counts, state.classes, change("classes"))),
    field(t("choropleth.palette"), select(options(PALETTES, "palette"), state.palette, change("palette"))),
  );

  // Which crops have figures by commune depends on the unit system: the answer says.
  function showAnswer(answer) {
    cropField.hidden = answer?.indicator !== "zone_ha";
    if (cropField.hidden) return;
    fill(crop, ...answer.crops.map((name) => h("option", { value: name }, name)));
    crop.value = answer.crop;
  }

  return { node, showAnswer };
}

function swatchRow(fillValue, text, count) {
  const communes = h("span", { class: "muted small" }, ` (${t("legend.communes", { count: number(count) })})`);
  return h("li", {}, areaSwatch(fillValue), h("span", {}, text, communes));
}

function limits({ from, to }) {
  return from === to ? number(to) : `${number(from)} – ${number(to)}`;
}

const SPECIAL = ["none_recorded", "no_own_figure", "not_additive", "no_rate", "no_data"];

/** The legend of the colours on the communes. */
export function choroplethLegend(answer) {
  const states = Object.values(answer.state);
  const countOf = (state) => states.filter((one) => one === state).length;
  const special = SPECIAL.filter((state) => countOf(state) > 0);
  return [
    h("h4", {}, titleOf(answer)),
    h(
      "ul",
      { class: "legend-list" },
      ...answer.classes.filter((one) => one.count).map((one) => swatchRow(one.colour, limits(one), one.count)),
      ...special.map((state) =>
        swatchRow(state === "none_recorded" ? answer.none_recorded_colour : HATCHES[state], t(`legend.${state}`), countOf(state)),
      ),
    ),
    ...(answer.notes ?? []).map((note) => h("p", { class: "muted small" }, note)),
  ];
}
