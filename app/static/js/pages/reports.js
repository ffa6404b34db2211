// The page of reports: a subject is chosen, a job makes the report and is followed to its end.

import { ApiError, apiUrl, fetchJson } from "../api.js";
import { send } from "../desk/calls.js";
import { followToFile } from "../desk/jobfile.js";
import { createProgress } from "../desk/progress.js";
import { announce, button, fill, h } from "../dom.js";
import { pageState, t } from "../page.js";

const TYPING_MS = 250;
const MOST_FOUND = 50;
// What the report of a scenario or a tour does not take.
const PARTS_OF_UNITS = ["report-units", "report-day", "report-filter", "report-filter-note"];
const UNITS = new Set(["commune", "district"]);

const form = document.getElementById("report-form");
const status = document.getElementById("report-status");
const problem = document.getElementById("report-error");
const make = document.getElementById("report-make");
const search = document.getElementById("unit-search");
const field = document.getElementById("unit-name");
const results = document.getElementById("unit-results");
const told = document.getElementById("report-subject");
const progress = createProgress(status);

const { title: givenTitle, ...given } = pageState.subject;
let unit = UNITS.has(given.kind) ? { subject: given, title: givenTitle } : null;
let asked = null;
let typing = 0;

function kind() {
  return form.querySelector("[name=kind]:checked").value;
}

function units() {
  return form.querySelector("[name=units]:checked").value;
}

/** What is ordered; null as long as no unit is chosen. */
function subject() {
  if (kind() === "province") return { kind: "province" };
  if (kind() === "saved") return given;
  return unit ? unit.subject : null;
}

function tell(error) {
  problem.textContent = error ? error.message : "";
  problem.hidden = !error;
}

function showChoice() {
  const isUnit = kind() === "unit";
  search.hidden = !isUnit;
  for (const id of PARTS_OF_UNITS) document.getElementById(id)?.toggleAttribute("hidden", kind() === "saved");
  told.hidden = !isUnit || !unit;
  told.textContent = unit ? t("report.chosen", { title: unit.title }) : "";
}

function choose(hit) {
  unit = { subject: { kind: hit.type, code: hit.id }, title: `${hit.name} (${hit.id})` };
  fill(results);
  field.value = hit.name;
  showChoice();
  announce(told.textContent);
}

async function find() {
  const text = field.value.trim();
  asked?.abort();
  if (!text) {
    fill(results);
    return;
  }
  asked = new AbortController();
  const query = { q: text, units: units(), limit: MOST_FOUND };
  const { items } = await fetchJson(apiUrl("search", query), asked.signal);
  const hits = items.filter((item) => UNITS.has(item.type));
  fill(results, ...hits.map((hit) => h("li", {}, button(`${hit.name} (${hit.id})`, () => choose(hit)))));
  announce(hits.length ? t("report.found", { count: hits.length }) : t("report.none_found"));
  if (!hits.length) fill(results, h("li", { class: "muted" }, t("report.none_found")));
}

async function order(chosen) {
  const day = form.on.value;
  // A unit that is named by its first day is in the unit system of that day.
  const system = chosen.valid_from ? {} : { units: units() };
  const view = kind() === "saved" ? {} : { ...system, ...(day ? { on: day } : {}), ...pageState.filters };
  const language = form.querySelector("[name=language]:checked").value;
  const { answer: job } = await send("POST", "reports", { subject: chosen, language, ...view });
  const { name, href } = await followToFile(job, progress, (reason) => t("report.failed", { reason }));
  const link = h("a", { class: "button", href, download: name, dataset: { made: name } }, name);
  fill(status, h("p", {}, t("report.ready"), " ", link));
  announce(`${t("report.ready")} ${name}`);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const chosen = subject();
  tell(chosen ? null : new ApiError(t("report.choose")));
  if (!chosen) return;
  make.disabled = true;
  try {
    await order(chosen);
  } catch (error) {
    fill(status);
    tell(error);
  }
  make.disabled = false;
});

field.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => {
    find().catch((error) => {
      if (error.name !== "AbortError") tell(error);
    });
  }, TYPING_MS);
});

form.addEventListener("change", (event) => {
  tell(null);
  // A code of one unit system may mean another place in the other.
  if (event.target.name === "units" && unit) unit = null;
  showChoice();
});
showChoice();
document.body.dataset.ready = "";
