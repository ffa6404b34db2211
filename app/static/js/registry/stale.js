// Somebody else was quicker: what is stored now beside what was typed, and a choice for every field that both changed.

import { button, fill, h, uniqueId } from "../dom.js";
import { date } from "../format.js";
import { pageState, t } from "../page.js";
import { written } from "./fields.js";
import { moment } from "./moments.js";

// Columns of the store whose field has another name.
const FIELD_OF = { producer_id: "producer", raw_commune: "commune", raw_district: "district", sources: "source" };
const NEW_UNITS = "2025-07-01"; // the first day of today's communes: days as ISO texts sort as days
const PLACE = ["unit_code", "units", "commune", "district"];

const nameOf = (difference) => FIELD_OF[difference.field] ?? difference.field;

/** What a unit is called, by its code, and by its first day where both lists know the code. */
function unitName(value, system) {
  const [code, since] = String(value).split("|");
  const list = system ?? (since >= NEW_UNITS ? "2025" : "2024");
  const found = (pageState.communes[list] ?? []).find(([known]) => known === code);
  return found ? [found[1], found[2]].filter(Boolean).join(", ") : code;
}

function shown(name, value) {
  if (value === null || value === undefined) return t("field.empty");
  if (name === "unit_code") return unitName(value);
  if (typeof value === "object" && !Array.isArray(value)) return Object.values(value).filter(Boolean).join("; ");
  const field = pageState.fields.find((one) => one.name === name);
  const choice = field?.choices.find((one) => one.value === String(value));
  if (choice) return choice.label;
  if (field?.type === "date") return date(value);
  return Array.isArray(value) ? value.join("; ") : written(field ?? {}, value);
}

const typed = (name, mine) => (PLACE.includes(name) && mine.unit_code ? unitName(mine.unit_code, mine.units) : shown(name, mine[name]));

const isMine = (mine, name) => (PLACE.includes(name) ? PLACE.some((one) => one in mine) : name in mine);

/**
 * Ask what to keep; `again` gets the fields of mine that stay and the tag of the stored version.
 */
export function askAboutStale(out, error, mine, again) {
  const { difference, tag, known, who, at } = error.details;
  const choices = [];
  const rows = difference.map((one) => {
    const name = nameOf(one);
    const both = !one.part && isMine(mine, name);
    const group = uniqueId("stale");
    const choice = (value, text) => {
      const input = h("input", { type: "radio", name: group, value, id: `${group}-${value}` });
      input.checked = value === "theirs";
      return h("div", { class: "choice" }, input, h("label", { for: input.id }, text));
    };
    const pick = both ? h("fieldset", {}, h("legend", { class: "visually-hidden" }, one.label), choice("mine", t("stale.keep")), choice("theirs", t("stale.take"))) : h("span", { class: "small muted" }, t("stale.only_theirs"));
    if (both) choices.push({ name, keeps: () => pick.querySelector("input:checked").value === "mine" });
    const by = one.who ? h("span", { class: "small muted" }, h("br"), t("stale.by", { who: one.who, at: moment(one.at) })) : null;
    return h("tr", { dataset: { difference: name } }, h("th", { scope: "row" }, one.label), h("td", { "data-label": t("stale.started") }, shown(name, one.started)), h("td", { "data-label": t("stale.theirs") }, shown(name, one.now), by), both ? h("td", { "data-label": t("stale.mine") }, typed(name, mine)) : h("td", {}), h("td", { class: "across" }, pick));
  });
  const save = button(t("stale.save"), () => {
    const dropped = new Set(choices.filter(({ keeps }) => !keeps()).map(({ name }) => name));
    if (PLACE.some((name) => dropped.has(name))) PLACE.forEach((name) => dropped.add(name));
    again(Object.fromEntries(Object.entries(mine).filter(([name]) => !dropped.has(name))), tag);
  }, { class: "button-primary", dataset: { action: "save-stale" } });
  const heads = ["field", "started", "theirs", "mine"].map((key) => h("th", { scope: "col" }, t(`stale.${key}`)));
  const box = h(
    "section",
    { class: "warning stale", "aria-labelledby": "stale-title" },
    h("h2", { id: "stale-title", tabindex: "-1" }, t("stale.title")),
    who ? h("p", {}, t("stale.by", { who, at: moment(at) })) : null,
    known
      ? h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": t("stale.title") }, h("table", { class: "row-cards" }, h("thead", {}, h("tr", {}, ...heads, h("th", { scope: "col" }, ""))), h("tbody", {}, ...rows)))
      : h("p", {}, t("stale.unknown")),
    h("div", { class: "buttons" }, known ? save : null, h("a", { class: "button", href: location.href }, t("kept.reload"))),
  );
  fill(out, box);
  box.querySelector("h2").focus();
}
