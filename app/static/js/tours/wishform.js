// The panel of the wishes, from where a tour begins to the button that makes it.

import { field, fill, h, select } from "../dom.js";
import { number } from "../format.js";
import { t } from "../page.js";
import { folded, numberField, radios, slider, tick } from "../desk/fields.js";
import { dataWishes } from "./datawishes.js";
import { nightsForm, ownDaysForm } from "./daysform.js";
import { placeField } from "./placefield.js";
import { limitsForm, stopList } from "./stoplists.js";
import { timeField, whenForm } from "./whenform.js";

const MOST_GUESTS = 200;
const MOST_MINUTES = 900;

function whereFields(store, parts) {
  const start = placeField(parts, { label: t("wish.start"), name: "start", value: store.get().start }, (place) => store.set({ start: place }));
  const end = placeField(parts, { label: t("wish.end"), name: "end", value: store.get().end, empty: t("wish.same_end") }, (place) => store.set({ end: place }));
  return [start, end];
}

function interestSliders(store, options) {
  return options.interests.map(({ key, title }) =>
    slider(title, store.get().interests[key] ?? 0, { step: 0.5, name: key }, (weight) => store.set({ interests: { ...store.get().interests, [key]: weight } })),
  );
}

function lunchFields(store) {
  const { lunch, lunchFrom, lunchTo, lunchMin } = store.get();
  const times = h("div", { class: "field-trio" }, timeField(t("wish.lunch_from"), lunchFrom, { name: "lunch-from" }, (value) => store.set({ lunchFrom: value })), timeField(t("wish.lunch_to"), lunchTo, { name: "lunch-to" }, (value) => store.set({ lunchTo: value })), numberField(t("wish.lunch_min"), lunchMin, { min: 1, max: 240, name: "lunch-min" }, (value) => value !== null && store.set({ lunchMin: value })));
  times.hidden = !lunch;
  return [tick(t("wish.lunch"), lunch, (on) => {
    times.hidden = !on;
    store.set({ lunch: on });
  }, { field: "lunch" }), times];
}

function hours(store) {
  const { dayStart, dayEnd } = store.get();
  return h("div", { class: "field-pair" }, timeField(t("wish.day_start"), dayStart, { name: "day-start" }, (value) => store.set({ dayStart: value })), timeField(t("wish.day_end"), dayEnd, { name: "day-end" }, (value) => store.set({ dayEnd: value })));
}

function paceAndVehicle(store, options) {
  const pace = radios(t("wish.pace"), options.paces.map((one) => [one.key, one.title, one.reason]), store.get().pace, (value) => store.set({ pace: value }), "pace");
  const note = h("p", { class: "muted small", role: "status" });
  const show = ({ vehicle, adults, children }) => {
    const found = options.vehicles.find((one) => one.key === vehicle);
    if (!found) return fill(note);
    const people = adults + children;
    const seats = t("wish.seats", { seats: number(found.seats), people: number(people), vehicles: number(Math.ceil(people / found.seats)) });
    return fill(note, h("span", { dataset: { part: "seats" } }, seats), [found.reason, t("wish.co2", { grams: number(found.co2) }), found.source].filter(Boolean).map((text) => ` · ${text}`).join(""));
  };
  const control = select(options.vehicles.map((one) => [one.key, one.title]), store.get().vehicle, (vehicle) => store.set({ vehicle }));
  control.dataset.field = "vehicle";
  store.on(["vehicle", "adults", "children"], show);
  show(store.get());
  return [pace, field(t("wish.vehicle"), control), note];
}

function party(store) {
  const { adults, children } = store.get();
  return h("div", { class: "field-pair" }, numberField(t("wish.adults"), adults, { min: 1, max: MOST_GUESTS, name: "adults" }, (value) => value !== null && store.set({ adults: value })), numberField(t("wish.children"), children, { min: 0, max: MOST_GUESTS, name: "children" }, (value) => store.set({ children: value ?? 0 })));
}

function driving(store) {
  const { maxDrive, breakAfter, planWith } = store.get();
  const entries = [["high", t("wish.plan_high"), t("wish.plan_high_note")], ["likely", t("wish.plan_likely"), t("wish.plan_likely_note")]];
  return [
    numberField(t("wish.max_drive"), maxDrive, { min: 1, max: MOST_MINUTES, name: "max-drive", hint: t("wish.max_drive_note") }, (value) => store.set({ maxDrive: value })),
    numberField(t("wish.break_after"), breakAfter, { min: 15, max: MOST_MINUTES, name: "break-after", hint: t("wish.break_after_note") }, (value) => store.set({ breakAfter: value })),
    radios(t("wish.plan_with"), entries, planWith, (value) => store.set({ planWith: value }), "plan"),
  ];
}

/**
 * @param parts {places, drawing, run()}
 * @returns {node, state: where a run is told, run: its button, show(options)}
 */
export function createWishForm(store, parts) {
  const form = h("form", { class: "setup", novalidate: true });
  const run = h("button", { type: "submit", class: "button-primary", dataset: { action: "make" } }, t("wish.run"));
  const state = h("div", { class: "run-state", "aria-live": "polite" });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const wrong = form.querySelector("input:invalid");
    // A field that is folded away cannot say what is wrong with it.
    for (let box = wrong?.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    if (wrong) wrong.reportValidity();
    else parts.run();
  });

  function show(options) {
    const group = (title, ...nodes) => h("fieldset", {}, h("legend", {}, title), ...nodes);
    fill(
      form,
      group(t("wish.where"), ...whereFields(store, parts)),
      whenForm(store),
      nightsForm(store, parts),
      group(t("wish.interests"), h("p", { class: "muted small" }, t("wish.interests_note")), ...interestSliders(store, options)),
      group(t("wish.stops"), stopList(store, parts.places, "must"), stopList(store, parts.places, "avoid"), h("p", { class: "muted small" }, t("wish.stops_note"))),
      folded(t("wish.hours"), hours(store), ...lunchFields(store)),
      folded(t("wish.manner"), ...paceAndVehicle(store, options), party(store)),
      folded(t("wish.limits"), limitsForm(store, options.groups)),
      folded(t("wish.driving"), ...driving(store)),
      folded(t("wish.data"), ...dataWishes(store)),
      folded(t("wish.own_days"), h("p", { class: "muted small" }, t("wish.own_days_note")), ownDaysForm(store, parts)),
      h("div", { class: "run-bar" }, run, state),
    );
  }

  const fail = (...nodes) => fill(form, ...nodes);
  return { node: form, state, run, show, fail };
}
