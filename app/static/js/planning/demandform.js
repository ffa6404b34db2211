// Whom to serve: weights of what the registry counts, or a column of a table of one's own.

import { button, field, fill, h, select } from "../dom.js";
import { number } from "../format.js";
import { pageState, t } from "../page.js";
import { folded, slider } from "../desk/fields.js";
import { matchUnits, numberOf, parseRows } from "./tabletext.js";

const MOST_SHOWN = 20;
const LARGEST_FILE = 5_000_000;

function totalText(total) {
  return total === null || total === undefined ? t("demand.no_total") : t("demand.total", { total: number(total, 0) });
}

function weightSliders(store, options) {
  return options.demand.map((kind) =>
    slider(kind.title, store.get().weights[kind.key] ?? 0, { note: totalText(kind.total), name: kind.key }, (weight) =>
      store.set({ weights: { ...store.get().weights, [kind.key]: weight } }),
    ),
  );
}

// The column with the most names or codes of units, and the first other one with numbers.
function guessColumns(headings, rows, units) {
  const columns = headings.map((_, column) => column);
  const hits = columns.map((column) => Object.keys(matchUnits(rows.map((row) => [row[column], "1"]), 0, 1, units).values).length);
  const unit = hits.indexOf(Math.max(...hits));
  const value = columns.find((column) => column !== unit && rows.some((row) => numberOf(row[column]) !== null));
  return { unit, value: value ?? (unit === 0 ? 1 : 0) };
}

function problems(title, list) {
  if (!list.length) return null;
  const more = list.length > MOST_SHOWN ? [h("li", {}, t("own_table.more", { count: list.length - MOST_SHOWN }))] : [];
  const items = list.slice(0, MOST_SHOWN).map((text) => h("li", {}, text || t("own_table.empty_cell")));
  return h("div", { class: "warning small" }, h("p", {}, title), h("ul", {}, ...items, ...more));
}

/** `units()` gives the communes of the unit system on screen: [{code, name}]. */
export function demandForm(store, options, units) {
  const out = h("div", { role: "status" });
  const pickers = h("div", {});
  const text = h("textarea", { rows: "4", spellcheck: false, dataset: { field: "own-table" }, placeholder: t("own_table.placeholder") });
  const file = h("input", { type: "file", accept: ".csv,.tsv,.txt,text/csv,text/plain" });
  let rows = [];
  let columns = null;

  function useTable() {
    const [headings, ...body] = rows;
    const found = matchUnits(body, columns.unit, columns.value, units());
    const count = Object.keys(found.values).length;
    const name = headings[columns.value]?.trim().slice(0, 200) || t("own_table.unnamed");
    store.set({ table: count ? { name, values: found.values, weight: 1 } : null });
    fill(
      out,
      h("p", { class: count ? "note small" : "error small" }, t("own_table.matched", { count, name })),
      problems(t("own_table.unmatched", { count: found.unmatched.length }), found.unmatched),
      problems(t("own_table.not_numbers", { count: found.notNumbers.length }), found.notNumbers),
      count ? button(t("own_table.remove"), removeTable) : null,
    );
  }

  function removeTable() {
    store.set({ table: null });
    text.value = "";
    file.value = "";
    fill(out);
    fill(pickers);
  }

  function read(source) {
    rows = parseRows(source);
    if (rows.length < 2 || rows[0].length < 2) {
      fill(pickers);
      fill(out, h("p", { class: "error small" }, t("own_table.unreadable")));
      return;
    }
    columns = guessColumns(rows[0], rows.slice(1), units());
    const names = rows[0].map((heading, column) => [String(column), heading || t("own_table.column", { number: column + 1 })]);
    const picker = (label, key) =>
      field(label, select(names, String(columns[key]), (value) => {
        columns[key] = Number(value);
        useTable();
      }));
    fill(pickers, picker(t("own_table.unit_column"), "unit"), picker(t("own_table.value_column"), "value"));
    useTable();
  }

  file.addEventListener("change", async () => {
    const [chosen] = file.files;
    if (!chosen) return;
    if (chosen.size > LARGEST_FILE) fill(out, h("p", { class: "error small" }, t("own_table.too_large")));
    else read(await chosen.text());
  });
  const { table } = store.get();
  if (table) fill(out, h("p", { class: "note small" }, t("own_table.matched", { count: Object.keys(table.values).length, name: table.name })), button(t("own_table.remove"), removeTable));
  // Tours that were generated on the page of flows, to be weighed beside the published ones.
  const { tours } = store.get();
  const generated = tours ? h("p", { class: "note small", dataset: { part: "tours" } }, t("demand.tours_job"), " ", button(t("demand.tours_without"), (event) => {
    store.set({ tours: null });
    event.target.parentNode.remove();
  }, { class: "button-plain" })) : null;
  const own = folded(t("own_table.title"), h("p", { class: "small" }, t("own_table.intro")), field(t("own_table.file"), file), field(t("own_table.paste"), text), button(t("own_table.read"), () => read(text.value), { dataset: { action: "read-table" } }), pickers, out);
  return h("fieldset", {}, h("legend", {}, t("demand.title")), h("p", { class: "muted small" }, t("demand.intro")), ...weightSliders(store, options), generated, h("p", { class: "small" }, h("a", { href: `${pageState.prefix}/tours/flows` }, t("demand.tours_page"))), own);
}
