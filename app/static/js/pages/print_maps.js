// The page of maps for printing: a preview follows the form; small maps come at once, others as a job.

import { ApiError, apiUrl, fetchJson } from "../api.js";
import { send } from "../desk/calls.js";
import { followToFile } from "../desk/jobfile.js";
import { createProgress } from "../desk/progress.js";
import { announce, debounce, fill, h } from "../dom.js";
import { fold } from "../fold.js";
import { pageState, t } from "../page.js";
import { placeSearch } from "../tours/placesearch.js";

const PREVIEW_PIXELS = 1000;
const PREVIEW_WAIT_MS = 350;
const MM_PER_INCH = 25.4;
const MOST_HITS = 12;
const PAGE = 1000;
const NO_COLOUR = "none";

const form = document.getElementById("maps-form");
const picture = document.getElementById("preview");
const frame = picture.closest("figure");
const note = document.getElementById("preview-note");
const problem = document.getElementById("maps-error");
const status = document.getElementById("maps-status");
const dpiNote = document.getElementById("dpi-note");
const chosenUnit = document.getElementById("unit-chosen");
const buttons = [...form.querySelectorAll("[data-make]")];
const progress = createProgress(status);
const numbers = new Intl.NumberFormat(pageState.lang);
let unit = pageState.unit;
let asked = null;

const checked = (name) => form.querySelector(`[name=${name}]:checked`).value;
const layers = () => [...form.querySelectorAll("[name=layer]:checked")].map((box) => box.value);

const chosenOf = (name) => form.elements[name]?.value ?? "";
const hasMade = () => Boolean(chosenOf("scenario") || chosenOf("tour"));
/** A scenario colours the communes itself, unless that is left to an indicator. */
const isColoured = () => Boolean(chosenOf("scenario")) && chosenOf("scenario_colours") !== NO_COLOUR;

/** What is ordered, named as in the API, without paper and resolution of a picture. */
function order() {
  const extent = checked("extent");
  if (!layers().length) throw new ApiError(t("maps.choose"));
  if (extent === "unit" && !unit) throw new ApiError(t("maps.choose_unit"));
  const coloured = layers().includes("communes") && !isColoured() ? form.indicator.value : NO_COLOUR;
  return {
    layers: layers().join(","),
    units: checked("units"),
    on: form.on.value,
    ...pageState.filters,
    indicator: coloured,
    crop: coloured === "zone_ha" ? form.crop.value : "",
    scheme: form.scheme.value,
    classes: form.classes.value,
    palette: form.palette.value,
    scenario: chosenOf("scenario"),
    scenario_colours: chosenOf("scenario") ? chosenOf("scenario_colours") : "",
    tour: chosenOf("tour"),
    extent: hasMade() && (extent === "made" || extent === "province") ? extent : "",
    bbox: extent === "bbox" ? pageState.bbox : "",
    unit: extent === "unit" ? unit.code : "",
    unit_from: extent === "unit" ? unit.from : "",
    paper: form.paper.value,
    orientation: form.orientation.value,
    colours: form.colours.value,
    title: form.title.value.trim(),
  };
}

function pixels(dpi) {
  const [short, long] = pageState.papers[form.paper.value];
  return Math.floor((short / MM_PER_INCH) * dpi) * Math.floor((long / MM_PER_INCH) * dpi);
}

/** Offer the resolutions that the paper can have, and say which way the picture comes. */
function fitToPaper() {
  const options = [...form.dpi.options];
  for (const option of options) option.disabled = pixels(Number(option.value)) > pageState.most_pixels;
  const most = options.filter((option) => !option.disabled).at(-1).value;
  if (form.dpi.selectedOptions[0].disabled) form.dpi.value = most;
  const way = pixels(Number(form.dpi.value)) > pageState.at_once_pixels ? "maps.as_job" : "maps.at_once";
  const limit = most === options.at(-1).value ? "" : t("maps.most_dpi", { dpi: most });
  dpiNote.textContent = [t(way), limit].filter(Boolean).join(" ");
}

