// The table of assumptions and the festivals: rows that editors change in their place.

import { ApiError, apiUrl, fetchJson } from "../api.js";
import { send } from "../desk/calls.js";
import { announce, button, field, fill, h, select, uniqueId } from "../dom.js";
import { fold } from "../fold.js";
import { pageState, t, texts } from "../page.js";
import { placeSearch } from "../tours/placesearch.js";

const STALE = 412;
const DONE = "#done-"; // what was done stands behind the # of the page, by the key of its text
const MONTHS = Array.from({ length: 12 }, (_, at) => at + 1);
const MOST_HITS = 12;
const communes = JSON.parse(document.getElementById("communes").textContent);

/** Load the page again: it then shows what the server keeps, and says what was done. */
function reload(what) {
  location.hash = `${DONE}${what}`;
  location.reload();
}

// Refusals

function nowText(now) {
  if (now.hours) return `${now.visit_min} min; ${now.hours.map((pair) => pair.map(clock).join("–")).join(", ")}; ${now.reason}`;
  if (now.months) return `${now.months.join(", ")}; ${now.title}; ${now.reason}`;
  return Object.values(now).filter((value) => value !== null).join("; ");
}

const clock = (minutes) => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

/** Say why the server refused, beside the field that it names. */
function refuse(form, out, error) {
  if (!(error instanceof ApiError)) throw error;
  for (const marked of form.querySelectorAll("[aria-invalid]")) marked.removeAttribute("aria-invalid");
  const now = error.status === STALE && error.details?.now;
  const parts = [h("p", { class: "error", role: "alert", id: uniqueId("refusal") }, error.message)];
  if (now) parts.push(h("p", { class: "note small" }, t("row.now", { value: nowText(now) })));
  if (error.status === STALE) parts.push(h("p", {}, h("a", { href: location.href }, t("kept.reload"))));
  fill(out, ...parts);
  const name = String(error.details?.name ?? "").replace(/\[.*$/, "");
  const control = name && form.querySelector(`[data-field="${CSS.escape(name)}"]`);
  if (control) {
    control.setAttribute("aria-invalid", "true");
    control.setAttribute("aria-describedby", parts[0].id);
    control.focus();
  }
}

/** A form with its buttons; `act` writes, whatever it throws is told. */
function formOf(children, act, cancel) {
  const out = h("div", {});
  const save = h("button", { type: "submit", class: "button-primary" }, t("row.save"));
  const form = h("form", { class: "row-form", autocomplete: "off" }, ...children, out, h("div", { class: "buttons" }, save, button(t("row.cancel"), cancel)));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    save.disabled = true;
    try {
      await act();
    } catch (error) {
      refuse(form, out, error);
    } finally {
      save.disabled = false;
    }
  });
  return form;
}

const text = (name, value, most) => h("input", { type: "text", value: value ?? "", maxlength: String(most), dataset: { field: name } });

// Rows of the table

function hoursFields(hours) {
  const list = h("div", { class: "hours-list", dataset: { field: "hours" }, tabindex: "-1" });
  const one = ([from, to]) => {
    const pair = [text("from", from, 5), text("to", to, 5)];
    for (const input of pair) Object.assign(input, { pattern: "([01]\\d|2[0-3]):[0-5]\\d|24:00", placeholder: "08:00", required: true, inputMode: "numeric" });
    const row = h("div", { class: "hours-row" }, field(t("row.from"), pair[0]), field(t("row.to"), pair[1]));
    row.append(button(t("row.fewer_hours"), () => list.children.length > 1 && row.remove(), { class: "button-plain" }));
    return row;
  };
  list.append(...hours.map(one));
  const more = button(t("row.more_hours"), () => list.append(one(["", ""])), { class: "button-plain" });
  const read = () => [...list.children].map((row) => [...row.querySelectorAll("input")].map((input) => input.value.trim()));
  return { nodes: [list, more], read };
}

function kindFields(value) {
  const visit = h("input", { type: "number", min: "1", max: "720", step: "1", required: true, value: String(value.visit_min), dataset: { field: "visit_min" } });
  const hours = hoursFields(value.hours);
  return { nodes: [field(t("row.visit"), visit), ...hours.nodes], read: () => ({ visit_min: visit.valueAsNumber, hours: hours.read() }) };
}

