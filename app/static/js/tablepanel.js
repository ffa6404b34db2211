// The table below the map: folded until somebody asks for it.

import { button, h } from "./dom.js";
import { t } from "./page.js";

export function createTablePanel(store, table, { bar, holder }) {
  const toggle = button(t("table.open"), () => store.set({ table: store.get().table ? "" : "products" }), {
    "aria-expanded": "false",
    class: "table-toggle",
    dataset: { action: "table" },
  });
  const body = h("div", { class: "results-body", id: "results-body", hidden: true }, table.node);
  toggle.setAttribute("aria-controls", body.id);
  bar.append(toggle);
  holder.append(body);

  function show() {
    const isOpen = Boolean(store.get().table);
    body.hidden = !isOpen;
    holder.classList.toggle("open", isOpen);
    toggle.setAttribute("aria-expanded", String(isOpen));
    toggle.textContent = t(isOpen ? "table.close" : "table.open");
    if (isOpen) table.refresh();
  }

  return { show, isOpen: () => !body.hidden };
}
