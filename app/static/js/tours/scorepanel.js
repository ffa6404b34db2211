// What a tour is worth in the terms of OCOP: every figure says what it counts, every weight can be changed.

import { fill, h } from "../dom.js";
import { number } from "../format.js";
import { t } from "../page.js";
import { table } from "../desk/tables.js";
import { rangeText } from "./figures.js";

const MOST_WEIGHT = 10;
const PERCENT = 100;

const isKnown = (value) => value !== null && value !== undefined;
const shown = (value, digits) => (isKnown(value) ? number(value, digits) : "–");

const FIGURES = {
  share: (value) => `${number(value * PERCENT, 0)} %`,
  kg: (value) => t("score.kg", { kg: number(value, 1) }),
  per_hour: (value) => t("score.per_hour", { count: number(value, 1) }),
};

function valueText({ value, unit }) {
  if (!isKnown(value)) return t("score.unknown");
  return (FIGURES[unit] ?? ((plain) => number(plain, plain % 1 ? 2 : 0)))(value);
}

function weightInput(part, onweight) {
  const input = h("input", { type: "number", min: "0", max: String(MOST_WEIGHT), step: "0.5", autocomplete: "off", "aria-label": t("score.weight_of", { name: part.title }), dataset: { action: `weight-${part.key}` } });
  input.value = String(part.weight);
  input.addEventListener("change", () => input.validity.valid && input.value !== "" && onweight(part.key, input.valueAsNumber));
  return input;
}

function partsTable({ parts, total }, onweight) {
  const row = (part) => [h("span", {}, part.title, h("span", { class: "explanation" }, part.note.text)), valueText(part), shown(part.points, 1), weightInput(part, onweight)];
  return table(t("score.caption", { total: shown(total, 1) }), [[t("score.part")], [t("score.value"), true], [t("score.points"), true], [t("score.weight"), true]], parts.map(row), { id: "score" });
}

const counted = (counts) => Object.entries(counts ?? {}).filter(([, count]) => count > 0);

// The best stars first; what is unknown last.
function starsText(byStar) {
  const word = ([star, count]) => (/^\d$/.test(star) ? t("score.stars", { stars: star, count }) : t("score.no_stars", { count }));
  return counted(byStar).sort(([a], [b]) => b.localeCompare(a) * (/^\d$/.test(a) && /^\d$/.test(b) ? 1 : -1)).map(word).join(", ");
}

function groupsText(byGroup) {
  return counted(byGroup).map(([group, count]) => (group === "unknown" ? t("score.no_group", { count }) : `${t(`product_group.${group}`)}: ${count}`)).join(", ");
}

function facts({ products, communes, drive_min: drive, co2_kg: co2 }) {
  const person = isKnown(co2.per_person) ? t("score.co2_person", { kg: number(co2.per_person, 1) }) : "";
  const lines = [
    [t("score.products"), [number(products.count), starsText(products.by_star), groupsText(products.by_group)].filter(Boolean).join("; ")],
    [t("score.communes"), t("score.communes_line", { visited: communes.visited, remote: communes.remote })],
    [t("score.drive"), rangeText(drive)],
    [t("score.co2"), [t("score.kg", { kg: number(co2.value, 1) }), person, co2.note.text].filter(Boolean).join(" · ")],
  ];
  return h("dl", { class: "facts" }, ...lines.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
}

/** @param onweight(key, weight) somebody gives a part another weight */
export function createScorePanel(onweight) {
  const node = h("section", { class: "score", hidden: true });

  function show(score) {
    node.hidden = !score;
    if (score) fill(node, h("h3", {}, t("score.title")), partsTable(score, onweight), facts(score));
  }

  return { node, show };
}