function monthFields(row) {
  const boxes = MONTHS.map((month) => {
    const input = h("input", { type: "checkbox", id: uniqueId("month"), value: String(month) });
    input.checked = row.value.months.includes(month);
    return { input, node: h("div", { class: "choice" }, input, h("label", { for: input.id }, t(`month.${month}`))) };
  });
  const title = text("title", row.value.title, 200);
  const hint = h("p", { class: "muted small" }, t("row.title_hint"));
  const group = h("fieldset", { class: "months", dataset: { field: "months" }, tabindex: "-1" }, h("legend", {}, t("row.months")), ...boxes.map(({ node }) => node));
  const chosen = () => boxes.filter(({ input }) => input.checked).map(({ input }) => Number(input.value));
  // The usual sentence belongs to the usual months: with others it is not sent, and the server asks for one.
  const sentence = () => (title.value.trim() === row.usual.title ? {} : { title: title.value });
  return { nodes: [group, field(t("row.title"), title), hint], read: () => ({ months: chosen(), ...sentence() }) };
}

function amount(name, value, least, most, step = "1") {
  return h("input", { type: "number", min: String(least), max: String(most), step, required: true, value: String(value), dataset: { field: name } });
}

const factor = (name, value) => amount(name, value, 0.25, 4, "any");

function paceFields({ value }) {
  const longer = factor("visit_factor", value.visit_factor);
  const driving = amount("max_drive_min", value.max_drive_min, 1, 1440);
  return { nodes: [field(t("row.visit_factor"), longer), field(t("row.max_drive"), driving)], read: () => ({ visit_factor: longer.valueAsNumber, max_drive_min: driving.valueAsNumber }) };
}

function vehicleFields(row) {
  const slower = factor("time_factor", row.value.time_factor);
  const seats = amount("seats", row.value.seats, 1, 100);
  const grams = amount("co2_g_km", row.value.co2_g_km, 0, 5000);
  const source = text("co2_source", row.value.co2_source, 200);
  // The usual source belongs to the usual figure: with another one it is not sent, and the server asks for one.
  const told = () => (source.value.trim() === row.usual.co2_source ? {} : { co2_source: source.value });
  const nodes = [field(t("row.time_factor"), slower), field(t("row.seats"), seats), field(t("row.co2"), grams), field(t("row.co2_source"), source)];
  return { nodes, read: () => ({ time_factor: slower.valueAsNumber, seats: seats.valueAsNumber, co2_g_km: grams.valueAsNumber, ...told() }) };
}

const FIELDS = { kind: (row) => kindFields(row.value), season: monthFields, harvest: monthFields, pace: paceFields, vehicle: vehicleFields };

function editRow(line, row) {
  const fields = FIELDS[row.group](row);
  const reason = text("reason", row.changed ? row.value.reason : "", 200);
  reason.required = true;
  const write = (value) => send("PATCH", "tour-assumptions", { key: row.key, value }, { version: row.version });
  const close = () => {
    opened.remove();
    line.hidden = false;
    line.querySelector("button").focus();
  };
  const form = formOf(
    [h("h3", {}, row.title), ...fields.nodes, field(t("row.reason"), reason)],
    async () => {
      await write({ ...fields.read(), reason: reason.value });
      reload("row.kept");
    },
    close,
  );
  if (row.changed) {
    const back = button(t("row.back"), async () => {
      try {
        await write(null);
        reload("row.kept");
      } catch (error) {
        refuse(form, form.querySelector(":scope > div"), error);
      }
    }, { dataset: { action: "back" } });
    form.querySelector(".buttons").append(back);
  }
  const opened = h("tr", { class: "row-edited" }, h("td", { colspan: String(line.children.length) }, form));
  line.after(opened);
  line.hidden = true;
  form.querySelector("input").focus();
}

for (const line of document.querySelectorAll("tr[data-row]")) {
  const row = pageState.rows[line.dataset.row];
  line.querySelector(".row-actions").append(button(t("row.edit"), () => editRow(line, row), { "aria-label": t("row.edit_of", { title: row.title }) }));
}

// Festivals

let stops = null;

async function findStops() {
  stops ??= (await fetchJson(apiUrl("tour-options"))).stops.map((stop) => ({ id: stop.id, name: stop.name, detail: stop.commune ?? "", key: fold([stop.name, ...(stop.also ?? []), stop.commune ?? ""].join(" ")) }));
  return stops;
}

