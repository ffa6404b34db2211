// The unit of a record: a list of units and a name of that list. Both lists share names and codes, so both are asked for.

import { h, uniqueId } from "../dom.js";
import { pageState, t } from "../page.js";

const NAMES = ["unit_code", "units", "commune", "district"];

/** `held` is the unit of the record: it may have ended before the day of the list, and stays a choice. */
function fillCodes(control, system, held) {
  control.replaceChildren(h("option", { value: "" }, t("place.none")));
  const groups = new Map();
  for (const [code, name, district] of pageState.communes[system] ?? []) {
    const isDistrict = system === "2024" && district === null;
    const title = system === "2024" ? district ?? name : "";
    if (!groups.has(title)) groups.set(title, []);
    const option = h("option", { value: code }, isDistrict ? `${name} – ${t("place.district")}` : name);
    groups.get(title)[isDistrict ? "unshift" : "push"](option);
  }
  for (const [title, made] of [...groups].sort(([a], [b]) => a.localeCompare(b, "vi"))) {
    control.append(...(title ? [h("optgroup", { label: title }, ...made)] : made));
  }
  const isListed = [...control.options].some(({ value }) => value === held.unit_code);
  if (!isListed && held.units === system) control.append(h("option", { value: held.unit_code }, held.name || held.unit_code));
}

/** Two selects; `read` gives the fields to send, nothing while they are as they were. */
export function placePicker(fields, values) {
  const shown = Object.fromEntries(fields.filter(({ name }) => NAMES.includes(name)).map((field) => [field.name, field]));
  const system = h("select", { id: uniqueId("units"), dataset: { field: "units" } });
  for (const { value, label } of shown.units.choices) system.append(h("option", { value }, label));
  const code = h("select", { id: uniqueId("unit"), dataset: { field: "unit_code" } });
  const written = h("p", { class: "small muted" });
  const problem = h("div", { class: "field-problem", id: uniqueId("problem"), hidden: true });
  code.setAttribute("aria-describedby", problem.id);
  let first = {};
  const show = (units) => fillCodes(code, units, first);

  function settle(next) {
    first = { unit_code: next.unit_code ?? "", units: next.units ?? "2025", name: next.commune ?? next.district };
    system.value = first.units;
    show(first.units);
    code.value = first.unit_code;
    const words = [next.commune, next.district].filter(Boolean).join(", ");
    written.textContent = words ? t("place.written", { text: words }) : "";
  }

  system.addEventListener("change", () => show(system.value));
  settle(values);
  return {
    problem,
    input: code,
    code,
    system,
    names: NAMES,
    chosen: () => ({ units: system.value, unit_code: code.value }),
    node: h(
      "div",
      { class: "place-picker", dataset: { holds: "unit_code" } },
      h("div", { class: "field" }, h("label", { for: system.id }, t("place.list")), system),
      h("div", { class: "field" }, h("label", { for: code.id }, t("place.pick")), code),
      written,
      problem,
    ),
    read() {
      if (code.value === first.unit_code && (system.value === first.units || !code.value)) return {};
      if (!code.value) return { unit_code: null, commune: null, district: null };
      return { unit_code: code.value, units: system.value };
    },
    pick(found) {
      system.value = found.units;
      show(found.units);
      code.value = found.unit_code;
      code.dispatchEvent(new Event("change", { bubbles: true }));
    },
    settle,
  };
}