/** What goes with a scenario or a tour: its unit system, its extent, no atlas, no second colour. */
function fitToMade() {
  const extent = document.getElementById("extent-made");
  if (!extent) return;
  extent.disabled = !hasMade();
  if (extent.disabled && extent.checked) document.getElementById("extent-province").checked = true;
  for (const field of document.querySelectorAll("#colour-fields select")) field.disabled = isColoured();
  const colours = document.getElementById("scenario_colours");
  if (colours) colours.disabled = !chosenOf("scenario");
  form.querySelector("[data-make=atlas]").disabled = hasMade();
  document.getElementById("atlas-made").hidden = !hasMade();
}

function chooseMade({ value, selectedOptions: [option] }) {
  if (!value) return;
  const units = option.dataset.units && document.getElementById(`units-${option.dataset.units}`);
  if (units && !units.checked) {
    units.checked = true;
    forgetUnit();
  }
  document.getElementById("extent-made").disabled = false;
  document.getElementById("extent-made").checked = true;
}

async function fetchFile(kind, query, signal) {
  let response;
  try {
    response = await fetch(apiUrl(`maps.${kind}`, query), { signal, headers: { Accept: "application/json, */*" } });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError(t("error.network"));
  }
  if (response.ok) return response;
  const answer = await response.json().catch(() => ({}));
  throw new ApiError(answer.message || t("error.server", { status: response.status }));
}

function tell(error) {
  problem.textContent = error ? error.message : "";
  problem.hidden = !error;
}

async function preview() {
  asked?.abort();
  asked = new AbortController();
  const { signal } = asked;
  frame.setAttribute("aria-busy", "true");
  try {
    const long = pageState.papers[form.paper.value][1];
    const response = await fetchFile("png", { ...order(), dpi: Math.round((PREVIEW_PIXELS / long) * MM_PER_INCH) }, signal);
    const scale = Number(response.headers.get("X-OCOP-Scale"));
    const blob = await response.blob();
    if (signal.aborted) return;
    URL.revokeObjectURL(picture.src);
    picture.src = URL.createObjectURL(blob);
    await picture.decode();
    note.textContent = t("maps.scale", { number: numbers.format(scale), paper: form.paper.value.toUpperCase() });
    picture.alt = t("maps.preview", { title: note.textContent });
    picture.hidden = false;
    tell(null);
  } catch (error) {
    if (error.name === "AbortError") return;
    picture.hidden = true;
    note.textContent = "";
    tell(error);
  }
  frame.setAttribute("aria-busy", "false");
}

