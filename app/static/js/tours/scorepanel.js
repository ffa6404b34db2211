// What a tour is worth in the terms of OCOP, with every weight on view.

import { fill, h } from "../dom.js";
import { number } from "../format.js";
import { t } from "../page.js";
import { table } from "../desk/tables.js";
import { rangeText } from "./figures.js";

const isKnown = (value) => value !== null && value !== undefined;
const shown = (value, digits) => (isKnown(value) ? number(value, digits) : "–");

function partsTable({ parts, total }) {
  const rows = parts.map((part) => [h("span", {}, part.title ?? t(`score.${part.key}`), part.note?.text ? h("span", { class: "explanation" }, part.note.text) : null), isKnown(part.value) ? `${number(part.value)} ${part.unit ? t(`unit.${part.unit}`) : ""}`.trim() : t("score.unknown"), shown(part.points, 1), shown(part.weight)]);
  return table(t("score.caption", { total: shown(total, 1) }), [[t("score.part")], [t("score.value"), true], [t("score.points"), true], [t("score.weight"), true]], rows, { id: "score" });
}

function starsText(byStar) {
  return Object.entries(byStar ?? {}).filter(([, count]) => count).map(([star, count]) => (/^\d$/.test(star) ? t("score.stars", { stars: star, count }) : t("score.no_stars", { count }))).join(", ");
}

function groupsText(byGroup) {
  return Object.entries(byGroup ?? {}).filter(([, count]) => count).map(([group, count]) => `${t(`product_group.${group}`)} ${count}`).join(", ");
}

function facts(score) {
  const { products, communes, co2_kg: co2 } = score;
  const lines = [
    products ? [t("score.products"), [number(products.count), starsText(products.by_star), groupsText(products.by_group)].filter(Boolean).join("; ")] : null,
    isKnown(score.producers) ? [t("score.producers"), number(score.producers)] : null,
    communes ? [t("score.communes"), t("score.communes_line", { visited: communes.visited, remote: communes.remote })] : null,
    score.drive_min ? [t("score.drive"), rangeText(score.drive_min)] : null,
    co2 && isKnown(co2.value) ? [t("score.co2"), [t("score.co2_line", { kg: number(co2.value, 1), factor: number(co2.factor_g_km) }), isKnown(co2.per_person) ? t("score.co2_person", { kg: number(co2.per_person, 1) }) : "", co2.note?.text ?? ""].filter(Boolean).join(" ")] : null,
  ].filter(Boolean);
  return h("dl", { class: "facts" }, ...lines.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
}

export function createScorePanel() {
  const node = h("section", { class: "score", hidden: true });

  function show(score) {
    node.hidden = !score;
    if (score) fill(node, h("h3", {}, t("score.title")), partsTable(score), facts(score));
  }

  return { node, show };
}
