// Entering a published OCOP point that the registry does not know yet: name, commune, a click for the place, source.

import { announce, button, field, fill, h, select } from "../dom.js";
import { apiUrl, fetchJson } from "../api.js";
import { collator, number } from "../format.js";
import { pageState, t } from "../page.js";
import { send } from "../desk/calls.js";
import { failure } from "./running.js";

const FIRST_YEAR = 2000;

/** How many of the published points are known; null where all are, or where nobody published a number. */
export function missingWarning({ known, published }, form) {
  if (published === null || published === undefined || known >= published) return null;
  const words = t("existing.warning", { known: number(known), published: number(published) });
  const action = pageState.may?.enter_point ? form : h("p", { class: "small" }, t("existing.ask_editor"));
  return h("div", { class: "warning", dataset: { part: "missing" } }, h("p", {}, words), action);
}

/** Take a point back that was just entered: its tag says that nobody has changed it since. */
async function takeBack(id) {
  const { items } = await fetchJson(apiUrl("ocop-points"));
  const found = items.find((item) => item.id === id);
  if (found) await send("DELETE", `ocop-points/${encodeURIComponent(id)}`, undefined, { version: found.tag });
}

function textField(label, attributes) {
  const input = h("input", { type: "text", ...attributes });
  return { input, node: field(label, input) };
}

/**
 * @param units() the communes on screen [{code, name}]; place(latlng) the code of the commune there, or null
 * @param onentered runs when the registry has changed
 */
export function createPointForm({ drawing, units, system, communeAt, onentered }) {
  const name = textField(t("point_form.name"), { required: true, maxlength: "200", dataset: { entry: "name" } });
  const address = textField(t("point_form.address"), { maxlength: "300" });
  const source = textField(t("point_form.source"), { maxlength: "500", dataset: { entry: "source" } });
  const year = h("input", { type: "number", min: String(FIRST_YEAR), max: pageState.today.slice(0, 4), dataset: { entry: "year" } });
  const commune = select([], "", () => {});
  commune.dataset.entry = "commune";
  const where = h("p", { class: "small", role: "status" }, t("point_form.no_place"));
  const out = h("div", { role: "status" });
  let spot = null;

  function fillCommunes() {
    const before = commune.value;
    const sorted = [...units()].sort((a, b) => collator.compare(a.name, b.name));
    fill(commune, h("option", { value: "" }, t("point_form.choose")), ...sorted.map((unit) => h("option", { value: unit.code }, `${unit.name} (${unit.code})`)));
    commune.value = before;
  }

  function pick() {
    drawing.start({
      hint: t("point_form.hint"),
      once: true,
      onpoint: ({ lat, lng }) => {
        spot = { lat: Number(lat.toFixed(6)), lon: Number(lng.toFixed(6)) };
        where.textContent = t("point_form.place", { lat: number(spot.lat, 5), lon: number(spot.lon, 5) });
        const code = communeAt(lat, lng);
        if (code) commune.value = code;
        name.input.focus({ preventScroll: false });
      },
    });
  }

  function empty() {
    for (const input of [name.input, address.input, source.input, year]) input.value = "";
    spot = null;
    where.textContent = t("point_form.no_place");
  }

  async function enter() {
    if (!name.input.value.trim() || !commune.value) {
      fill(out, h("p", { class: "error small", role: "alert" }, t("point_form.needed")));
      (name.input.value.trim() ? commune : name.input).focus();
      return;
    }
    const body = {
      name: name.input.value.trim(),
      unit_code: commune.value,
      units: system(),
      address: address.input.value.trim() || null,
      source: source.input.value.trim() || null,
      opened_year: year.value === "" ? null : year.valueAsNumber,
      lon: spot?.lon ?? null,
      lat: spot?.lat ?? null,
    };
    try {
      const { answer } = await send("POST", "ocop-points", body);
      announce(t("point_form.entered", { name: body.name }));
      empty();
      const undo = button(t("point_form.undo"), async () => {
        try {
          await takeBack(answer.id);
          fill(out, h("p", { class: "note small" }, t("point_form.taken_back")));
          onentered();
        } catch (error) {
          fill(out, failure(error, String));
        }
      });
      fill(out, h("p", { class: "note small" }, t("point_form.entered", { name: body.name }), " ", undo));
      onentered();
    } catch (error) {
      fill(out, failure(error, String));
    }
  }

  const place = h("div", { class: "buttons" }, button(t("point_form.pick"), pick, { dataset: { action: "pick-place" } }));
  const body = h("div", { class: "point-form" }, name.node, field(t("point_form.commune"), commune), place, where, address.node, field(t("point_form.year"), year), source.node, button(t("point_form.enter"), enter, { class: "button-primary", dataset: { action: "enter-point" } }));
  const node = h("details", {}, h("summary", {}, t("point_form.title")), body, out);
  return { node, fillCommunes };
}
