// In place of table.js: the same table without its file, which only a server makes.

import { createTable as createMapTable, tableQuery } from "../table.js";

export function createTable(store, parts) {
  const table = createMapTable(store, parts);
  table.node.querySelector("[data-action=csv]").remove();
  return table;
}

export { tableQuery };
