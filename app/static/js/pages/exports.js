// The page of exports: one layer is fetched as a file, several are packed by a job that is followed to its end.

import { ApiError, apiUrl } from "../api.js";
import { send } from "../desk/calls.js";
import { followToFile } from "../desk/jobfile.js";
import { createProgress } from "../desk/progress.js";
import { announce, fill, h } from "../dom.js";
import { pageState, t } from "../page.js";

const form = document.getElementById("export-form");
const status = document.getElementById("export-status");
const problem = document.getElementById("export-error");
const hint = document.getElementById("export-hint");
const take = document.getElementById("export-take");
const progress = createProgress(status);
const numbers = new Intl.NumberFormat(pageState.lang);
const boxes = [...form.querySelectorAll("[name=layer]")];
const systems = [...form.querySelectorAll("#crs option")];

function chosenFormat() {
  return form.querySelector("[name=format]:checked");
}

function chosenLayers() {
  return boxes.filter((box) => box.checked && !box.disabled).map((box) => box.value);
}

/** Offer what the format can carry: its coordinate systems, and layers of points alone where it knows no others. */
function fitToFormat() {
  const format = chosenFormat();
  const allowed = format.dataset.crs.split(" ");
  for (const option of systems) option.disabled = !allowed.includes(option.value);
  form.crs.value = allowed[0];
  const pointsOnly = "pointsOnly" in format.dataset;
  for (const box of boxes) box.disabled = pointsOnly && box.dataset.geometry !== "point";
  tellChoice();
}

function tellChoice() {
  const format = chosenFormat();
  const count = chosenLayers().length;
  const parts = ["pointsOnly" in format.dataset ? t("export.points_only", { format: format.dataset.title }) : ""];
  if (count === 1) parts.push(t("export.one_chosen"));
  if (count > 1) parts.push(t("export.layers_chosen", { count: numbers.format(count) }));
  hint.textContent = parts.filter(Boolean).join(" ");
}

function tell(error) {
  problem.textContent = error ? error.message : "";
  problem.hidden = !error;
}

function view() {
  const units = form.querySelector("[name=units]:checked").value;
  return { units, on: form.on.value, crs: form.crs.value };
}

function filtersOf(key) {
  return key === pageState.filtered ? pageState.filters : {};
}

function saveAs(blob, name) {
  const link = h("a", { href: URL.createObjectURL(blob), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

async function takeOne(key, extension) {
  fill(status, h("p", {}, t("export.making")));
  let response;
  try {
    response = await fetch(apiUrl(`exports/${key}.${extension}`, { ...view(), ...filtersOf(key) }), {
      headers: { Accept: "application/json, */*" },
    });
  } catch {
    throw new ApiError(t("error.network"));
  }
  if (!response.ok) {
    const answer = await response.json().catch(() => ({}));
    throw new ApiError(answer.message || t("error.server", { status: response.status }));
  }
  const name = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition"))[1];
  saveAs(await response.blob(), name);
  const count = (header) => numbers.format(Number(response.headers.get(header)));
  const text = t("export.made", { name, records: count("X-OCOP-Records"), unplaced: count("X-OCOP-Unplaced") });
  fill(status, h("p", { dataset: { made: name } }, text));
  announce(text);
}

async function takeSeveral(keys, format) {
  const { units, on, crs } = view();
  const layers = keys.map((key) => ({ key, filters: filtersOf(key) }));
  const order = { layers, format, crs, units, ...(on ? { on } : {}) };
  const { answer: job } = await send("POST", "exports", order);
  const { name, href } = await followToFile(job, progress, (reason) => t("export.failed", { reason }));
  const link = h("a", { class: "button", href, download: name, dataset: { made: name } }, name);
  fill(status, h("p", {}, t("export.packed"), " ", link));
  announce(`${t("export.packed")} ${name}`);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const keys = chosenLayers();
  const format = chosenFormat().value;
  tell(keys.length ? null : new ApiError(t("export.choose")));
  if (!keys.length) return;
  take.disabled = true;
  try {
    await (keys.length === 1 ? takeOne(keys[0], format) : takeSeveral(keys, format));
  } catch (error) {
    fill(status);
    tell(error);
  }
  take.disabled = false;
});

form.addEventListener("change", (event) => {
  tell(null);
  if (event.target.name === "format") fitToFormat();
  else tellChoice();
});
fitToFormat();
document.body.dataset.ready = "";
