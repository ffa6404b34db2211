// What the file says about itself: dates, filter, layers with their sources, licences, what is not inside.

import { h } from "../dom.js";
import { about } from "./inside.js";

function lines(pairs) {
  return h("dl", { class: "facts" }, ...pairs.flatMap(([title, text]) => [h("dt", {}, title), h("dd", {}, text)]));
}

function layer({ title, pairs }) {
  return h("details", { class: "about-layer" }, h("summary", {}, title), lines(pairs));
}

function licence({ title, text }) {
  return h("details", {}, h("summary", {}, title), h("pre", {}, text));
}

export function aboutSheet() {
  return h(
    "article",
    { class: "about-sheet" },
    h("h2", {}, about.title),
    ...about.notes.map((text) => h("p", {}, text)),
    lines(about.pairs),
    h("h3", {}, about.layers_title),
    ...about.layers.map(layer),
    h("h3", {}, about.licences_title),
    ...about.licences.map(licence),
  );
}
