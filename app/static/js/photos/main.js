// Photos of a record: their order, their words, removing and putting back. Handing in is upload.js.

import { send } from "../desk/calls.js";
import { announce, button, field, fill, h } from "../dom.js";
import { pageState, t } from "../page.js";
import { showError } from "../registry/confirming.js";
import { moment } from "../registry/moments.js";
import { watchUpload } from "./upload.js";

const LONGEST_CAPTION = 300;
const LONGEST_CREDIT = 200;
const LONGEST_REASON = 1000;
const STALE = 412;
const isArchived = pageState.record.archived; // looked at and removed, nothing else
const section = document.getElementById("photos");
const list = document.getElementById("photo-list");
const removed = document.getElementById("photo-removed");
const problem = document.getElementById("photo-error");
const path = (rest = "") => `registry/${pageState.kind}/${encodeURIComponent(pageState.record.id)}/photos${rest}`;
const pathOf = (photo, rest = "") => path(`/${encodeURIComponent(photo.id)}${rest}`);

let held = { items: [], removed: [], tag: "" };

/** Do something with the photos as they were seen; where somebody was quicker, show what is there now. */
async function act(method, where, body, said) {
  problem.hidden = true;
  try {
    show((await send(method, where, body, { version: held.tag })).answer);
    announce(said);
  } catch (error) {
    if (error.status === STALE) await load();
    throw error;
  }
}

/** `act` for a button: what was refused is told above the form. */
const acting = (...args) => act(...args).catch((error) => showError(problem, error));

const creditOf = (photo) => (photo.credit === null ? t("photo.credit_unknown") : t("photo.credit", { credit: photo.credit }));

function picture(photo) {
  return h("img", { src: photo.thumbnail, alt: photo.caption ?? "", loading: "lazy" });
}

function moving(number, by, key) {
  const control = button(t(key), async () => {
    const order = held.items.map(({ id }) => id);
    const [moved] = order.splice(number, 1);
    order.splice(number + by, 0, moved);
    await acting("PATCH", path(), { order }, t("photo.moved", { number: number + by + 1 }));
    const controls = [...list.querySelectorAll(`[data-photo="${moved}"] [data-move]:not(:disabled)`)];
    (controls.find(({ dataset }) => dataset.move === String(by)) ?? controls[0])?.focus();
  }, { dataset: { move: String(by) } });
  control.disabled = number + by < 0 || number + by >= held.items.length;
  return control;
}

function words(photo, number, place) {
  const caption = h("input", { type: "text", maxlength: String(LONGEST_CAPTION), value: photo.caption ?? "" });
  const credit = h("input", { type: "text", maxlength: String(LONGEST_CREDIT), value: photo.credit ?? "" });
  const unknown = h("input", { type: "checkbox", id: `unknown-${photo.id}`, checked: photo.credit === null });
  const settle = () => {
    credit.disabled = unknown.checked;
  };
  unknown.addEventListener("change", settle);
  settle();
  const out = h("p", { role: "alert", hidden: true });
  const form = h(
    "form",
    { class: "photo-form", autocomplete: "off", novalidate: true },
    field(t("photo.caption"), caption),
    field(t("photo.by"), credit),
    h("div", { class: "choice" }, unknown, h("label", { for: unknown.id }, t("photo.by_unknown"))),
    out,
    h("div", { class: "buttons" }, h("button", { type: "submit", class: "button-primary" }, t("photo.keep")), button(t("photo.cancel"), () => show(held))),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = { caption: caption.value, credit: unknown.checked ? null : credit.value, credit_unknown: unknown.checked };
    try {
      await act("PATCH", pathOf(photo), body, t("photo.words_kept"));
      list.querySelectorAll("[data-action=words]")[number]?.focus();
    } catch (error) {
      showError(out.isConnected ? out : problem, error);
    }
  });
  fill(place, form);
  caption.focus();
}

/** A button that asks why, which may stay empty, before it removes a photo; `text` and `said` are keys of texts. */
function removing(photo, action, text, said) {
  const control = button(t(text), () => {
    const reason = h("input", { type: "text", maxlength: String(LONGEST_REASON), autocomplete: "off", dataset: { field: "reason" } });
    const out = h("p", { role: "alert", hidden: true });
    const settle = () => {
      form.replaceWith(buttons);
      control.focus();
    };
    const form = h(
      "form",
      { class: "photo-form", autocomplete: "off", novalidate: true },
      field(t("photo.reason"), reason),
      out,
      h("div", { class: "buttons" }, h("button", { type: "submit", class: "button-primary", dataset: { action: `${action}-really` } }, t(text)), button(t("photo.cancel"), settle)),
    );
    form.addEventListener("keydown", ({ key }) => key === "Escape" && settle());
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        await act("DELETE", pathOf(photo), reason.value ? { reason: reason.value } : undefined, t(said));
        removed.querySelector("summary").focus();
      } catch (error) {
        showError(out.isConnected ? out : problem, error);
      }
    });
    const buttons = control.parentElement;
    buttons.replaceWith(form);
    reason.focus();
  }, { dataset: { action } });
  return control;
}

function card(photo, number) {
  const told = h("div", {});
  const name = t("photo.of", { number: number + 1, caption: photo.caption ?? t("photo.no_caption") });
  fill(
    told,
    photo.caption === null ? h("p", { class: "muted" }, t("photo.no_caption")) : h("p", {}, photo.caption),
    h("p", { class: "small" }, creditOf(photo)),
    h("p", { class: "small muted" }, t("photo.added_at", { who: photo.added_by, at: moment(photo.added_at) })),
    h(
      "div",
      { class: "buttons" },
      ...(isArchived ? [] : [
        moving(number, -1, "photo.earlier"),
        moving(number, 1, "photo.later"),
        button(t("photo.words"), () => words(photo, number, told), { dataset: { action: "words" } }),
      ]),
      removing(photo, "remove", "photo.remove", "photo.removed"),
    ),
  );
  return h("li", { class: "photo-card", dataset: { photo: photo.id } }, h("div", { role: "group", "aria-label": name }, picture(photo), told));
}

function removedCard(photo) {
  return h(
    "li",
    { class: "photo-card", dataset: { removed: photo.id } },
    picture(photo),
    photo.caption === null ? null : h("p", {}, photo.caption),
    h("p", { class: "small" }, creditOf(photo)),
    h("p", { class: "small muted" }, t("photo.removed_at", { at: moment(photo.removed_at) })),
    h(
      "div",
      { class: "buttons" },
      button(t("photo.back"), () => acting("POST", pathOf(photo, "/restore"), undefined, t("photo.restored")), { dataset: { action: "back" } }),
      removing(photo, "delete", "photo.delete", "photo.deleted"),
    ),
  );
}

function show(next) {
  held = next;
  fill(list, held.items.length ? h("ol", { class: "photo-cards" }, ...held.items.map(card)) : h("p", { class: "muted" }, t("photo.none")));
  removed.hidden = !held.removed.length;
  removed.querySelector("summary").textContent = t("photo.removed_title", { count: held.removed.length });
  fill(removed.querySelector("ul"), ...held.removed.map(removedCard));
}

async function load() {
  show((await send("GET", path())).answer);
}

if (!isArchived) watchUpload(path(), show);
load()
  .catch((error) => showError(problem, error))
  .finally(() => {
    section.dataset.ready = "";
  });
