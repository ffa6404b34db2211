// What a click on a commune, a stretch, a sign or a spot says.

import { popupBody } from "../desk/popupbody.js";
import { h } from "../dom.js";
import { number } from "../format.js";
import { t } from "../page.js";

const list = (names) => names.join("; ");
const line = (text) => h("p", {}, text);
const figure = (value) => (value === null ? "" : number(value));

export function communePopup(row) {
  const facts = [
    [t("flows.district"), row.district ?? ""],
    [t("flows.visiting"), figure(row.visiting)],
    [t("flows.passing"), figure(row.passing)],
    [t("flows.visits"), figure(row.visits)],
    [t("flows.why"), row.why ? t(`flow_why.${row.why}`) : ""],
  ];
  return popupBody(row.name, facts, line(t(`flow_state.${row.state}`)));
}

function kinds({ published, drafts, generated }) {
  return line(t("flows.counts", { published: number(published), drafts: number(drafts), generated: number(generated) }));
}

export function stretchPopup(row) {
  const facts = [
    [t("flows.tours"), number(row.tours)],
    [t("flows.km"), number(row.km)],
    [t("flows.names"), list(row.names)],
  ];
  return popupBody(row.between.join(" – ") || t("flows.stretch"), facts, kinds(row));
}

export function signLine(row) {
  return t("flows.sign_line", { seen: number(row.seen_by), going: number(row.going), direction: t(`compass.${row.direction}`) });
}

export function signPopup(row) {
  const facts = [[t("flows.spot_kind"), t(`sign_spot.${row.spot}`)]];
  return popupBody(row.text, facts, line(t(`sign_kind.${row.kind}`)), line(signLine(row)));
}

export function spotPopup(row) {
  const facts = [
    [t("flows.spot_tours"), number(row.tours)],
    [t("flows.spot_residents"), number(row.residents)],
  ];
  return popupBody(row.name, facts, kinds(row), line(list(row.clauses)));
}
