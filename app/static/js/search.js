// The search box: a combobox with a list, by mouse and by keyboard.

import { apiUrl, fetchJson } from "./api.js";
import { debounce, fill, h } from "./dom.js";
import { layerSpec, t } from "./page.js";

const SHOWN = 12;

function typeText(type) {
  return layerSpec(type)?.title ?? t(`search.${type}`);
}

function optionNode(item, i, choose) {
  return h(
    "li",
    { role: "option", id: `hit-${i}`, "aria-selected": "false", onmousedown: (event) => event.preventDefault(), onclick: () => choose(item) },
    h("span", { class: "hit-name" }, item.name),
    h("span", { class: "muted small" }, ` ${[typeText(item.type), item.detail].filter(Boolean).join(" · ")}`),
  );
}

/** `choose(item)` shows a hit on the map. */
export function createSearch(store, choose) {
  const input = h("input", {
    type: "search",
    id: "search",
    role: "combobox",
    autocomplete: "off",
    maxlength: "100",
    "aria-expanded": "false",
    "aria-controls": "search-hits",
    "aria-autocomplete": "list",
    placeholder: t("search.placeholder"),
  });
  const list = h("ul", { id: "search-hits", role: "listbox", "aria-label": t("search.results"), hidden: true });
  const status = h("p", { class: "visually-hidden", role: "status" });
  const node = h("div", { class: "search", role: "search" }, h("label", { for: "search", class: "visually-hidden" }, t("search.label")), input, list, status);
  let items = [];
  let active = -1;
  let controller = null;

  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function pick(item) {
    close();
    input.value = item.name;
    choose(item);
  }

  function open(nodes) {
    fill(list, ...nodes);
    list.hidden = false;
    active = -1;
    input.setAttribute("aria-expanded", "true");
  }

  function show(found) {
    items = found.slice(0, SHOWN);
    open(items.length ? items.map((item, i) => optionNode(item, i, pick)) : [h("li", { class: "muted" }, t("search.none"))]);
    status.textContent = t("search.count", { count: items.length });
  }

  function move(step) {
    if (list.hidden || !items.length) return;
    active = (active + step + items.length) % items.length;
    [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === active)));
    input.setAttribute("aria-activedescendant", `hit-${active}`);
    list.children[active].scrollIntoView({ block: "nearest" });
  }

  async function search() {
    const q = input.value.trim();
    controller?.abort();
    if (!q) return close();
    controller = new AbortController();
    try {
      show((await fetchJson(apiUrl("search", { q, units: store.get().units, limit: SHOWN }), controller.signal)).items);
    } catch (error) {
      if (error.name !== "AbortError") open([h("li", { class: "error" }, error.message)]);
    }
    return null;
  }

  input.addEventListener("input", debounce(search, 150));
  input.addEventListener("blur", () => setTimeout(close, 150));
  input.addEventListener("keydown", (event) => {
    const keys = { ArrowDown: () => move(1), ArrowUp: () => move(-1), Escape: close, Enter: () => items.length && !list.hidden && pick(items[Math.max(0, active)]) };
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  return { node, input };
}
