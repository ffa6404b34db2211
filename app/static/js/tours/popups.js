// What a click on a stop, or where nothing is, says and offers.

import { button, field, h, uniqueId } from "../dom.js";
import { number } from "../format.js";
import { t } from "../page.js";
import { dayText } from "./dates.js";
import { openText, productList, recordLinks } from "./stopfacts.js";
import { wishButtons } from "./stoplists.js";

const USUAL_VISIT_MIN = 30;
const LONGEST_VISIT_MIN = 720;
const MOST_NAME = 120;

function body(title, lines, ...more) {
  const facts = lines.filter(([, value]) => value !== "" && value !== null && value !== undefined);
  const list = h("dl", { class: "facts popup-facts" }, ...facts.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
  return h("article", { class: "popup" }, h("h3", {}, title), list, ...more);
}

/** Which of some dates a stop is open on, as far as is known or assumed. */
function openLines(stop) {
  const days = stop.open ?? [];
  return days.map(({ date, hours }) => h("div", {}, t("popup.open_on", { day: dayText(date), hours: openText(hours, date) })));
}

/**
 * A stop that the tour does not visit.
 *
 * @param parts {store, places, canAdd(), add(id), setEnd(name, id), changed()}
 */
export function stopPopup(stop, { store, places, canAdd, add, setEnd, close }) {
  const visit = stop.visit_min === undefined || stop.visit_min === null ? "" : t(stop.visit_assumed ? "stop.minutes_assumed" : "stop.minutes", { minutes: number(stop.visit_min) });
  const lines = [
    [t("popup.kind"), places.kindsText(stop)],
    [t("popup.commune"), stop.commune ?? ""],
    [t("popup.market_days"), stop.market_days ?? ""],
    [t("popup.open"), openLines(stop).length ? h("div", {}, ...openLines(stop)) : ""],
    [t("popup.visit"), visit],
  ];
  const end = (name) => button(t(`popup.${name}`), () => {
    setEnd(name, { id: stop.id });
    close();
  }, { dataset: { action: name } });
  const adding = canAdd() ? button(t("popup.add"), () => {
    close();
    add(stop.id);
  }, { class: "button-primary", dataset: { action: "add" } }) : null;
  const vague = stop.own_point === false ? h("p", { class: "note small" }, t("stop.vague")) : null;
  const disputed = stop.disputed ? h("p", { class: "warning small" }, t("popup.disputed")) : null;
  return body(stop.name, lines, disputed, vague, h("div", { class: "buttons" }, adding, ...wishButtons(store, stop.id), end("start"), end("end")));
}

/** Several stops of one place: which one is meant? */
export function choicePopup(stops, kindsText, open) {
  const item = (stop) => h("li", {}, h("button", { type: "button", class: "row-button", onclick: () => open(stop), dataset: { action: "choose-stop" } }, stop.name), h("span", { class: "muted small" }, ` ${kindsText(stop)}`));
  return body(t("popup.several", { count: stops.length }), [], h("p", { class: "note small" }, t("stop.vague_several")), h("ul", {}, ...stops.map(item)));
}

/** A stop of the tour. */
export function visitPopup(stop, number_, { remove, locked, lock, close, record }) {
  const act = (text, run, action) => button(text, () => {
    close();
    run();
  }, { dataset: { action } });
  return body(
    t("popup.numbered", { number: number_, name: stop.name }),
    [[t("popup.commune"), stop.commune ?? ""]],
    productList(stop.products ?? []),
    recordLinks(stop.records ?? [], record),
    stop.own_point === false && !stop.own ? h("p", { class: "note small" }, t("stop.vague")) : null,
    h("div", { class: "buttons" }, act(t(locked ? "stop.unlock" : "stop.lock"), lock, "popup-lock"), act(t("stop.remove"), remove, "popup-remove")),
  );
}

/** A place where nothing is: a stop of one's own, or where the tour begins or ends. */
export function emptyPopup({ lat, lng }, { canAdd, addOwn, setEnd, close }) {
  const name = h("input", { type: "text", maxlength: String(MOST_NAME), id: uniqueId("own"), dataset: { field: "own-name" } });
  const minutes = h("input", { type: "number", min: "0", max: String(LONGEST_VISIT_MIN), value: String(USUAL_VISIT_MIN), dataset: { field: "own-minutes" } });
  const point = { id: null, lat: Number(lat.toFixed(6)), lon: Number(lng.toFixed(6)) };
  const form = h("form", { class: "own-stop", onsubmit: (event) => {
    event.preventDefault();
    if (!name.value.trim() || !minutes.validity.valid || minutes.value === "") {
      (name.value.trim() ? minutes : name).focus();
      return;
    }
    close();
    addOwn({ ...point, name: name.value.trim(), visit_min: minutes.valueAsNumber });
  } }, field(t("own.name"), name), field(t("own.minutes"), minutes), h("button", { type: "submit", class: "button-primary", dataset: { action: "add-own" } }, t("own.add")), h("p", { class: "muted small" }, t("own.note")));
  const end = (key) => button(t(`popup.${key}`), () => {
    setEnd(key, point);
    close();
  }, { dataset: { action: key } });
  return body(t("own.title"), [[t("own.place"), t("place.point", { lat: number(lat, 5), lon: number(lng, 5) })]], canAdd() ? form : h("p", { class: "muted small" }, t("own.later")), h("div", { class: "buttons" }, end("start"), end("end")));
}
