// Every place that the desk knows by name: the stops of the registry, the towns, the places put on the map by hand.

import { fold } from "../fold.js";
import { collator, number } from "../format.js";
import { t } from "../page.js";

const SHOWN = 12;

const hasAll = (text, words) => words.every((word) => text.includes(word));

function rankOf(place, plain, words) {
  const name = fold(place.name);
  if (name.startsWith(plain)) return 0;
  // "cho bac ha" is the market of Bắc Hà before it is a stall in it.
  if (hasAll(name, words)) return name.startsWith(words[0]) ? 1 : 2;
  if ((place.also ?? []).some((other) => hasAll(fold(other), words))) return 3;
  return hasAll(fold(`${place.name} ${place.commune ?? ""} ${place.district ?? ""}`), words) ? 4 : null;
}

/** How well a place fits what somebody types, the least the best; null: not at all. Marks that are typed are meant. */
export function rank(place, q, plain) {
  const found = rankOf(place, plain, plain.split(" "));
  if (found === null) return null;
  return place.name.toLowerCase().normalize("NFC").includes(q) ? found - 0.5 : found;
}

export function createPlaces() {
  let stops = new Map();
  let towns = [];
  let own = new Map();
  let kinds = new Map();
  const extra = new Map();

  function setOptions(options) {
    stops = new Map(options.stops.map((stop) => [stop.id, stop]));
    towns = options.towns;
    kinds = new Map(options.kinds.map(({ key, title }) => [key, title]));
  }

  const setOwn = (list) => (own = new Map(list.map((one) => [one.id, { ...one, own: true }])));

  /** Remember what an answer says of stops: a saved tour may visit places that are stops no more. */
  function remember(answer) {
    for (const [id, stop] of Object.entries(answer.stops ?? {})) extra.set(id, { id, ...stop });
    for (const one of answer.skipped ?? []) if (one.name && !extra.has(one.stop)) extra.set(one.stop, { id: one.stop, name: one.name });
  }

  const townOf = (id) => towns.find((town) => town.id === id);
  const get = (id) => own.get(id) ?? stops.get(id) ?? townOf(id) ?? extra.get(id) ?? null;
  const isStop = (id) => stops.has(id);
  const nameOf = (id) => get(id)?.name ?? id;

  const near = (a, b) => Math.abs(a.lon - b.lon) < 1e-5 && Math.abs(a.lat - b.lat) < 1e-5;

  /** A place of the form in words: its name, or its coordinates. */
  function textOf(place) {
    if (!place) return "";
    if (place.id) return nameOf(place.id);
    const town = towns.find((one) => near(one, place));
    return place.name ?? town?.name ?? t("place.point", { lat: number(place.lat, 5), lon: number(place.lon, 5) });
  }

  /** lon and lat of a place of the form; null where it is not known. */
  function pointOf(place) {
    if (!place) return null;
    const found = place.id ? get(place.id) : place;
    return found && Number.isFinite(found.lon) ? { lon: found.lon, lat: found.lat } : null;
  }

  const kindsText = (stop) => (stop.kinds ?? []).map((kind) => kinds.get(kind) ?? kind).join(", ");
  const detailOf = (place) => [place.town ? t("place.town") : kindsText(place), place.commune].filter(Boolean).join(" · ");

  /** Stops, and towns where wanted, by what somebody typed; with marks or without. */
  function search(text, { withTowns = false } = {}) {
    const q = text.trim().toLowerCase().normalize("NFC");
    if (!q) return [];
    const plain = fold(q);
    const all = [...(withTowns ? towns : []), ...stops.values()];
    return all
      .map((place) => ({ place, at: rank(place, q, plain) }))
      .filter(({ at }) => at !== null)
      .sort((a, b) => a.at - b.at || collator.compare(a.place.name, b.place.name))
      .slice(0, SHOWN)
      .map(({ place }) => ({ ...place, detail: detailOf(place) }));
  }

  return { setOptions, setOwn, remember, get, isStop, nameOf, textOf, pointOf, search, kindsText, stops: () => [...stops.values()], towns: () => towns };
}
