// The filters by what the programme follows; fetched only when somebody wants them. The server filters by
// them, so each number here is that of all recognised products on the day on screen.

import { apiUrl, fetchJson } from "../api.js";
import { fill, h, uniqueId } from "../dom.js";
import { toggled } from "../filterpanel.js";
import { number } from "../format.js";
import { labels, texts } from "../page.js";

// Chips and the words beside every number name what is chosen here.
function learn({ name, title, rows }) {
  texts[`filter.${name}`] = title;
  labels.set(name, new Map(rows.flatMap(({ values }) => values.map((one) => [one.value, one.title]))));
}

function choice(store, name, one, boxes) {
  const box = h("input", { type: "checkbox", id: uniqueId("fact"), "aria-label": one.title, dataset: { facet: name, value: one.value } });
  box.addEventListener("change", () => {
    const { filter } = store.get();
    store.set({ filter: { ...filter, [name]: toggled(filter[name], one.value, box.checked) } });
  });
  boxes.push({ name, value: one.value, box });
  return h("li", { class: "choice" }, box, h("label", { for: box.id }, one.short, " "), h("span", { class: "count" }, number(one.count)));
}

function listOf(store, name, row, boxes) {
  return h("ul", { "aria-label": row.title }, ...row.values.map((one) => choice(store, name, one, boxes)));
}

// Yes, no and not known of a fact stand in one line; they need no heading of their own below that of all.
function answers(store, { name, rows }, boxes) {
  const parts = rows.map((row) => {
    const list = listOf(store, name, row, boxes);
    Object.assign(list.style, { display: "flex", flexWrap: "wrap", gap: "0 1.25rem", margin: "0 0 0.5rem" });
    const title = h("p", { class: "small" }, row.title);
    title.style.margin = "0";
    return h("div", {}, title, list);
  });
  return h("div", { dataset: { facet: name } }, ...parts);
}

function group(store, filter, boxes) {
  const { name, title, rows } = filter;
  if (rows.length > 1) return answers(store, filter, boxes);
  const open = store.get().filter[name].length > 0;
  return h("details", { class: "facet", open, dataset: { facet: name } }, h("summary", {}, title), listOf(store, name, rows[0], boxes));
}

async function ask(store) {
  return fetchJson(apiUrl("programme/filters", { on: store.get().on }));
}

/** Fill the element with the filters, and keep their boxes and numbers as the state has them. */
export async function fillFollowed(node, store) {
  const body = h("div", { class: "followed" });
  node.append(body);
  node.open = true;
  let boxes = [];

  function show() {
    for (const { name, value, box } of boxes) box.checked = store.get().filter[name].includes(value);
  }

  async function refresh() {
    try {
      const { filters, note } = await ask(store);
      filters.forEach(learn);
      boxes = [];
      fill(body, h("p", { class: "muted small" }, note), ...filters.map((one) => group(store, one, boxes)));
    } catch (error) {
      fill(body, h("p", { class: "error" }, error.message));
    }
    show();
  }

  store.on(["filter"], show);
  store.on(["on"], refresh);
  await refresh();
}
