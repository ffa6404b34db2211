// One saved plan that is open: whose it is, whether it is still up to date, sharing, names, exports, removing.

import { announce, button, field, fill, h } from "../dom.js";
import { date } from "../format.js";
import { pageState, t } from "../page.js";
import { copyLinkButton } from "../tools.js";
import { apiUrl } from "../api.js";
import { send } from "../desk/calls.js";
import { formatLinks } from "../desk/formatlinks.js";
import { createProgress } from "../desk/progress.js";
import { shareLink } from "../desk/sharelink.js";
import { followJob } from "./calls.js";
import { failure } from "./running.js";

const pathOf = (id) => `scenarios/${encodeURIComponent(id)}`;

const pageOf = (id) => `${pageState.page}/${encodeURIComponent(id)}`;

export function scenarioAddress(id) {
  return `${location.origin}${pageOf(id)}`;
}

function staleMark({ stale }) {
  if (!stale?.length) return h("p", { class: "small", dataset: { part: "fresh" } }, t("scenario.fresh"));
  return h("p", { class: "warning", dataset: { part: "stale" } }, t("scenario.stale", { parts: stale.map((part) => t(`stale.${part}`)).join(", ") }));
}

function exportLinks({ id }) {
  const link = (layer, kind) => h("a", { class: "button", href: apiUrl(`${pathOf(id)}/${layer}.${kind}`), download: "" }, t(`export.${layer}_${kind}`));
  const quick = h("div", { class: "buttons", dataset: { part: "exports" } }, link("points", "geojson"), link("points", "csv"), link("communes", "geojson"), link("communes", "csv"));
  const layers = [["points", t("export.points"), "point"], ["communes", t("export.communes"), "polygon"]];
  const query = new URLSearchParams({ kind: "scenario", id });
  const report = h("a", { class: "button", href: `${pageState.prefix}/exports/reports?${query}`, dataset: { part: "report" } }, t("scenario.report"));
  const print = h("a", { class: "button", href: `${pageState.prefix}/exports/maps?${new URLSearchParams({ scenario: id })}`, dataset: { part: "print-map" } }, t("scenario.print_map"));
  return [quick, h("p", {}, report, " ", print), formatLinks(layers, (file) => apiUrl(`${pathOf(id)}/exports/${file}`))];
}

/**
 * @param onanswer(answer) shows an answer that was made again
 * @param onremoved() runs when the scenario is gone
 * @param onrestored(scenario) runs when it was put back
 * @returns `gone` says what was removed, and puts it back
 */
export function createScenarioBox({ onanswer, onremoved, onrestored, onchanged }) {
  const node = h("section", { class: "scenario", hidden: true });
  const out = h("div", { role: "status" });
  const gone = h("div", { role: "status" });
  const progress = createProgress(out);
  let scenario = null;

  async function act(run) {
    try {
      await run();
    } catch (error) {
      fill(out, failure(error, String));
    }
  }

  async function change(patch, said) {
    const { answer } = await send("PATCH", pathOf(scenario.id), patch, { version: scenario.version });
    show(answer);
    announce(said);
    onchanged();
  }

  async function again() {
    progress.wait();
    const { status, answer } = await send("POST", `${pathOf(scenario.id)}/again`, {});
    if (status === 202) {
      const made = await followJob(answer, progress.follow);
      fill(out, h("p", { class: "note" }, t("again.done")));
      onanswer(made);
      return;
    }
    const words = answer.recomputed ? (answer.same ? "again.same" : "again.other") : "again.kept";
    fill(out, h("p", { class: "note", dataset: { part: "again" } }, t(words)));
    onanswer(answer.answer);
  }

  function renameForm() {
    const name = h("input", { type: "text", value: scenario.name, maxlength: "120", required: true });
    const note = h("textarea", { rows: "2", maxlength: "2000" });
    note.value = scenario.note ?? "";
    const rename = () => act(() => change({ name: name.value, note: note.value || null }, t("scenario.renamed")));
    return h("details", {}, h("summary", {}, t("scenario.rename")), field(t("scenario.name"), name), field(t("scenario.note"), note), button(t("scenario.keep_name"), rename));
  }

  // Not asked about: one click brings it back.
  const removeButton = () => h("div", { class: "buttons" }, button(t("scenario.remove"), remove, { dataset: { action: "remove" } }));

  function remove() {
    return act(async () => {
      const { id, name, version } = scenario;
      await send("DELETE", pathOf(id), undefined, { version });
      close();
      onremoved();
      const undo = button(t("scenario.undo"), () => putBack(id), { dataset: { action: "undo-removal" } });
      fill(gone, h("p", { class: "note" }, t("scenario.removed", { name }), " ", undo));
      undo.focus();
    });
  }

  async function putBack(id) {
    try {
      const { answer } = await send("POST", `${pathOf(id)}/restore`, {});
      announce(t("scenario.undone", { name: answer.name }));
      onrestored(answer);
    } catch (error) {
      fill(gone, failure(error, String));
    }
  }

  function sharing() {
    const share = button(t(scenario.shared ? "scenario.unshare" : "scenario.share"), () => act(() => change({ shared: !scenario.shared }, t(scenario.shared ? "scenario.unshared" : "scenario.shared_now"))), { dataset: { action: "share" }, "aria-pressed": String(scenario.shared) });
    return h("div", { class: "sharing" }, h("div", { class: "buttons" }, share), h("p", { class: "small" }, t(scenario.shared ? "scenario.shared_note" : "scenario.private_note")), copyLinkButton(() => scenarioAddress(scenario.id)));
  }

  function show(next) {
    scenario = next;
    node.hidden = false;
    fill(gone);
    const head = t("scenario.by", { author: scenario.author, date: date(scenario.created_at) });
    const planner = scenario.can_change ? [h("div", { class: "buttons" }, button(t("scenario.again"), () => act(again), { dataset: { action: "again" } })), sharing(), renameForm(), removeButton()] : [];
    fill(node, h("h3", { dataset: { part: "scenario-name" } }, scenario.name), h("p", { class: "small muted" }, head), scenario.note ? h("p", {}, scenario.note) : null, staleMark(scenario), ...exportLinks(scenario), shareLink(() => pageOf(scenario.id)), ...planner, out);
  }

  /** What is on screen is no longer this plan. */
  function close() {
    scenario = null;
    node.hidden = true;
  }

  return { node, gone, show, close, current: () => scenario };
}
