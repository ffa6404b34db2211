// What is known of a stop, and what is only assumed: products, worth, hours, sources. Every text is a text node.

import { h } from "../dom.js";
import { number } from "../format.js";
import { pageState, t } from "../page.js";
import { clock } from "./dates.js";

const MOST_PRODUCTS = 8;
const MOST_IN_LINE = 3;
// Role of a record → the first part of the address of its page.
const PAGES = { producer: "producers", craft_village: "craft-villages", sales_point: "sales-points", market: "markets", sight: "sights", product: "products" };

/** Hours of one day in words; null: always open, none: closed. */
export function openText(hours, day) {
  if (hours === null || hours === undefined) return t("stop.always");
  if (!hours.length) return t("stop.closed");
  return hours.map(([from, to]) => `${clock(from, day)}–${clock(to, day)}`).join(", ");
}

function starsText({ stars, recognised }) {
  if (!recognised) return t("stop.evaluated");
  return stars === null || stars === undefined ? t("stop.stars_unknown") : t("stop.stars", { stars });
}

function productItem(product) {
  const group = product.group ? t(`product_group.${product.group}`) : "";
  const link = h("a", { href: `${pageState.prefix}/products/${encodeURIComponent(product.id)}` }, product.name);
  const facts = [starsText(product), group].filter(Boolean).join(" · ");
  return h("li", {}, link, h("span", { class: "muted small" }, ` ${facts}`), product.inferred ? h("span", { class: "inferred small" }, ` ${t("stop.inferred")}`) : null);
}

/** The first products of a stop in one line; null where there are none. */
export function productLine(products) {
  if (!products.length) return null;
  const names = products.slice(0, MOST_IN_LINE).map(({ name, stars, recognised }) => (recognised && stars ? `${name} (${stars}★)` : name));
  const rest = products.length - names.length;
  const text = [names.join(", "), rest > 0 ? t("stop.more_products", { count: rest }) : ""].filter(Boolean).join(", ");
  return h("p", { class: "small product-line" }, t("stop.product_line", { names: text }));
}

export function productList(products) {
  if (!products.length) return null;
  const rest = products.length - MOST_PRODUCTS;
  const hidden = rest > 0 ? h("details", {}, h("summary", {}, t("stop.more_products", { count: rest })), h("ul", {}, ...products.slice(MOST_PRODUCTS).map(productItem))) : null;
  return h("div", { class: "stop-products" }, h("p", {}, t("stop.products", { count: products.length })), h("ul", {}, ...products.slice(0, MOST_PRODUCTS).map(productItem)), hidden);
}

/** Links to the pages of the records that make up a stop. */
export function recordLinks(records) {
  const known = records.filter(({ role }) => PAGES[role]);
  if (!known.length) return null;
  const link = ({ role, id, name }) => h("li", {}, h("a", { href: `${pageState.prefix}/${PAGES[role]}/${encodeURIComponent(id)}` }, name), h("span", { class: "muted small" }, ` ${t(`role.${role}`)}`));
  return h("div", { class: "stop-records" }, h("p", {}, t("stop.records")), h("ul", {}, ...known.map(link)));
}

/** Why a stop is worth it, the weightiest first. */
function worthList(stop) {
  if (!stop.why?.length) return h("p", {}, t(stop.own ? "stop.own_worth" : "stop.no_worth"));
  const item = ({ interest, value, why }) => h("li", {}, `${t(`interest.${interest}`)}: ${why.text} `, h("span", { class: "muted" }, t("stop.points", { points: number(value, 1) })));
  return h("div", {}, h("p", {}, t("stop.worth", { points: number(stop.prize, 1) })), h("ul", {}, ...stop.why.map(item)));
}

const FLAGS = { visit_assumed: "stop.visit_assumed", hours_assumed: "stop.hours_assumed", days_assumed: "stop.days_assumed" };

/** What nobody knows for sure, said as such: the notes say what is assumed and why. */
function assumptionList(stop) {
  const notes = (stop.notes ?? []).map((note) => note.text);
  const lines = notes.length ? notes : Object.keys(FLAGS).filter((name) => stop[name]).map((name) => t(FLAGS[name]));
  if (!lines.length) return null;
  return h("div", { class: "stop-assumed" }, h("p", {}, t("stop.assumed")), h("ul", {}, ...lines.map((line) => h("li", {}, line))));
}

// An address is shown as the name of its host, and is no link: whom to trust is for the office to say.
const sourceText = (source) => (URL.canParse(source) ? new URL(source).hostname || source : source);

function sourceLine(sources) {
  const names = [...new Set(sources.map(sourceText))];
  return names.length ? h("p", { class: "muted small" }, t("stop.sources", { names: names.join("; ") })) : null;
}

function money(fee) {
  const [from, to] = fee.map((amount) => number(amount, 0));
  return t("stop.fee", { amount: from === to ? from : `${from}–${to}` });
}

/** All that is known of a stop, folded under its visit. */
export function stopFacts(stop) {
  const fee = stop.entry_fee_vnd ? h("p", {}, money(stop.entry_fee_vnd)) : null;
  const also = stop.also?.length ? h("p", {}, t("stop.also", { names: stop.also.join(", ") })) : null;
  const crafts = stop.crafts?.length ? h("p", {}, t("stop.crafts", { names: stop.crafts.map((craft) => craft.name).join(", ") })) : null;
  return [worthList(stop), productList(stop.products ?? []), crafts, also, fee, assumptionList(stop), recordLinks(stop.records ?? []), sourceLine(stop.sources ?? [])];
}
