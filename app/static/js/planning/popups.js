// What a click on a commune, or on a point of the plan, says and offers.

import { button, field, h } from "../dom.js";
import { t } from "../page.js";
import { weightText } from "./figures.js";
import { movedName } from "./plan.js";
import { popupBody } from "../desk/popupbody.js";
import { minutesText } from "./ranges.js";

/** A commune: who serves it, how long the way is now and was before. */
export function communePopup(properties, answer, row, nameOf) {
  if (!answer || !row) return popupBody(properties.name, [[t("limits.district"), properties.district ?? ""]], answer ? h("p", { class: "note small" }, t("popup.no_demand")) : null);
  const { estimate } = answer.travel;
  return popupBody(row.name, [
    [t("limits.district"), row.district ?? ""],
    [t("fairness.weight"), weightText(answer, row.weight)],
    [t("popup.served_by"), row.assigned === null ? t("range.unreached") : nameOf(row.assigned)],
    [t("popup.minutes"), minutesText(row.minutes, estimate)],
    [t("popup.before"), minutesText(row.before, estimate)],
  ]);
}

// Locked or forbidden for the next run, one or the other.
function wishes(id, store) {
  const without = (list) => list.filter((one) => one !== id);
  const make = (key, other) =>
    button(t(`popup.${key}`), () => {
      const plan = store.get();
      store.set({ [key]: plan[key].includes(id) ? without(plan[key]) : [...plan[key], id], [other]: without(plan[other]) });
      show();
    }, { dataset: { action: key } });
  const buttons = { locked: make("locked", "forbidden"), forbidden: make("forbidden", "locked") };
  function show() {
    for (const [key, control] of Object.entries(buttons)) control.setAttribute("aria-pressed", String(store.get()[key].includes(id)));
  }
  show();
  return h("div", { class: "buttons" }, buttons.locked, buttons.forbidden);
}

function priceField(id, store) {
  const input = h("input", { type: "number", min: "0", step: "any" });
  input.value = store.get().prices[id] ?? "";
  input.addEventListener("change", () => {
    const { [id]: _gone, ...rest } = store.get().prices;
    store.set({ prices: input.value === "" || !input.validity.valid ? rest : { ...rest, [id]: input.valueAsNumber } });
  });
  return field(t("popup.price"), input);
}

/** A candidate: what it is, and what the next run shall do with it; `keep()` makes a moved place a candidate. */
export function candidatePopup(candidate, store, keep) {
  const facts = [
    [t("popup.state"), t(`legend.${candidate.state}`)],
    [t("point.clauses"), (candidate.clauses ?? []).map((clause) => clause.title).join("; ")],
    [t("point.commune"), candidate.unit ?? ""],
    [t("point.placement"), candidate.placement ? t(`placement.${candidate.placement}`) : ""],
    [t("point.note"), candidate.note ?? ""],
  ];
  if (candidate.state === "existing") return popupBody(candidate.name, facts);
  const note = h("p", { class: "muted small" }, t("popup.next_run"));
  const price = h("details", { class: "small" }, h("summary", {}, t("popup.price")), priceField(candidate.id, store));
  if (movedName(candidate.id)) return popupBody(candidate.name, facts, button(t("popup.keep_place"), keep, { dataset: { action: "keep" } }), note);
  return popupBody(candidate.name, facts, wishes(candidate.id, store), price, note);
}
