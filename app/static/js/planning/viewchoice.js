// What the map shows of a plan: the colour of the communes, candidates that were not chosen, before beside after.

import { h } from "../dom.js";
import { t } from "../page.js";
import { radios, tick } from "../desk/fields.js";

export function createViewChoice(onchange) {
  const state = { by: "served", free: true, swiping: false };
  const set = (name) => (value) => {
    state[name] = value;
    onchange();
  };
  const colours = radios(t("choice.colour"), [["served", t("choice.served"), ""], ["minutes", t("choice.minutes"), ""]], state.by, set("by"), "colour");
  const free = tick(t("choice.free"), state.free, set("free"), { show: "free" });
  const swipe = tick(t("choice.swipe"), state.swiping, set("swiping"), { show: "swipe" });
  return { node: h("div", {}, colours, free, swipe), get: () => state };
}
