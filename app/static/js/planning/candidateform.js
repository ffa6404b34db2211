// Where a new point may stand: kinds of places of Decision 950/QĐ-BCT, points drawn or pasted, areas left out.

import { announce, button, field, fill, h } from "../dom.js";
import { date, number } from "../format.js";
import { t } from "../page.js";
import { polygonOf } from "../desk/drawing.js";
import { folded, numberField, radios, tick } from "../desk/fields.js";
import { parseRows, pointsOf } from "./tabletext.js";

const MOST_POINTS = 500;
// Around Lào Cai as it is since 1 July 2025; degrees, WGS 84.
const BOX = { south: 20.5, north: 23.5, west: 102.5, east: 106.5 };

function kindTick(store, kind) {
  const { kinds } = store.get();
  const toggle = (on) => {
    const now = store.get().kinds.filter((key) => key !== kind.key);
    store.set({ kinds: on ? [...now, kind.key] : now });
  };
  const count = h("span", { class: "count" }, number(kind.taken));
  const left = kind.district_only ? t("candidates.district_only", { count: number(kind.district_only) }) : "";
  const about = h("details", { class: "clause small" }, h("summary", {}, t("candidates.clause")), ...[kind.clause, kind.data, kind.not_here, left].filter(Boolean).map((text) => h("p", {}, text)));
  return h("li", {}, tick(kind.title, kinds.includes(kind.key), toggle, { kind: kind.key }, count), about);
}

function decisionNote({ decision }) {
  const values = { number: decision.number, signed: date(decision.signed_on), from: decision.first_year, to: decision.last_year };
  const words = t(decision.in_force ? "candidates.decision" : "candidates.decision_ended", values);
  return h("p", { class: decision.in_force ? "note small" : "warning small", dataset: { part: "decision" } }, words);
}

let lastPoint = 0;

function newPoint(points, name, lat, lon) {
  const taken = new Set(points.map((point) => point.id));
  do lastPoint += 1;
  while (taken.has(`drawn-${lastPoint}`));
  return { id: `drawn-${lastPoint}`, name: name || t("points.unnamed", { number: lastPoint }), lat: Number(lat.toFixed(6)), lon: Number(lon.toFixed(6)) };
}

function itemList(items, remove) {
  return items.map((text, at) => h("li", {}, h("span", {}, text), button(t("list.remove"), () => remove(at), { class: "button-plain", "aria-label": t("list.remove_of", { name: text }) })));
}

function ownPoints(store, drawing) {
  const list = h("ul", { class: "item-list", dataset: { list: "points" } });
  const out = h("div", { role: "status" });
  const text = h("textarea", { rows: "3", spellcheck: false, placeholder: t("points.placeholder"), dataset: { field: "own-points" } });

  function show({ points }) {
    fill(list, ...itemList(points.map((point) => point.name), (at) => store.set({ points: store.get().points.filter((_, i) => i !== at) })));
  }

  function add(found) {
    const points = [...store.get().points];
    for (const { name, lat, lon } of found.slice(0, MOST_POINTS - points.length)) points.push(newPoint(points, name, lat, lon));
    store.set({ points });
  }

  function paste() {
    const { points, refused } = pointsOf(parseRows(text.value), BOX);
    const room = MOST_POINTS - store.get().points.length;
    add(points);
    fill(out, h("p", { class: "note small" }, t("points.added", { count: Math.min(points.length, room) })), points.length > room ? h("p", { class: "warning small" }, t("points.too_many", { most: MOST_POINTS })) : null, refused.length ? h("div", { class: "warning small" }, h("p", {}, t("points.refused", { count: refused.length })), h("ul", {}, ...refused.slice(0, 20).map((one) => h("li", {}, one)))) : null);
  }

  const draw = () => drawing.start({ hint: t("points.hint"), onpoint: ({ lat, lng }) => {
    add([{ name: "", lat, lon: lng }]);
    announce(t("points.added", { count: 1 }));
  } });
  store.on(["points"], show);
  show(store.get());
  return [h("div", { class: "buttons" }, button(t("points.draw"), draw, { dataset: { action: "draw-points" } })), list, folded(t("points.paste_title"), field(t("points.paste"), text), button(t("points.take"), paste, { dataset: { action: "paste-points" } }), out)];
}

function excludedAreas(store, drawing) {
  const list = h("ul", { class: "item-list", dataset: { list: "areas" } });
  const show = ({ excluded }) => fill(list, ...itemList(excluded.map((_, i) => t("areas.one", { number: i + 1 })), (at) => store.set({ excluded: store.get().excluded.filter((_, i) => i !== at) })));
  const draw = () => drawing.start({ hint: t("areas.hint"), onarea: (corners) => store.set({ excluded: [...store.get().excluded, polygonOf(corners)] }) });
  store.on(["excluded"], show);
  show(store.get());
  return [h("div", { class: "buttons" }, button(t("areas.draw"), draw, { dataset: { action: "draw-area" } })), list];
}

export function candidateForm(store, options, drawing) {
  const { existing, leastDistance } = store.get();
  const kept = [["keep", t("existing.keep"), t("existing.keep_note")], ["ignore", t("existing.ignore"), ""]];
  return h(
    "fieldset",
    {},
    h("legend", {}, t("candidates.title")),
    decisionNote(options),
    h("ul", { class: "kind-list" }, ...options.kinds.map((kind) => kindTick(store, kind))),
    ...ownPoints(store, drawing),
    ...excludedAreas(store, drawing),
    numberField(t("candidates.distance"), leastDistance, { step: "any", name: "distance" }, (value) => store.set({ leastDistance: value })),
    radios(t("existing.title"), kept, existing, (value) => store.set({ existing: value }), "existing"),
  );
}
