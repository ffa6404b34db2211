// In place of viewpanel.js: the unit systems that are inside, and the day of the records as it stands.

import { h, uniqueId } from "../dom.js";
import { date } from "../format.js";
import { pageState, t } from "../page.js";
import { hasUnits } from "./inside.js";

function unitsChoice(store) {
  const name = uniqueId("units");
  const rows = ["2025", "2024"].filter(hasUnits).map((units) => {
    const input = h("input", { type: "radio", name, value: units, id: `${name}-${units}`, dataset: { units } });
    input.checked = store.get().units === units;
    input.addEventListener("change", () => store.set({ units }));
    return h("div", { class: "choice" }, input, h("label", { for: input.id }, t(`units.${units}`)));
  });
  return h("fieldset", {}, h("legend", {}, t("units.title")), ...rows, h("p", { class: "muted small" }, t("units.note")));
}

function dayLine() {
  const days = { on: date(pageState.on), today: date(pageState.today) };
  return h("p", { class: "note small" }, t(pageState.on ? "atlas.of_day" : "atlas.of_all_days", days));
}

export function viewPanel(store) {
  return h("section", { class: "view-panel", "aria-label": t("units.title") }, unitsChoice(store), dayLine());
}

/** The facts that the programme follows are not inside the file. */
export function followedPanel() {
  return null;
}
