// A box to find a place by name: a combobox with a list, by mouse, finger and keyboard.

import { fill, h, uniqueId } from "../dom.js";
import { t } from "../page.js";

/**
 * @param find(text) → [{name, detail}]
 * @param choose(item) what happens to a hit
 * @param keeps whether the box shows the hit afterwards, or is empty for the next one
 */
export function placeSearch({ label, find, choose, name, keeps = false, placeholder = t("place.placeholder") }) {
  const id = uniqueId("place");
  const input = h("input", { type: "search", id, role: "combobox", autocomplete: "off", maxlength: "100", spellcheck: false, placeholder, "aria-expanded": "false", "aria-controls": `${id}-hits`, "aria-autocomplete": "list", dataset: { search: name } });
  const list = h("ul", { id: `${id}-hits`, role: "listbox", "aria-label": t("search.results"), hidden: true });
  const status = h("p", { class: "visually-hidden", role: "status" });
  const node = h("div", { class: "field place-search" }, h("label", { for: id }, label), input, list, status);
  let items = [];
  let active = -1;

  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function pick(item) {
    close();
    input.value = keeps ? item.name : "";
    choose(item);
  }

  const option = (item, at) =>
    h("li", { role: "option", id: `${id}-${at}`, "aria-selected": "false", onmousedown: (event) => event.preventDefault(), onclick: () => pick(item) }, h("span", { class: "hit-name" }, item.name), h("span", { class: "muted small" }, ` ${item.detail ?? ""}`));

  function show() {
    if (!input.value.trim()) {
      close();
      return;
    }
    items = find(input.value);
    active = -1;
    fill(list, ...(items.length ? items.map(option) : [h("li", { class: "muted" }, t("place.none"))]));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    // Not under the bar at the foot of the panel.
    list.scrollIntoView({ block: "nearest" });
    status.textContent = t("search.count", { count: items.length });
  }

  function move(step) {
    if (list.hidden || !items.length) return;
    active = (active + step + items.length) % items.length;
    [...list.children].forEach((one, at) => one.setAttribute("aria-selected", String(at === active)));
    input.setAttribute("aria-activedescendant", `${id}-${active}`);
    list.children[active].scrollIntoView({ block: "nearest" });
  }

  function onKey(event) {
    const enter = () => !list.hidden && items.length && pick(items[Math.max(0, active)]);
    const run = { ArrowDown: () => move(1), ArrowUp: () => move(-1), Enter: enter, Escape: close }[event.key];
    if (!run) return;
    // Neither the form is sent nor the sheet of a telephone folded by a key that is meant for the list.
    event.preventDefault();
    event.stopPropagation();
    run();
  }

  input.addEventListener("input", show);
  input.addEventListener("blur", () => setTimeout(close, 150));
  input.addEventListener("keydown", onKey);
  return { node, input };
}
