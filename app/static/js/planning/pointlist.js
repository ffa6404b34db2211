// The chosen points one by one: whom each serves, what it adds, what is lost without it, what would come next.

import { button, h } from "../dom.js";
import { t } from "../page.js";
import { after, differenceText, minutesText, percent, setText } from "./ranges.js";
import { weightText } from "./figures.js";

const CLAUSES_SHOWN = 3;

function clausesText(candidate) {
  const titles = (candidate?.clauses ?? []).map((clause) => clause.title);
  const more = titles.length > CLAUSES_SHOWN ? ` (+${titles.length - CLAUSES_SHOWN})` : "";
  return titles.slice(0, CLAUSES_SHOWN).join("; ") + more;
}

function serves(answer, point, nameOf) {
  const { estimate } = answer.travel;
  const items = point.serves.map(({ id, minutes }) => h("li", {}, `${nameOf(id)}: ${minutesText(minutes, estimate, true)}`));
  const title = t(estimate ? "point.serves_estimate" : "point.serves", { count: point.serves.length });
  return h("details", { class: "serves" }, h("summary", {}, title), items.length ? h("ul", {}, ...items) : h("p", { class: "muted" }, t("point.serves_none")));
}

// The fewest points that reach everyone: alone, and without one of them, somebody is always left out.
function lossText(answer, value) {
  if (answer.model === "set_cover") return "";
  return value?.objective === null || value?.objective === undefined ? t("point.not_told") : setText(answer, value);
}

function nextText(answer, point, nameOf) {
  if (!point.next_best) return t("point.no_next");
  const cost = differenceText(answer, after(answer), point.next_best);
  return t("point.next", { name: nameOf(point.next_best.id), cost });
}

function facts(answer, point, candidate, nameOf) {
  const rows = [
    [t("point.weight"), `${weightText(answer, point.weight)}${point.share === null || point.share === undefined ? "" : ` (${percent(point.share, 1)})`}`],
    [t("point.alone"), lossText(answer, point.alone)],
    [t("point.without"), lossText(answer, point.without)],
    [t("point.next_best"), nextText(answer, point, nameOf)],
    [t("point.chosen_share"), point.chosen_share === null || point.chosen_share === undefined ? "" : percent(point.chosen_share)],
    [t("point.clauses"), clausesText(candidate)],
    [t("point.placement"), candidate?.placement ? t(`placement.${candidate.placement}`) : ""],
    [t("point.note"), candidate?.note ?? ""],
  ];
  return h("dl", { class: "facts" }, ...rows.filter(([, value]) => value).flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
}

/** `show(id)` brings a point into view, `swap(id, next)` puts the next-best place in its stead. */
export function pointList(answer, places, { nameOf, candidateOf, show, swap }) {
  const item = (point) => {
    const place = places.get(point.id) ?? 0;
    const next = point.next_best && swap ? button(t("point.try_next"), () => swap(point.id, point.next_best.id), { class: "button-plain" }) : null;
    const title = h("h4", {}, button(`${place + 1}. ${nameOf(point.id)}`, () => show(point.id), { class: "row-button" }));
    return h("li", { class: "plan-point", dataset: { point: point.id } }, title, facts(answer, point, candidateOf(point.id), nameOf), next, serves(answer, point, nameOf));
  };
  if (!answer.points.length) return h("p", { class: "note" }, t("point.none"));
  return h("ol", { class: "plan-points" }, ...answer.points.map(item));
}
