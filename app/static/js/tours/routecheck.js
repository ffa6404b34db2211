// "Check my route": a pasted text or a GPX file becomes an order, place by place, and is timed.

import { button, field, fill, h, select } from "../dom.js";
import { number } from "../format.js";
import { t } from "../page.js";
import { tick } from "../desk/fields.js";
import { readRoute, refusal } from "./asking.js";
import { stateOfBody, withOwn } from "./hand.js";
import { toRequest } from "./wishes.js";

const LARGEST_FILE = 2_000_000;
const LONGEST_TEXT = 20_000;
const NOTHING = "";
const OWN = "own";
const PERCENT = 100;

function candidateText({ name, commune, similarity }) {
  return [name, commune, Number.isFinite(similarity) ? `${number(similarity <= 1 ? similarity * PERCENT : similarity, 0)} %` : ""].filter(Boolean).join(" · ");
}

/** What may be chosen for one line: its match, other candidates, its own point, nothing. */
function choices(line) {
  const options = (line.candidates ?? []).map((one) => [one.place_id ?? one.id, candidateText(one)]);
  // A town is where a day begins or ends, never a stop.
  if (line.place_id && !line.is_end && !options.some(([id]) => id === line.place_id)) options.unshift([line.place_id, line.name ?? line.line]);
  if (line.own) options.push([OWN, t("read.as_own")]);
  return [...options, [NOTHING, t("read.leave_out")]];
}

// Where a file begins or ends is where the day does, not what it visits.
const firstChoice = (line) => (line.is_end ? NOTHING : (line.place_id ?? (line.own ? OWN : NOTHING)));

const whereOf = ({ own, place_id: id }) => id ?? (own ? [own.lon, own.lat] : null);

// [start, end] of a day, where the file says them.
function endsOf(lines) {
  const start = lines[0]?.is_end ? whereOf(lines[0]) : null;
  const end = lines.length > 1 && lines.at(-1).is_end ? whereOf(lines.at(-1)) : null;
  return { start, end, day_start: null, day_end: null };
}

/**
 * The hand-made tour of what was read, on the days of the form.
 *
 * @param days [{ends, stops: [{id, own, at}]}]
 */
export function routeState(wishes, days) {
  const nights = wishes.nights === "suggest" ? "same" : wishes.nights;
  const request = toRequest({ ...wishes, week: false, days: days.length, nights, ownDays: [], ownStops: [], choices: {}, fixed: {} });
  const given = days.some(({ ends }) => ends.start || ends.end) ? { days: days.map(({ ends }) => ends) } : {};
  let state = stateOfBody({ ...request, ...given, order: [] });
  const order = days.map(({ stops }) => stops.map(({ id, own }) => {
    if (!own) return id;
    const [next, made] = withOwn(state, own);
    state = next;
    return made;
  }));
  const locks = Object.fromEntries(days.flatMap(({ stops }, day) => stops.map(({ at }, n) => [order[day][n], at])).filter(([, at]) => at));
  return { state: { ...state, order, locks } };
}

/**
 * @param parts {time(days), see routeState; view(): which records count; isReady(): whether the form says where the
 *   tour starts}
 */
export function createRouteCheck({ time, view, isReady }) {
  const text = h("textarea", { rows: "6", maxlength: String(LONGEST_TEXT), spellcheck: false, placeholder: t("read.placeholder"), dataset: { field: "route" } });
  const file = h("input", { type: "file", accept: ".gpx,application/gpx+xml", dataset: { field: "gpx" } });
  const state = h("div", { class: "run-state", "aria-live": "polite" });
  const out = h("div", { dataset: { part: "read" } });
  const node = h("section", {}, h("p", { class: "small" }, t("read.intro")), field(t("read.text"), text), field(t("read.file"), file), h("div", { class: "buttons" }, button(t("read.read"), readText, { class: "button-primary", dataset: { action: "read" } })), state, out);
  let days = [];
  let keepsTimes = false;

  function lineItem(line) {
    const options = choices(line);
    const control = select(options, firstChoice(line), (value) => (line.chosen = value));
    line.chosen = control.value = options.some(([id]) => id === firstChoice(line)) ? firstChoice(line) : NOTHING;
    control.dataset.action = "candidate";
    const sure = line.place_id || line.own || line.is_end ? null : h("p", { class: "warning small" }, t(options.length > 1 ? "read.choose" : "read.no_match"));
    const at = line.at ? h("span", { class: "badge" }, line.at) : null;
    const end = line.is_end ? h("p", { class: "muted small" }, t("read.is_end")) : null;
    return h("li", { class: "read-line" }, field(line.line, control), at, end, sure);
  }

  function show(answer) {
    days = answer.days;
    const problems = (answer.problems ?? []).map((note) => h("li", {}, note.text));
    const day = (lines, at) => [h("h4", {}, t("day.number", { number: at + 1 })), h("ol", { class: "read-lines" }, ...lines.map(lineItem))];
    const times = days.flat().some((line) => line.at) ? tick(t("read.keep_times"), keepsTimes, (on) => (keepsTimes = on), { field: "keep-times" }) : null;
    fill(out, problems.length ? h("ul", { class: "warning" }, ...problems) : null, ...days.flatMap(day), times, days.flat().length ? button(t("read.time"), take, { class: "button-primary", dataset: { action: "time-route" } }) : null);
  }

  function take() {
    if (!isReady()) {
      fill(state, h("p", { class: "error small", role: "alert" }, t("read.start_needed")));
      return;
    }
    const chosen = days.map((lines) => ({ ends: endsOf(lines), stops: lines.filter((line) => line.chosen !== NOTHING).map(stopOf) }));
    if (chosen.some(({ stops }) => stops.length)) time(chosen);
    else fill(state, h("p", { class: "note small" }, t("read.nothing")));
  }

  function stopOf(line) {
    const at = keepsTimes ? (line.at ?? null) : null;
    return line.chosen === OWN ? { own: line.own, at } : { id: line.chosen, at };
  }

  async function ask(body) {
    fill(out);
    fill(state, h("p", { class: "small" }, t("run.working")));
    try {
      show(await readRoute({ ...body, ...view() }));
      fill(state);
    } catch (error) {
      fill(state, refusal(error));
    }
  }

  function readText() {
    if (text.value.trim()) ask({ text: text.value });
    else text.focus();
  }

  file.addEventListener("change", async () => {
    const [chosen] = file.files;
    if (!chosen) return;
    if (chosen.size > LARGEST_FILE) fill(state, h("p", { class: "error small", role: "alert" }, t("read.too_large")));
    else await ask({ gpx: await chosen.text() });
    file.value = "";
  });

  return { node, fail: (error) => fill(state, refusal(error)) };
}
