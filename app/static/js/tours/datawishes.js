// Which data count, and with which number the search begins: what hardly anybody changes.

import { field, h, select } from "../dom.js";
import { t } from "../page.js";
import { numberField } from "../desk/fields.js";
import { dayField } from "./whenform.js";
import { MOST_SEED, UNITS } from "./wishes.js";

export function dataWishes(store) {
  const { units, on, seed } = store.get();
  const choices = select(UNITS.map((key) => [key, t(`units.${key}`)]), units, (value) => store.set({ units: value }));
  choices.dataset.field = "units";
  const day = dayField(t("on.title"), on, { name: "on", needed: false, hint: t("on.note") }, (value) => store.set({ on: value }));
  const first = numberField(t("wish.seed"), seed, { min: 0, max: MOST_SEED, name: "seed", hint: t("wish.seed_note") }, (value) => store.set({ seed: value }));
  return [h("p", { class: "muted small" }, t("wish.data_note")), field(t("units.title"), choices), day, first];
}
