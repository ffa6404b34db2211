// One place of the wishes, such as the start: found by name, or picked on the map.

import { button, fill, h } from "../dom.js";
import { t } from "../page.js";
import { placeSearch } from "./placesearch.js";

const ROUND = 6;

/**
 * @param parts {places, drawing}
 * @param options {label, name, value, empty: what an empty field means, null where it must be filled}
 */
export function placeField({ places, drawing }, { label, name, value, empty = null, hint = "" }, onchange) {
  const chosen = h("p", { class: "chosen-place", role: "status", dataset: { chosen: name } });
  let current = value;

  function show() {
    const clear = current && empty !== null ? button(t("place.clear"), () => set(null), { class: "button-plain", "aria-label": t("place.clear_of", { name: label }) }) : null;
    fill(chosen, h("span", { class: current ? "hit-name" : "muted" }, current ? places.textOf(current) : (empty ?? t("place.needed"))), clear);
  }

  function set(next) {
    current = next;
    show();
    onchange(next);
  }

  const search = placeSearch({ label, name, find: (text) => places.search(text, { withTowns: true }), choose: (item) => set(item.id ? { id: item.id } : { id: null, lon: item.lon, lat: item.lat, name: item.name }) });
  const onpoint = ({ lat, lng }) => set({ id: null, lon: Number(lng.toFixed(ROUND)), lat: Number(lat.toFixed(ROUND)) });
  const pick = button(t("place.pick"), () => drawing.start({ hint: t("place.pick_hint", { name: label }), once: true, onpoint }), { dataset: { pick: name }, "aria-label": t("place.pick_of", { name: label }) });
  search.input.after(pick);
  search.node.classList.add("with-pick");
  search.node.append(chosen);
  if (hint) search.node.append(h("p", { class: "muted small" }, hint));
  show();
  return search.node;
}
