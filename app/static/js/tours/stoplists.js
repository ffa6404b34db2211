// What must be seen, what must not, and how many of a kind there may be.

import { button, field, fill, h, select } from "../dom.js";
import { t } from "../page.js";
import { numberField, tick } from "../desk/fields.js";
import { placeSearch } from "./placesearch.js";
import { PURCHASE } from "./wishes.js";

const MOST_OF_A_KIND = 50;

/** A list of stops in the wishes, `name` is "must" or "avoid"; what is in one list is not in the other. */
export function stopList(store, places, name) {
  const other = name === "must" ? "avoid" : "must";
  const list = h("ul", { class: "item-list", dataset: { list: name } });
  const remove = (id) => store.set({ [name]: store.get()[name].filter((one) => one !== id) });

  function show(wishes) {
    const item = (id) => h("li", {}, h("span", {}, places.nameOf(id)), button(t("list.take_out"), () => remove(id), { class: "button-plain", "aria-label": t("list.take_out_of", { name: places.nameOf(id) }) }));
    fill(list, ...wishes[name].map(item));
  }

  const choose = ({ id }) => addTo(store, name, other, id);
  const search = placeSearch({ label: t(`wish.${name}`), name, find: (text) => places.search(text), choose });
  store.on([name], show);
  show(store.get());
  return h("div", {}, search.node, list);
}

function addTo(store, name, other, id) {
  const wishes = store.get();
  store.set({ [name]: [...new Set([...wishes[name], id])], [other]: wishes[other].filter((one) => one !== id) });
}

/** Whether a stop must be seen, must not, or neither; from its popup. */
export function wishButtons(store, id, onchange = () => {}) {
  const make = (name, other) =>
    button(t(`popup.${name}`), () => {
      const wishes = store.get();
      if (wishes[name].includes(id)) store.set({ [name]: wishes[name].filter((one) => one !== id) });
      else addTo(store, name, other, id);
      show();
      onchange();
    }, { dataset: { action: name } });
  const buttons = { must: make("must", "avoid"), avoid: make("avoid", "must") };
  function show() {
    for (const [name, control] of Object.entries(buttons)) control.setAttribute("aria-pressed", String(store.get()[name].includes(id)));
  }
  show();
  return [buttons.must, buttons.avoid];
}

/** At least and at most how many stops of a kind, for the tour or for each day. */
export function limitsForm(store, groups) {
  const rows = h("div", { class: "limit-rows" });
  const set = (limits) => store.set({ limits });
  const change = (at, patch) => set(store.get().limits.with(at, { ...store.get().limits[at], ...patch }));
  const titles = groups.map(({ key, title }) => [key, title]);

  function row(limit, at) {
    const kind = field(t("limit.kind"), select(titles, limit.group, (group) => change(at, { group })));
    const least = numberField(t("limit.min"), limit.min, { max: MOST_OF_A_KIND, name: `limit-min-${at}` }, (min) => change(at, { min }));
    const most = numberField(t("limit.max"), limit.max, { max: MOST_OF_A_KIND, name: `limit-max-${at}` }, (max) => change(at, { max }));
    const each = tick(t("limit.each_day"), limit.eachDay, (eachDay) => change(at, { eachDay }));
    const remove = button(t("list.take_out"), () => {
      set(store.get().limits.toSpliced(at, 1));
      show();
    }, { class: "button-plain" });
    return h("div", { class: "limit-row" }, kind, least, most, each, remove);
  }

  function show() {
    fill(rows, ...store.get().limits.map(row));
  }

  const add = button(t("limit.add"), () => {
    set([...store.get().limits, { group: groups[0]?.key ?? PURCHASE, min: null, max: 1, eachDay: false }]);
    show();
  }, { dataset: { action: "add-limit" } });
  show();
  return h("div", {}, tick(t("limit.purchase"), store.get().purchase, (purchase) => store.set({ purchase }), { field: "purchase" }), rows, add);
}
