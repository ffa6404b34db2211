// How the file is read and what its columns mean: shown, and chosen otherwise.

import { button, fill, h, select } from "../dom.js";
import { number } from "../format.js";
import { t } from "../page.js";

const byId = (id) => document.getElementById(id);
const controls = {
  kind: byId("kind"), sheet: byId("sheet"), header: byId("header-row"), crs: byId("crs"),
  takesNew: byId("takes-new"), takesChanged: byId("takes-changed"), clears: byId("clears-empty"), source: byId("source"),
};

/** Let every control choose; `choose` takes the choices that change. */
export function listen(choose) {
  controls.kind.addEventListener("change", () => choose({ kind: controls.kind.value }));
  controls.sheet.addEventListener("change", () => choose({ sheet: controls.sheet.value }));
  controls.header.addEventListener("change", () => choose({ header_row: Number(controls.header.value) || null }));
  controls.crs.addEventListener("change", () => choose({ crs: controls.crs.value || null }));
  controls.takesNew.addEventListener("change", () => choose({ takes_new: controls.takesNew.checked }));
  controls.takesChanged.addEventListener("change", () => choose({ takes_changed: controls.takesChanged.checked }));
  controls.clears.addEventListener("change", () => choose({ clears_empty: controls.clears.checked }));
  controls.source.addEventListener("change", () => choose({ source: controls.source.value.trim() || null }));
}

/** What was chosen, before anything is known of the rows. */
export function showChoices({ choices }) {
  if (choices.kind) controls.kind.value = choices.kind;
  controls.crs.value = choices.crs ?? "";
  controls.takesNew.checked = choices.takes_new;
  controls.takesChanged.checked = choices.takes_changed;
  controls.clears.checked = choices.clears_empty;
  controls.source.value = choices.source ?? "";
}

function showFile(file, rows) {
  const isMap = file.header_row === 0;
  const values = { rows: number(rows), sheet: file.sheet || file.container, header: file.header_row };
  byId("file-told").textContent = t(isMap ? "file.told_map" : "file.told", values);
  const notes = [...file.notes];
  if (file.crs) notes.push(t("file.crs", { crs: file.crs }));
  if (file.needs_crs) notes.push(t("file.needs_crs"));
  fill(byId("file-notes"), notes.map((note) => h("li", {}, note)));
  // Without coordinates there is no system to choose.
  byId("crs-field").hidden = !isMap && !file.crs && !file.needs_crs && !file.columns.some((column) => column.field === "lon");
  byId("header-field").hidden = isMap;
  controls.header.value = file.header_row || "";
  byId("sheet-field").hidden = file.sheets.length < 2;
  fill(controls.sheet, file.sheets.map((name) => h("option", { value: name }, name)));
  controls.sheet.value = file.sheet;
}

function showEncodings(file, choose) {
  byId("encoding-field").hidden = file.encodings.length < 2;
  fill(byId("encodings"), file.encodings.flatMap((one) => {
    const radio = h("input", { type: "radio", name: "encoding", id: `encoding-${one.value}`, value: one.value });
    radio.checked = one.value === file.encoding;
    radio.addEventListener("change", () => choose({ encoding: one.value }));
    return [
      h("div", { class: "choice" }, radio, h("label", { for: radio.id }, one.label)),
      h("pre", { class: "sample", lang: "vi", tabindex: "0" }, one.sample.join("\n")),
    ];
  }));
}

function showDoubt(doubt, choose) {
  const place = byId("doubt");
  place.hidden = !doubt;
  if (!doubt) return;
  const act = doubt.crs && !byId("crs-field").hidden
    ? button(t("doubt.choose", { crs: doubt.crs }), () => choose({ crs: doubt.crs }))
    : null;
  fill(place, h("p", {}, doubt.message), act);
}

function columnRow(column, preview, choices, choose) {
  const options = [["", t("column.not_read")], ...preview.fields.map((one) => [one.name, one.label])];
  const control = select(options, column.field ?? "", (name) => {
    // A field that another column meant goes over to this one.
    const columns = { ...choices.columns, [column.heading]: name || null };
    for (const other of preview.file.columns) {
      if (name && other.field === name && other.heading !== column.heading) columns[other.heading] = null;
    }
    choose({ kind: preview.kind, columns });
  });
  control.setAttribute("aria-label", t("column.field_of", { heading: column.heading }));
  return h("tr", {},
    h("th", { scope: "row", lang: "vi" }, column.heading),
    h("td", { lang: "vi" }, column.samples.join(" · ")),
    h("td", {}, control),
    h("td", { class: `small how-${column.how}` }, t(`column.${column.how}`)));
}

/** What a preview says of the file and its columns. */
export function showReading({ preview, choices }, choose) {
  controls.kind.value = preview.kind;
  showFile(preview.file, preview.file.rows);
  showEncodings(preview.file, choose);
  showDoubt(preview.doubt, choose);
  const rows = preview.file.columns.map((column) => columnRow(column, preview, choices, choose));
  fill(byId("column-rows"), rows);
}
