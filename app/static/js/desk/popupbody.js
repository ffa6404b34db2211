// What a popup is made of, on every desk.

import { h } from "../dom.js";

/** A popup's body: a title, and lines of label and value. */
export function popupBody(title, lines, ...more) {
  const facts = lines.filter(([, value]) => value !== "" && value !== null && value !== undefined);
  const list = h("dl", { class: "facts popup-facts" }, ...facts.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
  return h("article", { class: "popup" }, h("h3", {}, title), list, ...more);
}
