// Keeping the tour on screen, and the list of what was kept before.

import { apiUrl, fetchJson } from "../api.js";
import { announce, button, field, fill, h } from "../dom.js";
import { date } from "../format.js";
import { pageState, t } from "../page.js";
import { send } from "../desk/calls.js";
import { shareLink } from "../desk/sharelink.js";
import { copyLinkButton } from "../tools.js";
import { refusal } from "./asking.js";

const MOST_TITLE = 120;
const MOST_NOTE = 2000;
const SHOWN = 50;
const STALE = 412;
// What makes one tour another one.
const MADE_OF = ["start", "dates", "order"];

const pathOf = (id) => `saved-tours/${encodeURIComponent(id)}`;
const pageOf = (id) => `${pageState.page}/${encodeURIComponent(id)}`;
export const editPageOf = (id) => `${pageOf(id)}/edit`;

/** @param parts {current(): the body on screen or null, onsaved(tour)} */
export function createSaving({ current, onsaved }) {
  let tour = null;
  const title = h("input", { type: "text", maxlength: String(MOST_TITLE), dataset: { field: "title" } });
  const note = h("textarea", { rows: "2", maxlength: String(MOST_NOTE), dataset: { field: "note" } });
  const out = h("div", { role: "status" });
  const again = button(t("keep.change"), () => run(change), { class: "button-primary", hidden: true, dataset: { action: "keep-change" } });
  const anew = button(t("keep.save"), () => run(save), { class: "button-primary", dataset: { action: "save" } });
  const form = h("section", {}, h("h3", {}, t("keep.title")), field(t("keep.name"), title), field(t("keep.note"), note), h("div", { class: "buttons" }, again, anew), out);
  const share = h("section", {}, h("h3", {}, t("keep.share")), h("p", { class: "muted small" }, t("keep.share_note")), copyLinkButton(() => `${location.origin}${pageState.page}${location.hash}`), shareLink(placeOnScreen));
  const list = h("ul", { class: "saved-list", dataset: { list: "saved" } });
  const node = h("div", {}, pageState.may?.save ? form : h("p", { class: "muted" }, t("keep.sign_in")), share, h("section", {}, h("h3", {}, t("keep.list")), h("p", {}, h("a", { href: `${pageState.page}/gallery` }, t("keep.gallery")), " · ", h("a", { href: `${pageState.page}/flows` }, t("keep.flows"))), list));
  /** The page of a saved tour that is on screen as it was saved, else all of it behind a #. */
  function placeOnScreen() {
    const shown = tour && current();
    const isSaved = shown && MADE_OF.every((name) => JSON.stringify(shown[name]) === JSON.stringify(tour.request?.[name]));
    return isSaved ? pageOf(tour.id) : `${pageState.page}${location.hash}`;
  }

  async function run(act) {
    const body = current();
    if (!body) {
      fill(out, h("p", { class: "note small" }, t("keep.first")));
      return;
    }
    if (!title.value.trim()) {
      fill(out, h("p", { class: "error small", role: "alert" }, t("keep.name_needed")));
      title.focus();
      return;
    }
    try {
      await act({ title: title.value.trim(), note: note.value.trim() || null, tour: body });
    } catch (error) {
      fill(out, error.status === STALE ? h("p", { class: "warning small" }, t("keep.stale")) : null, refusal(error));
    }
  }

  function done(answer) {
    show(answer);
    fill(out, h("p", { class: "note small" }, t("keep.saved"), " ", h("a", { href: pageOf(answer.id) }, t("keep.page"))));
    announce(t("keep.saved"));
    onsaved(answer);
    refresh();
  }

  const save = async (body) => done((await send("POST", "saved-tours", body)).answer);

  // Words and order are two things that the server keeps: what is the same is not sent.
  async function change({ title: name, note: words, tour: body }) {
    let { version } = tour;
    if (name !== tour.title || words !== (tour.note ?? null)) ({ version } = (await send("PATCH", pathOf(tour.id), { title: name, note: words }, { version })).answer);
    done((await send("PUT", pathOf(tour.id), { tour: body }, { version })).answer);
  }

  function show(next) {
    tour = next;
    title.value = tour.title;
    note.value = tour.note ?? "";
    again.hidden = !tour.can_change;
    anew.textContent = t("keep.save_new");
    anew.classList.toggle("button-primary", again.hidden);
  }

  function item(one) {
    const facts = [t("keep.by", { author: one.author, date: date(one.changed_at) }), t(one.published ? "keep.published" : "keep.draft")].join(" · ");
    const links = h("span", {}, h("a", { href: editPageOf(one.id), "aria-label": t("keep.open_of", { name: one.title }) }, t("keep.open")), " · ", h("a", { href: pageOf(one.id) }, t("keep.page")));
    const changes = one.changes.length ? h("p", { class: "warning small" }, t("keep.changed", { count: one.changes.length })) : null;
    return h("li", {}, h("strong", {}, one.title), h("p", { class: "small muted" }, facts), changes, h("p", { class: "small" }, links));
  }

  async function refresh() {
    try {
      const { items } = await fetchJson(apiUrl("saved-tours", { limit: SHOWN, ...(pageState.may?.save ? { mine: "true" } : {}) }));
      fill(list, ...items.map(item), items.length ? null : h("li", { class: "muted" }, t("keep.none")));
    } catch (error) {
      fill(list, h("li", {}, refusal(error, refresh)));
    }
  }

  const load = async (id) => {
    const found = await fetchJson(apiUrl(pathOf(id)));
    show(found);
    return found;
  };

  return { node, load, refresh, title: () => title.value.trim(), saved: () => tour?.id ?? null };
}
