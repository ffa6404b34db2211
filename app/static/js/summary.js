// The numbers on the screen, each with its base date, unit system and filter beside it.

import { button, fill, h } from "./dom.js";
import { collator, date, dateOf, number } from "./format.js";
import { label, pageState, t } from "./page.js";
import { pageUrl } from "./api.js";

const STATUSES = ["in_force", "lapsed", "undetermined"];
const LEFT_OVER = ["district_only", "not_placed", "outside"];

function figure(value, text, attributes = {}) {
  return h("div", { class: "figure-box", ...attributes }, h("strong", {}, number(value)), h("span", {}, text));
}

// Three values side by side, never one sum.
function statuses(numbers) {
  return h(
    "div",
    { class: "figures", role: "group", "aria-label": t("summary.status") },
    ...STATUSES.map((status) => figure(numbers.by_status[status], label("status", status), { dataset: { status } })),
  );
}

function leftOver(numbers, name, openList) {
  const text = t(`summary.${name}`);
  const value = numbers[name];
  if (!value) return h("li", {}, `${text}: ${number(value)}`);
  return h("li", {}, button(`${text}: ${number(value)}`, () => openList(name), { class: "button-plain", dataset: { list: name } }));
}

/** Base date, day, unit system and filter, in words. */
export function basisText(state, filterWords, dataDate) {
  return t("summary.basis", {
    date: date(dataDate),
    on: state.on ? t("summary.on", { date: date(state.on) }) : t("summary.any_day"),
    units: t(`units.short.${state.units}`),
    filter: filterWords,
  });
}

// Open where there is room; where the reader left it after that.
function moreLines(element, numbers, state) {
  const before = element.querySelector("details.more");
  const isOpen = before ? before.open : matchMedia("(min-width: 48rem)").matches;
  const { stars, group, commune, records } = numbers.inferred;
  return h(
    "details",
    { class: "more", open: isOpen },
    h("summary", {}, t("summary.more")),
    h("p", {}, t("summary.status_note", { date: date(state.on || pageState.today) })),
    h("p", { dataset: { number: "inferred" } }, t("summary.inferred", { stars, group, commune, records })),
  );
}

/** Fill the summary box. */
export function showSummary(element, numbers, state, { basis, openList, clear }) {
  fill(
    element,
    h("p", { class: "total" }, h("strong", { dataset: { number: "total" } }, number(numbers.total)), ` ${t("summary.total")}`),
    numbers.total === 0 ? emptyNote(clear) : null,
    statuses(numbers),
    h(
      "ul",
      { class: "plain-list" },
      h("li", {}, t("summary.in_communes", { count: number(numbers.in_communes), communes: number(numbers.communes_with_products) })),
      ...LEFT_OVER.map((name) => leftOver(numbers, name, openList)),
    ),
    h("p", { class: "muted basis" }, basis),
    moreLines(element, numbers, state),
  );
}

function emptyNote(clear) {
  return h("div", { class: "warning" }, h("p", {}, t("summary.empty")), button(t("filter.clear"), clear));
}

/** Names of the products behind a number, each a link to its page; in Vietnamese order. */
export function productList(records, state, note) {
  const sorted = [...records].sort((a, b) => collator.compare(a.name, b.name));
  return h(
    "div",
    { class: "product-list" },
    note ? h("p", { class: "small" }, note) : null,
    h(
      "ul",
      {},
      ...sorted.map((one) =>
        h(
          "li",
          {},
          h("a", { href: pageUrl("products", one.id, state) }, one.name),
          one.producer ? ` – ${one.producer}` : "",
          one.district ? h("span", { class: "muted" }, ` (${one.district})`) : null,
        ),
      ),
    ),
  );
}

function publishedPart(one) {
  const day = dateOf(one.as_of, one.precision);
  if (!one.communes) return t("published.total", { total: number(one.total), date: day });
  const communes = one.communes_of ? `${number(one.communes)}/${number(one.communes_of)}` : number(one.communes);
  return t("published.communes", { total: number(one.total), communes, date: day });
}

/** The line that compares the registry with what was published; leads to the data-quality page. */
export function publishedLine(named, published) {
  const parts = (published ?? []).map((one) => {
    const text = publishedPart(one);
    return one.province_code === "15" ? t("published.merged", { text }) : text;
  });
  return h(
    "a",
    { href: `${pageState.prefix}/quality` },
    t("published.line", { named: number(named), published: parts.join("; ") }),
  );
}
