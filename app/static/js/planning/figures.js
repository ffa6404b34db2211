// The figures of a plan: before and after, how good it is, by district, how sure, and what the public targets ask for.

import { h } from "../dom.js";
import { number } from "../format.js";
import { t } from "../page.js";
import { after, differenceText, minutesText, objectiveText, percent, setText, shareText } from "./ranges.js";
import { table } from "../desk/tables.js";

/** Before and after in one table. */
export function beforeAfter(answer) {
  const { before, after } = answer.figures;
  const { estimate } = answer.travel;
  const minutes = answer.fairness?.minutes ?? answer.minutes;
  const rows = [
    [t("figure.mean"), minutesText(before.mean, estimate), minutesText(after.mean, estimate)],
    [t("figure.worst"), minutesText(before.worst, estimate), minutesText(after.worst, estimate)],
    [t("figure.covered", { minutes: number(minutes) }), shareText(before.share_covered), shareText(after.share_covered)],
    [t("figure.unreached"), weightText(answer, before.unreached_weight), weightText(answer, after.unreached_weight)],
  ];
  return table(t("figure.caption"), [[t("figure.name")], [t("swipe.before"), true], [t("swipe.after"), true]], rows, { id: "figures" });
}

/** A weight: a count where one kind alone is asked for, else a share of all. */
export function weightText(answer, weight) {
  if (weight === null || weight === undefined) return "–";
  if (answer.demand.is_count) return number(weight, 0);
  return percent(answer.demand.total ? weight / answer.demand.total : 0, 1);
}

export function mixText({ demand }) {
  const parts = Object.entries(demand.mix).map(([kind, weight]) => `${demand.titles?.[kind] ?? kind} × ${number(weight)}`);
  return t("demand.mix", { mix: parts.join(" + ") });
}

// Minutes are told as the range that they are; the solver's own figure is their likely value.
/** How good the plan is, and whether that is proved. */
export function proofText(answer) {
  const objective = setText(answer, after(answer));
  if (answer.stopped_by === "given") return t("proof.given", { objective });
  const seconds = answer.seconds < 0.1 ? t("proof.instant") : number(answer.seconds, 1);
  if (answer.optimal) return t("proof.optimal", { objective, seconds });
  const bound = objectiveText(answer, answer.bound);
  return t("proof.stopped", { objective, bound, gap: percent(answer.gap, 1), seconds });
}

export function forcedText(answer) {
  if (!answer.forced) return "";
  const difference = differenceText(answer, answer.forced, after(answer));
  const free = setText(answer, answer.forced);
  return t("forced.line", { difference, free });
}

// Mean and longest way of some rows at each end of the range; rows that nobody reaches count for neither.
function waysOf(rows) {
  const reached = rows.filter(({ minutes }) => minutes.likely !== null);
  const weight = reached.reduce((sum, row) => sum + row.weight, 0);
  const of = (variant) => ({
    mean: weight ? reached.reduce((sum, row) => sum + row.weight * row.minutes[variant], 0) / weight : null,
    worst: reached.length ? Math.max(...reached.map((row) => row.minutes[variant])) : null,
  });
  const [low, likely, high] = ["low", "likely", "high"].map(of);
  const span = (name) => ({ low: low[name], likely: likely[name], high: high[name] });
  return { mean: span("mean"), worst: span("worst") };
}

/** By district: demand, mean and longest way as ranges, and how much is far away. */
export function districtWays(answer) {
  return answer.fairness.groups.map((group) => ({ ...group, ...waysOf(answer.rows.filter((row) => (row.district ?? "") === group.name)) }));
}

export function fairness(answer, nameOf) {
  const found = answer.fairness;
  if (!found) return null;
  const { estimate } = answer.travel;
  const beyond = t("fairness.beyond", { minutes: number(found.minutes) });
  const rows = districtWays(answer).map((group) => [group.name || t("fairness.no_group"), weightText(answer, group.weight), minutesText(group.mean, estimate, true), minutesText(group.worst, estimate, true), percent(group.share_beyond)]);
  const columns = [[t("limits.district")], [t("fairness.weight"), true], [t("fairness.mean"), true], [t("fairness.worst"), true], [beyond, true]];
  const worst = found.worst.map(nameOf).join(", ");
  return h(
    "section",
    {},
    h("h3", {}, t("fairness.title")),
    h("p", {}, t("fairness.line", { share: percent(found.share_beyond), minutes: number(found.minutes), worst: worst || "–" })),
    table(t(estimate ? "fairness.caption_estimate" : "fairness.caption"), columns, rows, { id: "fairness" }),
  );
}

export function robustness(answer, nameOf) {
  const found = answer.robustness;
  if (!found) return null;
  const shares = Object.entries(found.shares).sort(([, a], [, b]) => b - a);
  return h(
    "section",
    {},
    h("h3", {}, t("robustness.title")),
    h("p", { class: "small" }, t("robustness.line", { samples: number(found.samples), answered: number(found.answered), seed: found.seed })),
    table(t("robustness.caption"), [[t("robustness.place")], [t("robustness.share"), true]], shares.slice(0, 20).map(([id, share]) => [nameOf(id), percent(share)]), { id: "robustness" }),
  );
}

/** What the public targets ask for, beside what the plan gives each district. */
export function targets(answer) {
  const goals = answer.targets ?? [];
  const districts = (answer.by_district ?? []).map(({ name, existing, new: added, least, most, state }) => [name || t("fairness.no_group"), number(existing), number(added), `${number(least)}–${number(most)}`, t(`targets.${state}`)]);
  const columns = [[t("limits.district")], [t("targets.existing"), true], [t("targets.new"), true], [t("targets.target"), true], [t("targets.state")]];
  const goal = ({ year, metric, value, unit, note, source }) => {
    const words = t("targets.line", { year, what: t(`target.${metric}`), value: number(value), unit: t(`target_unit.${unit}`) });
    return h("li", {}, words, h("span", { class: "muted small" }, ` ${[note, source].filter(Boolean).join(" · ")}`));
  };
  return h(
    "section",
    {},
    h("h3", {}, t("targets.title")),
    goals.length ? h("ul", { dataset: { part: "targets" } }, ...goals.map(goal)) : h("p", { class: "muted" }, t("targets.none")),
    table(t("targets.caption"), columns, districts, { id: "by-district" }),
  );
}