function whereFields(festival) {
  let placeId = festival.place_id ?? null;
  const commune = select([["", ""], ...communes], festival.unit_code ?? "", () => {});
  commune.dataset.field = "unit_code";
  const chosen = h("p", { class: "small", role: "status" }, placeId ? t("festival.chosen", { name: festival.place ?? placeId }) : t("festival.no_place"));
  const search = placeSearch({
    label: t("festival.place"),
    name: "place",
    keeps: true,
    find: (words) => (stops ?? []).filter(({ key }) => key.includes(fold(words))).slice(0, MOST_HITS),
    choose: (stop) => {
      placeId = stop.id;
      chosen.textContent = t("festival.chosen", { name: stop.name });
    },
  });
  search.input.dataset.field = "place_id";
  const inCommune = field(t("festival.commune"), commune);
  const atPlace = h("div", {}, search.node, chosen);
  const kind = select([["commune", t("festival.in_commune")], ["place", t("festival.at_place")]], placeId ? "place" : "commune", show);
  function show() {
    inCommune.hidden = kind.value !== "commune";
    atPlace.hidden = kind.value !== "place";
    if (kind.value === "place") findStops().catch((error) => (chosen.textContent = error.message));
  }
  show();
  const read = () => (kind.value === "place" ? { place_id: placeId, unit_code: null } : { place_id: null, unit_code: commune.value || null });
  return { nodes: [field(t("festival.where"), kind), inCommune, atPlace], read };
}

const wholeNumber = (name, value, most) => h("input", { type: "number", min: "1", max: String(most), step: "1", required: true, value: String(value ?? ""), dataset: { field: name } });

function festivalForm(festival, act, cancel) {
  const name = text("name", festival.name, 200);
  const source = text("source", festival.source, 200);
  name.required = source.required = true;
  const calendar = select([["lunar", t("festival.lunar")], ["solar", t("festival.solar")]], festival.calendar ?? "lunar", () => {});
  calendar.dataset.field = "calendar";
  const [day, month, days] = [wholeNumber("day", festival.day, 31), wholeNumber("month", festival.month, 12), wholeNumber("days", festival.days ?? 1, 60)];
  const where = whereFields(festival);
  const when = h("div", { class: "festival-when" }, field(t("festival.calendar"), calendar), field(t("festival.day"), day), field(t("festival.month"), month), field(t("festival.days"), days));
  const read = () => ({ name: name.value, calendar: calendar.value, day: day.valueAsNumber, month: month.valueAsNumber, days: days.valueAsNumber, source: source.value, ...where.read() });
  const title = festival.id ? t("festival.change", { name: festival.name }) : t("festival.add");
  return formOf([h("h3", {}, title), field(t("festival.name"), name), when, ...where.nodes, field(t("festival.source"), source)], () => act(read()), cancel);
}

const box = document.getElementById("festival-form");
const adder = button(t("festival.add"), () => addFestival(), { class: "button-primary", dataset: { action: "add-festival" } });

function closeForm() {
  fill(box, adder);
  adder.focus();
}

function open(form) {
  fill(box, form);
  form.querySelector("input").focus();
}

function addFestival() {
  open(festivalForm({}, async (body) => {
    await send("POST", "festivals", body);
    reload("festival.kept");
  }, closeForm));
}

function removeButton(festival) {
  const control = button(t("festival.remove"), async () => {
    if (!control.dataset.asked) {
      control.dataset.asked = "true";
      control.removeAttribute("aria-label"); // the question is its name now
      control.textContent = t("festival.really", { name: festival.name });
      return;
    }
    try {
      await send("DELETE", `festivals/${festival.id}`, undefined, { version: festival.version });
      reload("festival.removed");
    } catch (error) {
      const problem = document.getElementById("page-error");
      problem.textContent = error.message;
      problem.hidden = false;
    }
  }, { class: "button-plain", "aria-label": t("festival.remove_of", { name: festival.name }) });
  return control;
}

for (const line of document.querySelectorAll("tr[data-festival]")) {
  const festival = pageState.festivals[line.dataset.festival];
  const change = (body) => send("PATCH", `festivals/${festival.id}`, body, { version: festival.version }).then(() => reload("festival.kept"));
  const edit = button(t("row.edit"), () => open(festivalForm(festival, change, closeForm)), { "aria-label": t("festival.change", { name: festival.name }) });
  line.querySelector(".row-actions").append(edit, removeButton(festival));
}

fill(box, adder);
if (location.hash.startsWith(DONE)) {
  const key = location.hash.slice(DONE.length);
  if (key in texts) announce(t(key));
  history.replaceState(null, "", location.pathname + location.search);
}
document.body.dataset.ready = "";
