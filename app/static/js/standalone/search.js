// In place of search.js: a commune that is found shows its page too.

import { createSearch as createMapSearch } from "../search.js";
import { pageOf } from "./inside.js";
import { openSheet } from "./sheet.js";

export function createSearch(store, choose) {
  return createMapSearch(store, async (item) => {
    await choose(item);
    const { units } = store.get();
    if (item.type === "commune" && pageOf(units, item.id)) openSheet(`${units}-${item.id}`);
  });
}
