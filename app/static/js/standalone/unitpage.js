// The page of a commune: figures, tables and lists as the site's own page says them, all of them made by the
// server. Rows lead to their records on the map.

import { h } from "../dom.js";
import { t } from "../page.js";
import { pageUrl } from "./api.js";
import { pageOf, sharedOf } from "./inside.js";

function recordLink(path, id, text, units) {
  return h("a", { href: pageUrl(path, id, { units }) }, text);
}

function card([path, text], value, shared) {
  const note = path === "products" && !value ? h("span", { class: "small muted" }, ` ${shared.none_named}`) : null;
  return h("div", { class: "card", dataset: { figure: path } }, h("span", { class: "figure" }, value || shared.none), ` ${text}`, note);
}

function countTable(name, caption, { headings, rows }, numbers) {
  const row = (text, i) => h("tr", {}, h("th", { scope: "row" }, text), h("td", { class: "number" }, numbers[i]));
  return h(
    "table",
    { dataset: { table: name } },
    h("caption", {}, caption),
    h("thead", {}, h("tr", {}, ...headings.map((text, i) => h("th", { scope: "col", class: i ? "number" : "" }, text)))),
    h("tbody", {}, ...rows.map(row)),
  );
}

function figures(page, shared) {
  if (!page.figures) return [h("p", { class: "note" }, page.no_data)];
  return [
    h("p", { class: "small muted" }, shared.base),
    h("div", { class: "cards" }, ...shared.figures.map((one, i) => card(one, page.figures[i], shared))),
    page.status ? countTable("status", page.status_caption, shared.status, page.status) : null,
    page.stars ? countTable("stars", shared.stars.caption, shared.stars, page.stars) : null,
    page.inferred ? h("p", { class: "inferred" }, page.inferred) : null,
  ];
}

function facts(rows) {
  return h("dl", { class: "facts" }, ...rows.flatMap(([title, text]) => [h("dt", {}, title), h("dd", {}, text)]));
}

function linkedUnit({ units, code, text }) {
  return h("li", {}, pageOf(units, code) ? h("a", { href: `#sheet=${units}-${code}` }, text) : text);
}

function otherUnits({ title, rows }) {
  return [h("h4", {}, title), h("ul", {}, ...rows.map(linkedUnit))];
}

function links(path, rows, units) {
  return h("ul", { class: "link-list" }, ...rows.map(([id, name, beside]) => h("li", {}, recordLink(path, id, name, units), beside)));
}

function productRow([id, name, producerId, producer, ...others], units) {
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, recordLink("products", id, name, units)),
    h("td", {}, producerId ? recordLink("producers", producerId, producer, units) : producer),
    ...others.map((text) => h("td", {}, text)),
  );
}

function productTable({ caption, rows }, { title, headings, base_date: baseDate }, units) {
  return h(
    "div",
    { class: "table-scroll", tabindex: "0", role: "region", "aria-label": title },
    h(
      "table",
      { dataset: { table: "products" } },
      h("caption", {}, `${caption} ${baseDate}`),
      h("thead", {}, h("tr", {}, ...headings.map((text) => h("th", { scope: "col" }, text)))),
      h("tbody", {}, ...rows.map((row) => productRow(row, units))),
    ),
  );
}

function products(found, shared, units) {
  const { evaluated } = found;
  return [
    h("h3", {}, shared.products.title),
    found.rows.length ? productTable(found, shared.products, units) : h("p", { class: "muted" }, shared.none),
    ...(evaluated.length ? [h("h4", {}, shared.products.evaluated), links("products", evaluated, units)] : []),
  ];
}

function list({ path, title, notes }, found, shared, units) {
  const lines = found ? [found.count, ...notes] : [];
  return h(
    "section",
    { dataset: { list: path } },
    h("h3", {}, title),
    ...lines.map((text) => h("p", { class: "small muted" }, text)),
    found ? links(path, found.rows, units) : h("p", { class: "muted" }, shared.none),
  );
}

function records(page, shared, units) {
  if (!page.products) return [];
  return [...products(page.products, shared, units), ...shared.lists.map((one) => list(one, page.lists[one.path], shared, units))];
}

/** The node of a page; `units` is its unit system. */
export function unitSheet(page, units) {
  const shared = sharedOf(units);
  return h(
    "article",
    { class: "unit-sheet" },
    h("h2", {}, page.title),
    h("p", { class: "lead" }, page.lead),
    ...page.remarks.map((text) => h("p", { class: "note" }, text)),
    h("h3", {}, t("atlas.figures")),
    ...figures(page, shared),
    h("h3", {}, t("atlas.unit")),
    facts(page.facts),
    ...page.other_units.flatMap(otherUnits),
    ...records(page, shared, units),
  );
}
