// The panel that sets a plan up, from the question to the button that runs it.

import { button, fill, h } from "../dom.js";
import { t } from "../page.js";
import { candidateForm } from "./candidateform.js";
import { conditionsForm } from "./conditions.js";
import { demandForm } from "./demandform.js";
import { numberField, radios } from "../desk/fields.js";
import { hasSites, needsMinutes } from "./plan.js";

const MOST_SITES = 1000;

function question(store, options) {
  const entries = options.models.map(({ key, title, explanation }) => [key, title, explanation]);
  const sites = numberField(t("plan.sites"), store.get().sites, { min: 0, max: MOST_SITES, name: "sites" }, (value) => value !== null && store.set({ sites: value }));
  const minutes = numberField(t("plan.minutes"), store.get().minutes, { min: 1, step: "any", name: "minutes" }, (value) => value !== null && store.set({ minutes: value }));
  const note = h("p", { class: "muted small" });
  function show({ model }) {
    sites.hidden = !hasSites(model);
    note.textContent = t(needsMinutes(model) ? "plan.minutes_needed" : "plan.minutes_for_fairness");
  }
  store.on(["model"], show);
  show(store.get());
  const choice = radios(t("plan.question"), entries, store.get().model, (model) => store.set({ model }), "model");
  return [choice, h("div", { class: "field-pair" }, sites, minutes), note];
}

/**
 * @param parts {drawing, units(), known, warning: a node above the form, with a form of its own, run()}
 * @returns {node, busy(shown)}
 */
export function createSetup(store, parts) {
  const form = h("form", { class: "setup", novalidate: true });
  const run = h("button", { type: "submit", class: "button-primary", dataset: { action: "run" } }, t("plan.run"));
  const state = h("div", { class: "run-state", "aria-live": "polite" });
  const bar = h("div", { class: "run-bar" }, run, state);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const wrong = form.querySelector("input:invalid");
    if (wrong) wrong.reportValidity();
    else parts.run();
  });

  /** Build the fields anew: for another unit system, or a plan that was opened. */
  function show(options) {
    const wasOpen = form.querySelector(".more-conditions")?.open ?? false;
    const focused = form.contains(document.activeElement) ? document.activeElement.dataset : {};
    fill(
      form,
      ...question(store, options),
      demandForm(store, options, parts.units),
      candidateForm(store, options, parts.drawing),
      conditionsForm(store, options, parts.known),
      bar,
    );
    form.querySelector(".more-conditions").open = wasOpen;
    // Whoever chose another unit system or day goes on from there.
    if (focused.units) form.querySelector(`[data-units="${focused.units}"]`).focus();
    else if (focused.field === "on") form.querySelector("[data-field=on]").focus();
  }

  function fail(error, retry) {
    fill(form, h("div", { class: "error", role: "alert" }, h("p", {}, error.message), button(t("retry"), retry)));
  }

  return { node: h("div", {}, parts.warning, form), state, run, show, fail };
}
