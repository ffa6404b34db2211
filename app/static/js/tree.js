// The tree of layers: ticked, faded, loading, failed.

import { button, fill, h, uniqueId } from "./dom.js";
import { number } from "./format.js";
import { catalogue, layerSpecs, t } from "./page.js";

function withLayer(layers, key, opacity) {
  const next = {};
  // Catalogue order, so that one choice has one address.
  for (const spec of layerSpecs) {
    const value = spec.key === key ? opacity : layers[spec.key];
    if (value !== undefined && value !== null) next[spec.key] = value;
  }
  return next;
}

function opacitySlider(spec, store) {
  const slider = h("input", {
    type: "range",
    min: "10",
    max: "100",
    step: "10",
    "aria-label": t("tree.opacity", { layer: spec.title }),
  });
  slider.value = String(Math.round((store.get().layers[spec.key] ?? 1) * 100));
  slider.addEventListener("input", () => {
    const { layers } = store.get();
    if (spec.key in layers) store.set({ layers: withLayer(layers, spec.key, Number(slider.value) / 100) });
  });
  return slider;
}

function layerRow(spec, store) {
  const id = uniqueId("layer");
  const box = h("input", { type: "checkbox", id, dataset: { layer: spec.key } });
  const state = h("span", { class: "layer-state muted small", role: "status" });
  const slider = opacitySlider(spec, store);
  box.addEventListener("change", () => {
    store.set({ layers: withLayer(store.get().layers, spec.key, box.checked ? Number(slider.value) / 100 : null) });
  });
  const row = h(
    "li",
    { class: "layer-row", dataset: { layer: spec.key } },
    h("div", { class: "choice" }, box, h("label", { for: id }, spec.title), state),
    slider,
  );
  const show = () => {
    box.checked = spec.key in store.get().layers;
    slider.hidden = !box.checked;
  };
  store.on(["layers"], show);
  show();
  return { row, state };
}

function groupTitle(key) {
  const group = (catalogue.groups ?? []).find((one) => one.key === key);
  return group?.title ?? key;
}

/** @returns {node, report(key, {loading, count, error, retry})} */
export function createTree(store) {
  const states = new Map();
  const groups = [...new Set(layerSpecs.map((spec) => spec.group))];
  const node = h(
    "section",
    { class: "layer-tree", "aria-label": t("tree.title") },
    ...groups.map((group) =>
      h(
        "fieldset",
        {},
        h("legend", {}, groupTitle(group)),
        h(
          "ul",
          {},
          ...layerSpecs
            .filter((spec) => spec.group === group)
            .map((spec) => {
              const { row, state } = layerRow(spec, store);
              states.set(spec.key, state);
              return row;
            }),
        ),
      ),
    ),
  );

  function report(key, { loading, count, drawn, error, retry }) {
    const state = states.get(key);
    if (!state) return;
    state.classList.toggle("failed", Boolean(error));
    if (loading) fill(state, t("loading"));
    else if (error) fill(state, `${t("load_failed")} ${error.message} `, button(t("retry"), retry, { class: "button-plain" }));
    else if (drawn !== undefined && drawn !== count) fill(state, t("tree.drawn", { drawn: number(drawn), count: number(count) }));
    else if (count !== undefined) fill(state, `(${number(count)})`);
  }

  return { node, report };
}
