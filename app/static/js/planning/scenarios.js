// The list of saved plans, and saving the one on screen.

import { apiUrl, fetchJson } from "../api.js";
import { announce, button, field, fill, h, uniqueId } from "../dom.js";
import { date } from "../format.js";
import { pageState, t } from "../page.js";
import { send } from "../desk/calls.js";
import { failure } from "./running.js";

const PAGE = 50;
const MOST_COMPARED = 4;

/** `current()` → {plan, job} of what is on screen, or null; `onsaved(scenario)` */
export function createSaveForm({ current, onsaved }) {
  const name = h("input", { type: "text", maxlength: "120", dataset: { field: "scenario-name" } });
  const note = h("textarea", { rows: "2", maxlength: "2000" });
  const out = h("div", { role: "status" });

  async function save() {
    const now = current();
    if (!now) return;
    if (!name.value.trim()) {
      fill(out, h("p", { class: "error small", role: "alert" }, t("save.name_needed")));
      name.focus();
      return;
    }
    try {
      const body = { name: name.value.trim(), note: note.value.trim() || null, plan: now.plan, ...(now.job ? { job: now.job } : {}) };
      const { answer } = await send("POST", "scenarios", body);
      announce(t("save.saved", { name: answer.name }));
      fill(out);
      name.value = "";
      note.value = "";
      node.open = false;
      onsaved(answer);
    } catch (error) {
      fill(out, failure(error, String));
    }
  }

  const node = h("details", { class: "save-form" }, h("summary", {}, t("save.title")), field(t("scenario.name"), name), field(t("scenario.note"), note), button(t("save.save"), save, { class: "button-primary", dataset: { action: "save" } }), out);
  return node;
}

function compareAddress(ids) {
  return `${pageState.page}/compare?ids=${ids.map(encodeURIComponent).join(",")}`;
}

function staleMark({ stale }) {
  if (!stale?.length) return null;
  return h("p", { class: "warning small", dataset: { part: "stale" } }, t("scenario.stale", { parts: stale.map((part) => t(`stale.${part}`)).join(", ") }));
}

function entry(item, chosen, onchange) {
  const box = h("input", { type: "checkbox", id: uniqueId("compare"), dataset: { compare: item.id } });
  box.checked = chosen.has(item.id);
  box.addEventListener("change", () => {
    if (box.checked) chosen.add(item.id);
    else chosen.delete(item.id);
    onchange();
  });
  const link = h("a", { href: `${pageState.page}/${encodeURIComponent(item.id)}` }, item.name);
  const facts = [t("scenario.by", { author: item.author, date: date(item.created_at) }), item.shared ? t("scenario.is_shared") : ""].filter(Boolean).join(" · ");
  return h("li", {}, box, h("label", { for: box.id, class: "visually-hidden" }, t("compare.choose", { name: item.name })), h("div", {}, link, h("p", { class: "small muted" }, facts), item.note ? h("p", { class: "small" }, item.note) : null, staleMark(item)));
}

export function createScenarioList() {
  const list = h("ul", { class: "scenario-list", dataset: { list: "scenarios" } });
  const compare = h("a", { class: "button", hidden: true, dataset: { action: "compare" } }, t("compare.open"));
  const hint = h("p", { class: "small muted" }, t("compare.hint", { most: MOST_COMPARED }));
  const more = button(t("scenario.more"), () => load(), { hidden: true });
  const out = h("div", { role: "status" });
  const node = h("section", {}, h("h3", {}, t("scenario.list")), hint, h("p", {}, compare), list, more, out);
  const chosen = new Set();
  let items = [];

  function choose() {
    compare.hidden = chosen.size < 2 || chosen.size > MOST_COMPARED;
    if (!compare.hidden) compare.href = compareAddress([...chosen]);
  }

  async function load(fresh = false) {
    try {
      const page = await fetchJson(apiUrl("scenarios", { limit: PAGE, offset: fresh ? 0 : items.length }));
      items = fresh ? page.items : [...items, ...page.items];
      for (const id of chosen) if (!items.some((item) => item.id === id)) chosen.delete(id);
      fill(list, ...items.map((item) => entry(item, chosen, choose)));
      more.hidden = items.length >= page.total;
      fill(out, items.length ? null : h("p", { class: "muted" }, t("scenario.none")));
      choose();
    } catch (error) {
      fill(out, failure(error, String));
    }
  }

  return { node, refresh: () => load(true) };
}
