// What the tour leaves out, and why; searchable, and every one can be added all the same.

import { button, debounce, fill, h, uniqueId } from "../dom.js";
import { fold } from "../fold.js";
import { collator } from "../format.js";
import { t } from "../page.js";

const SHOWN = 15;

/** @param add(id) */
export function createSkippedList(add) {
  const input = h("input", { type: "search", id: uniqueId("skipped"), maxlength: "100", autocomplete: "off", dataset: { field: "skipped" } });
  const list = h("ul", { class: "skipped-list" });
  const count = h("p", { class: "muted small", role: "status" });
  const title = h("summary", {});
  const node = h("details", { class: "skipped", hidden: true }, title, h("div", { class: "field" }, h("label", { for: input.id }, t("skipped.search")), input), count, list);
  let all = [];

  function item({ stop, name, why }) {
    return h("li", {}, h("div", {}, h("span", { class: "hit-name" }, name), h("p", { class: "muted small" }, why?.text ?? "")), button(t("skipped.add"), () => add(stop), { dataset: { action: "add-anyway" }, "aria-label": t("skipped.add_of", { name }) }));
  }

  function draw() {
    const plain = fold(input.value);
    const found = all.filter((one) => !plain || fold(`${one.name} ${one.why?.text ?? ""}`).includes(plain));
    fill(list, ...found.slice(0, SHOWN).map(item));
    count.textContent = found.length > SHOWN ? t("skipped.more", { shown: SHOWN, count: found.length }) : t("skipped.count", { count: found.length });
  }

  function show(skipped) {
    all = [...skipped].sort((a, b) => collator.compare(a.name ?? "", b.name ?? ""));
    node.hidden = !all.length;
    title.textContent = t("skipped.title", { count: all.length });
    draw();
  }

  input.addEventListener("input", debounce(draw, 120));
  return { node, show };
}