function saveAs(blob, name) {
  const link = h("a", { href: URL.createObjectURL(blob), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

async function takeAtOnce(kind) {
  fill(status, h("p", {}, t("maps.drawing")));
  const response = await fetchFile(kind, { ...order(), dpi: form.dpi.value });
  const name = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition"))[1];
  saveAs(await response.blob(), name);
  const text = t("maps.made", { name });
  fill(status, h("p", { dataset: { made: name } }, text));
  announce(text);
}

async function takeAsJob(kind) {
  const given = Object.entries({ ...order(), dpi: form.dpi.value }).filter(([, value]) => value !== "");
  const wanted = { ...Object.fromEntries(given), dpi: Number(form.dpi.value), format: kind };
  if (kind === "atlas") {
    for (const name of ["bbox", "unit", "unit_from"]) delete wanted[name];
    Object.assign(wanted, { format: "pdf", atlas: true });
  }
  const { answer: job } = await send("POST", "maps", wanted);
  const { name, href } = await followToFile(job, progress, (reason) => t("maps.failed", { reason }));
  const link = h("a", { class: "button", href, download: name, dataset: { made: name } }, name);
  fill(status, h("p", {}, t("maps.ready"), " ", link));
  announce(`${t("maps.ready")} ${name}`);
}

async function make(kind) {
  tell(null);
  for (const button of buttons) button.disabled = true;
  const isLarge = kind === "png" && pixels(Number(form.dpi.value)) > pageState.at_once_pixels;
  try {
    await (kind === "atlas" || isLarge ? takeAsJob(kind) : takeAtOnce(kind));
  } catch (error) {
    fill(status);
    tell(error);
  }
  for (const button of buttons) button.disabled = false;
  fitToMade();
}

/** All units of a level, page by page. */
async function fetchUnits(query) {
  const found = [];
  let total = 1;
  while (found.length < total) {
    const answer = await fetchJson(apiUrl("units", { ...query, limit: PAGE, offset: found.length }));
    total = answer.total;
    if (!answer.items.length) break;
    found.push(...answer.items);
  }
  return found;
}

const unitLists = new Map();

async function loadUnits() {
  const system = checked("units");
  if (unitLists.has(system)) return;
  unitLists.set(system, []);
  const levels = { commune: system, district: "2024" };
  const lists = await Promise.all(
    Object.entries(levels).map(async ([level, units]) =>
      (await fetchUnits({ level, units })).map(({ code, name, valid_from: from }) => ({ code, name, from, level, key: fold(name) })),
    ),
  );
  unitLists.set(system, lists.flat());
}

function findUnits(text) {
  const wanted = fold(text);
  const rank = ({ key }) => Number(key !== wanted) + Number(!key.startsWith(wanted));
  const hits = (unitLists.get(checked("units")) ?? []).filter(({ key }) => key.includes(wanted));
  return hits
    .sort((one, other) => rank(one) - rank(other))
    .slice(0, MOST_HITS)
    .map((hit) => ({ ...hit, detail: `${t(`search.${hit.level}`)}, ${hit.code}` }));
}

function showUnit() {
  chosenUnit.textContent = unit ? t("maps.chosen_unit", { name: unit.name }) : "";
}

function chooseUnit(hit) {
  unit = { code: hit.code, from: hit.from, name: `${hit.name} (${hit.detail})` };
  form.querySelector("#extent-unit").checked = true;
  showUnit();
  preview();
}

async function fillCrops() {
  const field = document.getElementById("crop-field");
  field.hidden = form.indicator.value !== "zone_ha";
  if (field.hidden) return;
  const { crops, crop } = await fetchJson(apiUrl("choropleth", { indicator: "zone_ha", units: checked("units"), on: form.on.value }));
  const wanted = form.crop.value || pageState.crop || crop;
  fill(form.crop, ...crops.map((name) => h("option", { value: name }, name)));
  form.crop.value = crops.includes(wanted) ? wanted : (crop ?? "");
}

/** A code of one unit system may mean another place in the other. */
function forgetUnit() {
  unit = null;
  showUnit();
  loadUnits().catch(tell);
}

async function follow(event) {
  tell(null);
  if (event.target.name === "units") forgetUnit();
  if (["scenario", "tour"].includes(event.target.name)) chooseMade(event.target);
  fitToMade();
  fitToPaper();
  if (event.target.name === "dpi" || event.target.type === "search") return;
  try {
    if (["indicator", "units", "on"].includes(event.target.name)) await fillCrops();
  } catch (error) {
    tell(error);
  }
  previewSoon();
}

const previewSoon = debounce(preview, PREVIEW_WAIT_MS);
const search = placeSearch({ label: t("maps.unit"), find: findUnits, choose: chooseUnit, name: "unit", keeps: true });
document.getElementById("unit-search").append(search.node);
search.input.addEventListener("focus", () => loadUnits().catch(tell));

form.addEventListener("change", follow);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  make("pdf");
});
for (const button of buttons) {
  if (button.type === "button") button.addEventListener("click", () => make(button.dataset.make));
}
showUnit();
fitToMade();
fitToPaper();
fillCrops().catch(tell);
loadUnits().catch(tell);
preview().then(() => {
  document.body.dataset.ready = "";
});
