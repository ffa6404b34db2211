// Where the nights are, and what is different on single days.

import { fill, h } from "../dom.js";
import { t } from "../page.js";
import { radios } from "../desk/fields.js";
import { daysFrom, dayText } from "./dates.js";
import { placeField } from "./placefield.js";
import { timeField } from "./whenform.js";
import { EMPTY_DAY } from "./wishes.js";

const dayTitle = ({ week, first }, at) => (week ? t("day.number", { number: at + 1 }) : t("day.title", { number: at + 1, day: dayText(daysFrom(first, at + 1)[at]) }));

/** Nights: in the same town, suggested, or one place for each. */
export function nightsForm(store, parts) {
  const list = h("div", {});
  const node = h("div", {});
  const entries = [["same", t("night.same"), ""], ["suggest", t("night.suggest"), t("night.suggest_note")], ["chosen", t("night.chosen"), ""]];

  function set(at, place) {
    const nightPlaces = [...store.get().nightPlaces];
    nightPlaces[at] = place;
    store.set({ nightPlaces });
  }

  function show(wishes) {
    node.hidden = wishes.days < 2;
    list.hidden = wishes.nights !== "chosen";
    const one = (_, at) => placeField(parts, { label: t("night.of", { number: at + 1 }), name: `night-${at}`, value: wishes.nightPlaces[at] ?? null, empty: t("night.at_start") }, (place) => set(at, place));
    if (!node.hidden && !list.hidden) fill(list, ...Array.from({ length: wishes.days - 1 }, one));
  }

  node.append(radios(t("night.title"), entries, store.get().nights, (nights) => store.set({ nights }), "nights"), list);
  store.on(["days", "nights"], show);
  show(store.get());
  return node;
}

/** Days that begin or end elsewhere, or at other hours. */
export function ownDaysForm(store, parts) {
  const node = h("div", {});

  function set(at, patch) {
    const ownDays = Array.from({ length: store.get().days }, (_, day) => store.get().ownDays[day] ?? EMPTY_DAY);
    store.set({ ownDays: ownDays.with(at, { ...ownDays[at], ...patch }) });
  }

  function day(wishes, at) {
    const own = wishes.ownDays[at] ?? EMPTY_DAY;
    const title = dayTitle(wishes, at);
    const place = (name, label) => placeField(parts, { label, name: `day-${at}-${name}`, value: own[name], empty: t("day.as_usual") }, (value) => set(at, { [name]: value }));
    const time = (name, label) => timeField(label, own[name], { name: `day-${at}-${name}`, needed: false }, (value) => set(at, { [name]: value }));
    return h("fieldset", {}, h("legend", {}, title), place("start", t("day.start")), place("end", t("day.end")), h("div", { class: "field-pair" }, time("from", t("day.from")), time("to", t("day.to"))));
  }

  function show(wishes) {
    if (wishes.week) fill(node, h("p", { class: "muted small" }, t("day.only_dates")));
    else fill(node, ...Array.from({ length: wishes.days }, (_, at) => day(wishes, at)));
  }

  store.on(["days", "first", "week"], show);
  show(store.get());
  return node;
}
