// What became of a record, version by version, and the way back to any of them.

import { apiUrl, fetchJson } from "../api.js";
import { send } from "../desk/calls.js";
import { fill, h } from "../dom.js";
import { pageState, t } from "../page.js";
import { photoEvents } from "../photos/events.js";
import { askingButton, reload } from "./confirming.js";
import { moment } from "./moments.js";

const recordPath = (record) => `registry/${pageState.kind}/${encodeURIComponent(record.id)}`;

const NO_ROW = "–"; // a part that was added had no row before: nothing unknown

/** `isNew`: there was nothing before, and only what came to be is shown. */
function differences(list, isNew) {
  if (!list.length) return null;
  const keys = isNew ? ["after"] : ["before", "after"];
  const cell = (one, key) => h("td", { "data-label": isNew ? null : t(`history.${key}`) }, one[`${key}_text`] ?? (one.field === one.part ? NO_ROW : t("field.empty")));
  const rows = list.map((one) => h("tr", {}, h("th", { scope: "row" }, one.label), ...keys.map((key) => cell(one, key))));
  const heads = ["what", ...keys].map((key) => h("th", { scope: "col" }, isNew && key === "after" ? t("history.value") : t(`history.${key}`)));
  return h("div", { class: "table-scroll" }, h("table", { class: "differences row-cards" }, h("thead", {}, h("tr", {}, ...heads)), h("tbody", {}, ...rows)));
}

/** What of two records that became one fell away, of which of them, what stays instead, and why. */
function fellAway(list) {
  if (!list.length) return null;
  const rows = list.map((one) => h("tr", {},
    h("th", { scope: "row" }, one.label),
    h("td", { "data-label": t("history.fell_of") }, one.record.name ?? one.record.id),
    h("td", { "data-label": t("history.fell") }, one.before_text ?? NO_ROW),
    h("td", { "data-label": t("history.stays") }, one.after_text ?? NO_ROW, h("br"), h("span", { class: "small muted" }, one.why))));
  const heads = ["history.what", "history.fell_of", "history.fell", "history.stays"].map((key) => h("th", { scope: "col" }, t(key)));
  return h("div", { class: "table-scroll" }, h("table", { class: "fell-away row-cards" }, h("caption", {}, t("history.fell_title")), h("thead", {}, h("tr", {}, ...heads)), h("tbody", {}, ...rows)));
}

function versionItem(version, store, isLast) {
  const { change } = version;
  const head = change
    ? h("p", {}, h("strong", {}, change.action_text), ` – ${change.who}, `, h("time", { datetime: change.at }, moment(change.at)), change.reason ? h("span", { class: "small" }, ` – ${change.reason}`) : null)
    : h("p", {}, h("strong", {}, version.archived ? t("history.absent") : t("history.first")));
  const mayGoBack = !isLast && !version.archived && !store.record.archived && !pageState.is_locked;
  const back = mayGoBack
    ? askingButton(t("history.back"), t("history.back_really", { number: version.number }), async () => {
        await send("POST", `${recordPath(store.record)}/revert`, { version: version.number }, { version: store.record.tag });
        store.leave();
        reload("reverted");
      }, null, { "aria-label": `${t("history.back")}: ${t("history.version", { number: version.number })}`, dataset: { back: String(version.number) } })
    : null;
  return h("li", { dataset: { version: String(version.number) } }, h("p", { class: "small muted" }, t("history.version", { number: version.number })), head, differences(version.difference, change?.action === "create"), fellAway(version.fell_away), back);
}

/** Show the history of the record of `store`; call again when it changed. */
export async function showHistory(place, store) {
  const title = h("h2", { id: "history-title" }, t("history.title"));
  const { items, photos } = await fetchJson(apiUrl(`${recordPath(store.record)}/versions`));
  const list = items.length ? h("ol", { class: "versions", reversed: true }, ...items.map((version, at) => versionItem(version, store, at === 0))) : h("p", { class: "muted" }, t("history.none"));
  fill(place, title, list, photoEvents(photos));
}
