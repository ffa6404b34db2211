// Which tours count, and tours made by a plan where none is published yet.

import { apiUrl } from "../api.js";
import { button, field, fill, h, select } from "../dom.js";
import { ask } from "../desk/calls.js";
import { numberField, tick } from "../desk/fields.js";
import { formatLinks } from "../desk/formatlinks.js";
import { createProgress } from "../desk/progress.js";
import { table } from "../desk/tables.js";
import { number } from "../format.js";
import { pageState, t } from "../page.js";

export const PATH = "tour-flows";
const LAYERS = ["passes", "communes", "signs", "spots"];
const GEOMETRIES = { passes: "line", communes: "polygon", signs: "point", spots: "point" };
const UNITS = ["2025", "2024"];

/** The parameters that say which tours count. */
export function queryOf({ units, published, drafts, job }) {
  return { units, published: published ? "yes" : "no", drafts: drafts ? "yes" : "", job };
}

export function layerUrl(layer, extension, state) {
  const near = layer === "spots" ? { within_min: state.within } : {};
  const zoom = layer === "communes" && extension === "geojson" && state.zoom ? { zoom: state.zoom } : {};
  return apiUrl(`${PATH}/${layer}.${extension}`, { ...queryOf(state), ...near, ...zoom });
}

function counted(title, counts, nameOf) {
  const rows = Object.entries(counts).filter(([, count]) => count > 0).map(([key, count]) => [nameOf(key), number(count)]);
  return table(title, [[title, false], [t("flows.tours"), true]], rows);
}

/** What a plan made: how many tours of which kind. */
export function madeTables(made) {
  const starts = Object.fromEntries(made.starts.map(({ name, count }) => [name, count]));
  return h(
    "details",
    { class: "facet", dataset: { part: "made" } },
    h("summary", {}, `${t("flows.made")} (${number(made.made)})`),
    made.failed ? h("p", { class: "small" }, t("flows.failed", { count: number(made.failed) })) : null,
    counted(t("flows.starts"), starts, (name) => name),
    counted(t("flows.weekdays"), made.weekdays, (day) => t(`weekday.${day}`)),
    counted(t("flows.seasons"), made.seasons, (season) => t(`season.${season}`)),
    counted(t("flows.interests"), made.interests, (interest) => t(`interest.${interest}`)),
    counted(t("flows.days"), made.days, (days) => number(Number(days))),
  );
}

export function downloads(state) {
  const link = (layer, extension) => h("a", { href: layerUrl(layer, extension, { ...state, zoom: null }), download: true, dataset: { file: `${layer}.${extension}` } }, t(`flows.${extension}`));
  const titles = { passes: "flows.show_lines", communes: "flows.legend_communes", signs: "flows.legend_signs", spots: "flows.legend_spots" };
  const item = (layer) => h("li", {}, `${t(titles[layer])}: `, link(layer, "geojson"), " · ", link(layer, "csv"));
  const query = { ...queryOf(state), within_min: state.within };
  const others = LAYERS.map((layer) => [layer, t(titles[layer]), GEOMETRIES[layer]]);
  const all = formatLinks(others, (file) => apiUrl(`${PATH}/exports/${file}`, query));
  return h("section", { class: "downloads" }, h("h3", {}, t("flows.download")), h("ul", { class: "item-list" }, ...LAYERS.map(item)), all);
}

/**
 * The form above everything else.
 *
 * @param ongenerated(job) hears which job has made tours
 */
export function createSources(store, ongenerated) {
  const out = h("div", { class: "run-state", "aria-live": "polite" });
  const made = h("div", {});
  const progress = createProgress(out);
  const plan = { ...pageState.plan };
  const change = (name) => (value) => store.set({ [name]: value });
  const generated = h("div", {});
  const run = button(t("flows.generate"), generate, { class: "button-primary", dataset: { action: "generate" } });

  async function generate() {
    run.disabled = true;
    progress.wait();
    try {
      const { answer, job } = await ask(PATH, { count: plan.count, seed: plan.seed }, progress.follow);
      progress.end();
      showMade(answer);
      ongenerated(job);
    } catch (error) {
      fill(out, h("p", { class: "error", role: "alert" }, error.message));
    } finally {
      run.disabled = false;
    }
  }

  function showMade(answer) {
    fill(made, madeTables(answer));
    const label = t("flows.generated_of", { count: number(answer.made) });
    fill(generated, tick(label, true, (on) => store.set({ job: on ? answer.job : "" }), { source: "generated" }));
  }

  const small = { min: 1, max: plan.most };
  const form = h(
    "details",
    { class: "facet", dataset: { part: "generate" }, open: !store.get().job },
    h("summary", {}, t("flows.generate")),
    h("p", { class: "small" }, t("flows.generate_intro")),
    h("div", { class: "field-pair" },
      numberField(t("flows.count"), plan.count, { ...small, name: "count" }, (value) => (plan.count = value ?? plan.count)),
      numberField(t("flows.seed"), plan.seed, { min: 0, max: 1_000_000, name: "seed" }, (value) => (plan.seed = value ?? plan.seed))),
    run,
    out,
  );
  const node = h(
    "div",
    { class: "setup" },
    h("fieldset", {}, h("legend", {}, t("flows.sources")),
      tick(t("flows.published"), store.get().published, change("published"), { source: "published" }),
      pageState.drafts ? tick(t("flows.drafts"), store.get().drafts, change("drafts"), { source: "drafts" }) : null,
      generated),
    field(t("flows.units"), select(UNITS.map((units) => [units, t(`units.${units}`)]), store.get().units, change("units"))),
    form,
    made,
  );
  return { node, showMade };
}
