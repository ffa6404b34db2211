// The side panel: tabs on the left; on a phone a sheet at the bottom that can be folded away.

import { button, h } from "./dom.js";
import { t } from "./page.js";

function tabButton(name, select) {
  return button(t(`panel.${name}`), () => select(name), {
    role: "tab",
    id: `tab-${name}`,
    "aria-controls": `panel-${name}`,
    class: "tab",
  });
}

function panelOf(name, nodes) {
  return h("div", { role: "tabpanel", id: `panel-${name}`, "aria-labelledby": `tab-${name}`, class: "panel", tabindex: "-1" }, ...nodes);
}

/** Arrow keys walk along the tabs, as the ARIA pattern has it. */
function arrowKeys(event, names, current, select) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  select(names[(names.indexOf(current) + step + names.length) % names.length], true);
}

/** `panels`: {name: [nodes]} in order. */
export function createPanels(panels) {
  const names = Object.keys(panels);
  const tabs = new Map(names.map((name) => [name, tabButton(name, (chosen) => select(chosen))]));
  const bodies = new Map(names.map((name) => [name, panelOf(name, panels[name])]));
  const fold = button(t("panel.fold"), () => setFolded(!node.classList.contains("folded")), { class: "fold", "aria-expanded": "true" });
  const list = h("div", { role: "tablist", class: "tabs", "aria-label": t("panel.label") }, ...tabs.values());
  const node = h("div", { class: "panels" }, h("div", { class: "panel-bar" }, list, fold), ...bodies.values());
  let current = names[0];

  function setFolded(folded) {
    node.classList.toggle("folded", folded);
    fold.setAttribute("aria-expanded", String(!folded));
    fold.textContent = t(folded ? "panel.unfold" : "panel.fold");
  }

  function select(name, focus = false) {
    current = name;
    setFolded(false);
    for (const [key, tab] of tabs) {
      tab.setAttribute("aria-selected", String(key === name));
      tab.tabIndex = key === name ? 0 : -1;
      bodies.get(key).hidden = key !== name;
    }
    if (focus) tabs.get(name).focus();
  }

  list.addEventListener("keydown", (event) => arrowKeys(event, names, current, select));
  node.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && matchMedia("(max-width: 48rem)").matches) setFolded(true);
  });
  select(current);
  return { node, select, setFolded };
}
