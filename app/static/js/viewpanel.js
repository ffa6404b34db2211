// Unit system and day: the same records, counted again; and what the programme follows of them.

import { button, h, uniqueId } from "./dom.js";
import { pageState, t } from "./page.js";
import { FOLLOWED } from "./state.js";

const SYSTEMS = ["2025", "2024"];

function unitsChoice(store) {
  const name = uniqueId("units");
  const boxes = SYSTEMS.map((units) => {
    const input = h("input", { type: "radio", name, value: units, id: `${name}-${units}`, dataset: { units } });
    input.addEventListener("change", () => store.set({ units }));
    return { units, input, row: h("div", { class: "choice" }, input, h("label", { for: input.id }, t(`units.${units}`))) };
  });
  const show = () => boxes.forEach(({ units, input }) => (input.checked = store.get().units === units));
  store.on(["units"], show);
  show();
  return h("fieldset", {}, h("legend", {}, t("units.title")), ...boxes.map((box) => box.row), h("p", { class: "muted small" }, t("units.note")));
}

function dayChoice(store) {
  const input = h("input", { type: "date", id: uniqueId("on"), min: "2018-01-01", max: pageState.today });
  const note = h("p", { class: "muted small", id: `${input.id}-note` }, t("on.note"));
  input.setAttribute("aria-describedby", note.id);
  input.addEventListener("change", () => store.set({ on: input.value }));
  const show = () => {
    input.value = store.get().on;
  };
  store.on(["on"], show);
  show();
  const clear = button(t("on.clear"), () => store.set({ on: "" }));
  return h("div", { class: "field" }, h("label", { for: input.id }, t("on.title")), h("div", { class: "with-button" }, input, clear), note);
}

export function viewPanel(store) {
  return h("section", { class: "view-panel", "aria-label": t("units.title") }, unitsChoice(store), dayChoice(store));
}

/** The filters by facts: fetched with their words when somebody opens or follows them; `onnamed` runs when they are there. */
export function followedPanel(store, onnamed) {
  const node = h("details", { class: "facet", dataset: { facet: "followed" } }, h("summary", {}, t("filter.followed")));
  async function load() {
    const { fillFollowed } = await import("./programme/filterpanel.js");
    await fillFollowed(node, store);
    onnamed();
  }
  if (FOLLOWED.some((name) => store.get().filter[name].length)) load();
  else node.addEventListener("toggle", load, { once: true });
  return node;
}
