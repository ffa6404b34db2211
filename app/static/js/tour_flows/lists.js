// The lists beside the map: communes left out, places for signs, spots for a sales point, most driven stretches.

import { button, fill, h } from "../dom.js";
import { collator, number } from "../format.js";
import { t } from "../page.js";
import { table } from "../desk/tables.js";
import { rowButton, signPicture } from "./flowmap.js";
import { signLine } from "./popups.js";

const FIRST = 20;
const STRETCHES = 10;

/** A list whose rest is shown on demand. */
function long(items, make, attributes) {
  const list = h("ol", attributes, ...items.slice(0, FIRST).map(make));
  if (items.length <= FIRST) return [list];
  const more = button(t("flows.more", { count: number(items.length) }), () => {
    list.append(...items.slice(FIRST).map(make));
    list.children[FIRST].querySelector("button")?.focus();
    more.remove();
  });
  return [list, more];
}

export function notesOf(answer) {
  return h("section", {}, h("h3", {}, t("flows.notes")), h("ul", { class: "notes" }, ...answer.notes.map((note) => h("li", {}, note))));
}

function leftItem(row, reveal) {
  const lines = [
    t(`flow_why.${row.why}`),
    row.passing ? t("flows.left_passing", { count: number(row.passing) }) : null,
    row.products.length ? t("flows.left_products", { names: row.products.join(", ") }) : null,
    row.villages.length ? t("flows.left_villages", { names: row.villages.join(", ") }) : null,
    row.stops.length ? t("flows.left_stops", { names: row.stops.join(", ") }) : null,
    row.why === "district_only" ? t("flows.left_district", { count: number(row.district_only), district: row.district }) : null,
  ];
  return h("li", { dataset: { commune: row.code, why: row.why } }, rowButton(row.name, () => reveal(`commune:${row.code}`)), ...lines.filter(Boolean).map((line) => h("p", { class: "small" }, line)));
}

export function showLeftOut(place, answer, reveal) {
  const rows = answer.features.map(({ properties }) => properties);
  const left = rows.filter((row) => row.why).sort((a, b) => b.products.length + b.villages.length - a.products.length - a.villages.length || collator.compare(a.name, b.name));
  const uncovered = answer.states.no_records ?? 0;
  fill(
    place,
    h("h3", {}, t("flows.left_title", { count: number(left.length) })),
    left.length ? null : h("p", {}, t("flows.left_none")),
    ...(left.length ? long(left, (row) => leftItem(row, reveal), { class: "flow-list", dataset: { list: "left" } }) : []),
    uncovered ? h("p", { class: "note small" }, t("flows.left_no_records", { count: number(uncovered) })) : null,
    notesOf(answer),
  );
}

function signItem({ properties: row }, reveal) {
  const head = h("div", { class: "flow-head" }, signPicture(row.kind, String(row.number)), rowButton(row.text, () => reveal(`flow-signs:${row.number}`)));
  return h("li", { dataset: { sign: row.kind } }, head, h("p", { class: "small" }, signLine(row)), h("p", { class: "muted small" }, t(`sign_spot.${row.spot}`)));
}

export function showSigns(place, answer, reveal) {
  fill(
    place,
    h("h3", {}, t("flows.signs_title", { count: number(answer.count) })),
    ...(answer.count ? long(answer.features, (feature) => signItem(feature, reveal), { class: "flow-list", dataset: { list: "signs" } }) : [h("p", {}, t("flows.signs_none"))]),
    notesOf(answer),
  );
}

export function showSpots(place, answer, reveal, planning) {
  const rows = answer.features.map(({ properties: row }) => [rowButton(`${row.number}. ${row.name}`, () => reveal(`flow-spots:${row.number}`)), number(row.tours), number(row.residents)]);
  const columns = [[t("flows.spot"), false], [t("flows.spot_tours"), true], [t("flows.spot_residents"), true]];
  const title = t("flows.spots_title", { count: number(answer.count) });
  fill(
    place,
    h("p", {}, h("a", { href: planning, dataset: { action: "to-planning" } }, t("flows.to_planning"))),
    rows.length ? table(title, columns, rows, { id: "spots" }) : h("p", {}, t("flows.spots_none")),
    notesOf(answer),
  );
}

/** The most driven stretches: by keyboard they are reached from here. */
export function stretchList(answer, reveal) {
  const every = answer.features.map(({ properties }, place) => ({ properties, place })).reverse().slice(0, STRETCHES);
  const item = ({ properties, place }) => h("li", {}, rowButton(t("flows.stretch_line", { between: properties.between.join(" – "), count: number(properties.tours), km: number(properties.km) }), () => reveal(place)));
  return h("section", {}, h("h3", {}, t("flows.stretches_title")), h("ol", { class: "flow-list", dataset: { list: "stretches" } }, ...every.map(item)));
}
