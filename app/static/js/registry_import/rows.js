// What the rows come to: counts to choose from, pages of rows, values to pick, rows to leave out.

import { apiUrl, fetchJson } from "../api.js";
import { announce, button, fill, h } from "../dom.js";
import { number } from "../format.js";
import { pageState, t } from "../page.js";
import { pathOf } from "./calls.js";

const OUTCOMES = ["refused", "changed", "new", "same"];
const PAGE = 25;

const outcomes = document.getElementById("outcomes");
const list = document.getElementById("row-list");
const pager = document.getElementById("pager");
const producers = document.getElementById("producers");

function changeLine(change) {
  const before = change.before === null ? null : h("del", { lang: "vi" }, change.before);
  const after = change.after === null ? h("ins", {}, t("row.empty")) : h("ins", { lang: "vi" }, change.after);
  return [h("dt", {}, change.label), h("dd", {}, before, before ? " → " : null, after)];
}

function suggestion(problem, one, pick) {
  const values = { label: one.label, value: problem.value ?? "" };
  const fields = { ...one.fields, [problem.field]: one.value };
  return button(one.label || String(one.value), () => {
    announce(t("row.picked", values));
    pick(problem.field, problem.value, fields);
  }, { "aria-label": t("row.pick_of", values), lang: "vi" });
}

/** Suggestions that read alike are one to who chooses: the first. */
function different(suggestions) {
  return suggestions.filter((one, at) => suggestions.findIndex((other) => other.label === one.label) === at);
}

function problemLine(row, problem, pick) {
  const where = [t("row.place", { sheet: row.sheet || "–", row: row.row })];
  if (problem.column) where.push(t("row.column", { column: problem.column }));
  else if (problem.label) where.push(t("row.field", { field: problem.label }));
  if (problem.value !== null) where.push(t("row.value", { value: problem.value }));
  const picks = problem.value !== null && problem.column && problem.suggestions.length
    ? h("div", { class: "picks" }, h("span", {}, t("row.pick")),
      different(problem.suggestions).map((one) => suggestion(problem, one, pick)))
    : null;
  return h("div", { class: "row-problem", dataset: { rule: problem.rule } },
    h("p", {}, problem.message), h("p", { class: "small muted" }, where.join(" · ")), picks);
}

function title(row) {
  const name = row.name || "–";
  // A row of facts tells something new of a record that is there.
  if (!row.id || (row.outcome === "new" && !row.kind)) return h("span", { lang: "vi" }, name);
  const address = `${pageState.prefix}/registry/${row.kind ?? pageState.kind}/${encodeURIComponent(row.id)}`;
  return h("a", { href: address, lang: "vi" }, name);
}

/**
 * @param leftOut the set of rows that are not to be taken
 * @param acts {pick(field, value, fields), toggled()}
 */
export function createRows(leftOut, acts) {
  let upload = null;
  let shown = null;

  function takeBox(row, item) {
    if (row.outcome !== "new" && row.outcome !== "changed") return null;
    const box = h("input", { type: "checkbox", id: `take-${row.row}` });
    box.checked = !leftOut.has(row.row);
    box.setAttribute("aria-label", t("row.take_of", { row: row.row, name: row.name }));
    box.addEventListener("change", () => {
      if (box.checked) leftOut.delete(row.row);
      else leftOut.add(row.row);
      item.classList.toggle("is-left-out", !box.checked);
      acts.toggled();
    });
    return h("span", { class: "choice" }, box, h("label", { for: box.id }, t("row.take")));
  }

  function rowItem(row) {
    const item = h("li", { class: `import-row is-${row.outcome}`, dataset: { row: row.row } });
    item.classList.toggle("is-left-out", leftOut.has(row.row));
    item.append(
      h("header", {}, h("h3", {}, `${t("row.number")} ${row.row}: `, title(row)), takeBox(row, item)),
      ...row.problems.map((problem) => problemLine(row, problem, acts.pick)),
      ...row.warnings.map((warning) => h("p", { class: "small" }, `${t("row.note")}: ${warning.message}`)),
    );
    if (row.changes.length) item.append(h("dl", {}, row.changes.flatMap(changeLine)));
    return item;
  }

  async function load(outcome, offset) {
    shown = outcome;
    for (const each of outcomes.children) each.setAttribute("aria-pressed", String(each.dataset.outcome === outcome));
    const page = await fetchJson(apiUrl(pathOf(upload, "/rows"), { outcome, limit: PAGE, offset }));
    fill(list, page.items.length ? page.items.map(rowItem) : h("li", { class: "muted" }, t("outcome.none")));
    showPager(page, outcome);
  }

  function showPager(page, outcome) {
    const { total, offset } = page;
    pager.hidden = total <= PAGE;
    const values = { from: number(offset + 1), to: number(Math.min(offset + PAGE, total)), total: number(total) };
    const turn = (to) => () => load(outcome, to).then(() => list.scrollIntoView({ block: "start" })).catch(acts.failed);
    fill(pager,
      offset > 0 ? button(t("pager.before"), turn(offset - PAGE)) : null,
      h("span", {}, t("pager.told", values)),
      offset + PAGE < total ? button(t("pager.next"), turn(offset + PAGE)) : null);
  }

  /** Show the rows of a preview: the outcome on screen, else the first that has rows. */
  function show(next) {
    upload = next;
    const { counts, new_producers: names } = next.preview;
    producers.hidden = names.length === 0;
    producers.textContent = t("producers.new", { names: names.join("; ") });
    fill(outcomes, OUTCOMES.map((outcome) => button(`${t(`outcome.${outcome}`)}: ${number(counts[outcome])}`,
      () => load(outcome, 0).catch(acts.failed), { dataset: { outcome }, "aria-pressed": "false" })));
    const first = OUTCOMES.find((outcome) => counts[outcome] > 0) ?? "new";
    return load(shown && counts[shown] > 0 ? shown : first, 0);
  }

  return { show };
}
