// Where the nights are, and what is different on single days.

import { fill, h } from "../dom.js";
import { t } from "../page.js";
import { folded, radios, tick } from "../desk/fields.js";
import { daysFrom, dayText } from "./dates.js";
import { placeField } from "./placefield.js";
import { timeField } from "./whenform.js";
import { EMPTY_DAY } from "./wishes.js";

const dayTitle = ({ week, first }, at) => (week ? t("day.number", { number: at + 1 }) : t("day.title", { number: at + 1, day: dayText(daysFrom(first, at + 1)[at]) }));

const isSame = (a, b) => (a.id ? a.id === b.id : !b.id && a.lon === b.lon && a.lat === b.lat);

/** The places among which nights are suggested; none of them ticked: all. */
function townTicks(store, { places }) {
  const known = places.towns().map(({ id }) => ({ id }));
  const others = store.get().nightTowns.filter((place) => !known.some((town) => isSame(town, place)));
  const set = (place, on) => store.set({ nightTowns: [...store.get().nightTowns.filter((one) => !isSame(one, place)), ...(on ? [place] : [])] });
  const one = (place, at) => tick(places.textOf(place), store.get().nightTowns.some((town) => isSame(town, place)), (on) => set(place, on), { nightTown: place.id ?? `point-${at}` });
  return folded(t("night.among"), h("p", { class: "muted small" }, t("night.among_note")), ...[...known, ...others].map(one));
}

/** Nights: in the same town, suggested, or one place for each. */
export function nightsForm(store, parts) {
  const list = h("div", {});
  const towns = townTicks(store, parts);
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
    towns.hidden = wishes.nights !== "suggest";
    const one = (_, at) => placeField(parts, { label: t("night.of", { number: at + 1 }), name: `night-${at}`, value: wishes.nightPlaces[at] ?? null, empty: t("night.at_start") }, (place) => set(at, place));
    if (!node.hidden && !list.hidden) fill(list, ...Array.from({ length: wishes.days - 1 }, one));
  }

  node.append(radios(t("night.title"), entries, store.get().nights, (nights) => store.set({ nights }), "nights"), list, towns);
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
