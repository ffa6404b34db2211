// Popups are DOM nodes: every text from data is a text node.

import { date, number } from "./format.js";
import { h } from "./dom.js";
import { isInferred } from "./filterindex.js";
import { label, layerSpec, pageState, t } from "./page.js";
import { pageUrl } from "./api.js";

/** Layer → the first part of the address of its pages. */
export const PAGES = {
  communes: "communes",
  districts: "districts",
  products: "products",
  producers: "producers",
  craft_villages: "craft-villages",
  material_zones: "zones",
  sales_points: "sales-points",
  markets: "markets",
  sights: "sights",
  planned_sites: "planned-sites",
  chain_breaks: "chain",
  chain_unknown: "chain",
};

// Said by the title or by the closing note of the popup, or of no use to a reader.
const SKIPPED = new Set(["id", "name", "placement", "in_system", "confidence", "inferred", "roles", "place_id"]);
const CODED = { commune: "commune_code", district: "district_code" };

export function formatValue(fieldSpec, value) {
  if (value === null || value === undefined || value === "") return "";
  if (fieldSpec.kind === "number") return number(value);
  if (fieldSpec.kind === "date") return date(value);
  if (fieldSpec.kind === "flag") return label("flag", String(value));
  if (fieldSpec.kind === "list") return listText(fieldSpec.name, value);
  if (fieldSpec.kind.startsWith("code:")) return label(fieldSpec.kind.slice(5), value);
  return String(value);
}

const LIST_VOCABULARY = { weekdays: "weekday", roles: "role", inferred: "inferred" };

function listText(name, value) {
  const items = Array.isArray(value) ? value : [value];
  return items.map((item) => label(LIST_VOCABULARY[name] ?? name, item)).join(", ");
}

function inferredMark(properties, name) {
  return isInferred(properties, name) ? h("span", { class: "inferred" }, ` ${t("value.inferred")}`) : null;
}

function valueNode(fieldSpec, properties, state) {
  const text = formatValue(fieldSpec, properties[fieldSpec.name]);
  const code = properties[CODED[fieldSpec.name]];
  if (code) return h("a", { href: pageUrl(PAGES[`${fieldSpec.name}s`], code, state) }, text);
  if (fieldSpec.name === "producer" && properties.producer_id) {
    return h("a", { href: pageUrl("producers", properties.producer_id, state) }, text);
  }
  return document.createTextNode(text);
}

function factRow(fieldSpec, properties, state) {
  if (!formatValue(fieldSpec, properties[fieldSpec.name])) return [];
  return [
    h("dt", {}, fieldSpec.title),
    h("dd", {}, valueNode(fieldSpec, properties, state), inferredMark(properties, fieldSpec.name)),
  ];
}

function facts(spec, properties, state) {
  const shown = spec.fields.filter((f) => !f.hidden && !SKIPPED.has(f.name));
  return h("dl", { class: "facts popup-facts" }, ...shown.flatMap((f) => factRow(f, properties, state)));
}

/** Why the symbol stands where it stands. */
export function placementNote(properties) {
  if (properties.in_system === "outside") return t("placement.outside");
  if (properties.in_system === "district_only") return t("placement.district_only");
  if (properties.in_system === "not_placed") return t("placement.not_placed");
  if (properties.placement === "commune") return t("placement.commune");
  if (!properties.placement) return "";
  return t("placement.other", { how: label("placement", properties.placement) });
}

function roleLine(key, properties, otherRoles) {
  const roles = properties.roles ?? [];
  if (roles.length < 2) return null;
  const links = otherRoles.map(({ key: other, feature, href }) =>
    h("li", {}, h("a", { href }, `${layerSpec(other).title}: ${feature.properties.name}`)),
  );
  return h(
    "div",
    { class: "roles" },
    h("p", {}, t("popup.roles", { roles: roles.map((role) => label("role", role)).join(", ") })),
    links.length ? h("ul", {}, ...links) : null,
  );
}

// A number is told with the day that its status is of, and with the base date of the data.
function basisLine(key, state) {
  const words = { date: date(pageState.data_date), day: date(state.on || pageState.today) };
  return h("p", { class: "muted small" }, t(key === "products" ? "popup.basis_status" : "popup.basis", words));
}

function figureRow(figure) {
  if (!figure) return null;
  return h("p", { class: "popup-figure" }, `${figure.title}: `, h("strong", {}, figure.text));
}

/**
 * The popup of a record or a unit. `otherRoles`: the same place in other layers on screen; `figure`: what the
 * colour of a commune says.
 */
export function popupNode(key, feature, state, otherRoles = [], figure = null) {
  const { properties } = feature;
  const spec = layerSpec(key);
  const id = properties.id ?? properties.code;
  const note = placementNote(properties);
  return h(
    "article",
    { class: "popup", dataset: { key } },
    h("h3", {}, properties.name, inferredMark(properties, "name")),
    h("p", { class: "muted small" }, spec.title),
    figureRow(figure),
    facts(spec, properties, state),
    roleLine(key, properties, otherRoles),
    note ? h("p", { class: "note small" }, note) : null,
    basisLine(key, state),
    spec.note ? h("p", { class: "muted small" }, spec.note) : null,
    PAGES[key] && id ? h("p", {}, h("a", { href: pageUrl(PAGES[key], id, state), class: "popup-page" }, t("popup.page"))) : null,
  );
}
