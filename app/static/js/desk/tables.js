// Small tables of plain values; a wide one scrolls in its own box, which the keyboard can reach.

import { h } from "../dom.js";

/** `columns`: [title, isNumber]; `rows`: cells, the first one names the row. */
export function table(caption, columns, rows, attributes = {}) {
  const look = (isNumber) => (isNumber ? "number" : null);
  const head = columns.map(([title, isNumber]) => h("th", { scope: "col", class: look(isNumber) }, title));
  const body = rows.map((cells) =>
    h("tr", {}, ...cells.map((cell, at) => (at ? h("td", { class: look(columns[at][1]) }, cell) : h("th", { scope: "row" }, cell)))),
  );
  const found = h("table", attributes, h("caption", {}, caption), h("thead", {}, h("tr", {}, ...head)), h("tbody", {}, ...body));
  return h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": caption }, found);
}
