// Further conditions, folded away: wishes, limits of districts, capacity, money, day, time, curve, robustness.

import { button, field, fill, h } from "../dom.js";
import { t } from "../page.js";
import { folded, numberField, radios, tick } from "../desk/fields.js";

const MOST_SECONDS = 600;
const SAMPLES = 100;

/** Points that were locked or forbidden, by name where the last answer knows them. */
function wishes(store, nameOf) {
  const list = h("ul", { class: "item-list", dataset: { list: "wishes" } });
  const none = h("p", { class: "muted small" }, t("wishes.none"));
  function show({ locked, forbidden }) {
    const item = (id, name, key) => h("li", {}, h("span", {}, t(`wishes.${key}`, { name })), button(t("list.remove"), () => store.set({ [key]: store.get()[key].filter((one) => one !== id) }), { class: "button-plain", "aria-label": t("list.remove_of", { name }) }));
    fill(list, ...locked.map((id) => item(id, nameOf(id), "locked")), ...forbidden.map((id) => item(id, nameOf(id), "forbidden")));
    none.hidden = locked.length + forbidden.length > 0;
  }
  store.on(["locked", "forbidden"], show);
  show(store.get());
  return [h("h4", {}, t("wishes.title")), list, none];
}

// One row for each district as it was until 30 June 2025; its code stands for all of its communes.
function districtLimits(store, districts) {
  const known = new Map(store.get().districtLimits.map((limit) => [limit.name, limit]));
  const set = (name, group, patch) => {
    known.set(name, { name, group, min: null, max: null, ...known.get(name), ...patch });
    store.set({ districtLimits: [...known.values()].filter(({ min, max }) => min !== null || max !== null) });
  };
  const cell = (district, key) => {
    const group = [district.code];
    const input = h("input", { type: "number", min: "0", step: "1", "aria-label": t(`limits.${key}_of`, { name: district.name }), dataset: { limit: `${key}-${district.code}` } });
    input.value = known.get(district.name)?.[key] ?? "";
    input.addEventListener("input", () => {
      if (input.validity.valid) set(district.name, group, { [key]: input.value === "" ? null : input.valueAsNumber });
    });
    return h("td", {}, input);
  };
  const heading = (text) => h("th", { scope: "col" }, text);
  const head = h("thead", {}, h("tr", {}, heading(t("limits.district")), heading(t("limits.min")), heading(t("limits.max"))));
  const rows = districts.map((district) => h("tr", {}, h("th", { scope: "row" }, district.name), cell(district, "min"), cell(district, "max")));
  return folded(t("limits.title"), h("p", { class: "small muted" }, t("limits.note")), h("table", { class: "limits" }, head, h("tbody", {}, ...rows)));
}

function dayField(store) {
  const input = h("input", { type: "date", dataset: { field: "on" } });
  input.value = store.get().on;
  input.addEventListener("change", () => store.set({ on: input.value }));
  return field(t("plan.on"), input);
}

/** `known.nameOf(id)` names a candidate. */
export function conditionsForm(store, options, known) {
  const plan = store.get();
  const set = (name) => (value) => store.set({ [name]: value });
  const units = [["2025", t("units.short.2025"), ""], ["2024", t("units.short.2024"), ""]];
  return h(
    "details",
    { class: "facet more-conditions" },
    h("summary", {}, t("more.title")),
    ...wishes(store, known.nameOf),
    districtLimits(store, options.districts),
    numberField(t("more.capacity"), plan.capacity, { step: "any", hint: t("more.capacity_note") }, set("capacity")),
    numberField(t("more.price"), plan.price, { step: "any", hint: t("more.price_note") }, set("price")),
    numberField(t("more.budget"), plan.budget, { step: "any" }, set("budget")),
    radios(t("units.title"), units, plan.units, set("units"), "units"),
    dayField(store),
    numberField(t("more.time_limit"), plan.timeLimit, { min: 1, max: MOST_SECONDS, name: "time" }, (value) => value && store.set({ timeLimit: value })),
    tick(t("more.curve"), plan.curve, set("curve"), { field: "curve" }),
    tick(t("more.robustness", { samples: SAMPLES }), plan.samples > 0, (on) => store.set({ samples: on ? SAMPLES : 0 }), { field: "robustness" }),
  );
}
