// Up to four saved plans in one table and on one map.

import { apiUrl, fetchJson } from "../api.js";
import { fill, h } from "../dom.js";
import { number } from "../format.js";
import { pageState, t } from "../page.js";
import { createPanels } from "../panels.js";
import { printButton, themeButton } from "../tools.js";
import { basisText, travelText } from "./basis.js";
import { districtWays, mixText, proofText, weightText } from "./figures.js";
import { MARK_SIZES, markPicture } from "../desk/marks.js";
import { loadOutlines, openMap, printHead } from "../desk/mapview.js";
import { popupBody } from "../desk/popupbody.js";
import { createPlanMap, isPlaced } from "./planmap.js";
import { minutesText, percent, shareText } from "./ranges.js";
import { failure } from "./running.js";
import { table } from "../desk/tables.js";

const LETTERS = "ABCD";
const NEAR = 1e-6;

const { map } = await openMap();
const planMap = createPlanMap(map, { commune: ({ name, district }) => popupBody(name, [[t("limits.district"), district ?? ""]]) });

function pointsOf({ answer }) {
  const byId = new Map(answer.candidates.map((one) => [one.id, one]));
  return answer.points.map(({ id }) => byId.get(id)).filter(isPlaced);
}

const isSamePlace = (a, b) => Math.abs(a.lon - b.lon) < NEAR && Math.abs(a.lat - b.lat) < NEAR;

// One mark for a place that several plans choose: its letters say which.
function places(scenarios) {
  const found = [];
  scenarios.forEach((scenario, at) => {
    pointsOf(scenario).forEach((point, order) => {
      const label = `${LETTERS[at]}${order + 1}`;
      const known = found.find((one) => isSamePlace(one, point));
      if (known) known.labels.push(label);
      else found.push({ ...point, labels: [label], at });
    });
  });
  return found;
}

function mark({ name, lat, lon, labels, at }) {
  const size = MARK_SIZES.new;
  const html = h("span", { class: "compare-mark" }, markPicture("new", labels.map((label) => label[0]).join(""), at));
  const title = t("compare.mark", { labels: labels.join(", "), name });
  const icon = L.divIcon({ className: "point plan-new", html, iconSize: [size, size], iconAnchor: [size / 2, size - 2], popupAnchor: [0, -size / 2] });
  const marker = L.marker([lat, lon], { icon, title, alt: title, pane: "plan-new", keyboard: true });
  return marker.bindPopup(() => popupBody(name, [[t("compare.scenarios"), labels.join(", ")]]));
}

function existing(scenarios) {
  const points = scenarios[0].answer.existing.points.filter(isPlaced);
  return points.map((point) => {
    const size = MARK_SIZES.existing;
    const title = t("mark.existing", { name: point.name });
    return L.marker([point.lat, point.lon], { icon: L.divIcon({ className: "point", html: markPicture("existing"), iconSize: [size, size] }), title, alt: title, pane: "plan-existing" });
  });
}

// What each row of the table says of a plan.
const ROWS = [
  ["compare.question", ({ answer }) => t(`model.${answer.model}`)],
  ["compare.minutes", ({ answer }) => number(answer.minutes)],
  ["compare.count", ({ answer }) => number(answer.points.length)],
  ["compare.proof", ({ answer }) => proofText(answer)],
  ["figure.mean", ({ answer }) => minutesText(answer.figures.after.mean, answer.travel.estimate)],
  ["figure.worst", ({ answer }) => minutesText(answer.figures.after.worst, answer.travel.estimate)],
  ["compare.covered", ({ answer }) => `${shareText(answer.figures.after.share_covered)} (${t("range.minutes", { minutes: number(answer.fairness.minutes) })})`],
  ["figure.unreached", ({ answer }) => weightText(answer, answer.figures.after.unreached_weight)],
  ["compare.beyond", ({ answer }) => percent(answer.fairness.share_beyond)],
  ["compare.worst_district", ({ answer }) => worstDistrict(answer)],
  ["demand.title", ({ answer }) => mixText(answer)],
  ["compare.basis", ({ answer }) => basisText(answer)],
  ["compare.stale", ({ stale }) => (stale?.length ? t("scenario.stale", { parts: stale.map((part) => t(`stale.${part}`)).join(", ") }) : t("scenario.fresh"))],
];

function worstDistrict(answer) {
  const known = districtWays(answer).filter(({ mean }) => mean.likely !== null);
  if (!known.length) return "–";
  const worst = known.reduce((a, b) => (b.mean.likely > a.mean.likely ? b : a));
  return `${worst.name || t("fairness.no_group")}: ${minutesText(worst.mean, answer.travel.estimate)}`;
}

function comparison(scenarios) {
  const title = ({ id, name }, at) => h("a", { href: `${pageState.page}/${encodeURIComponent(id)}` }, `${LETTERS[at]}. ${name}`);
  const columns = [[t("compare.figure")], ...scenarios.map((scenario, at) => [title(scenario, at)])];
  const rows = ROWS.map(([key, tell]) => [t(key), ...scenarios.map(tell)]);
  return table(t("compare.caption"), columns, rows, { id: "comparison" });
}

function pointLists(scenarios) {
  const all = places(scenarios);
  const only = (point) => all.find((one) => isSamePlace(one, point)).labels.length === 1 && scenarios.length > 1;
  return scenarios.map((scenario, at) => {
    const items = pointsOf(scenario).map((point) => h("li", {}, point.name, only(point) ? h("span", { class: "muted small" }, ` ${t("compare.only_new")}`) : null));
    return h("section", {}, h("h3", {}, `${LETTERS[at]}. ${scenario.name}`), h("ol", {}, ...items));
  });
}

function show(scenarios) {
  planMap.put("plan-new", L.layerGroup(places(scenarios).map(mark)));
  planMap.put("plan-existing", L.layerGroup(existing(scenarios)));
  const legend = h("ul", { class: "legend-list" }, ...scenarios.map(({ name }, at) => h("li", {}, markPicture("new", LETTERS[at], at), h("span", {}, name))));
  const body = [h("p", {}, h("a", { href: pageState.page }, t("compare.back"))), comparison(scenarios), legend, h("p", { class: "note small" }, t("compare.note")), ...pointLists(scenarios), h("p", { class: "muted small" }, travelText(scenarios[0].answer)), h("div", { class: "buttons" }, printButton(), themeButton())];
  fill(document.getElementById("side"), createPanels({ compare: body }).node);
  printHead(h("h2", {}, t("compare.caption")), h("p", {}, basisText(scenarios[0].answer)), h("p", {}, travelText(scenarios[0].answer)));
  document.body.dataset.ready = "true";
}

try {
  const scenarios = await Promise.all(pageState.compare.map((id) => fetchJson(apiUrl(`scenarios/${encodeURIComponent(id)}`))));
  await loadOutlines(planMap, scenarios[0].answer.units);
  show(scenarios);
} catch (error) {
  fill(document.getElementById("side"), failure(error, String), h("p", {}, h("a", { href: pageState.page }, t("compare.back"))));
}

