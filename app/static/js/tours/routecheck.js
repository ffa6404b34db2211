// "Check my route": a pasted text or a GPX file becomes an order, place by place, and is timed.

import { button, field, fill, h, select } from "../dom.js";
import { number } from "../format.js";
import { t } from "../page.js";
import { readRoute, refusal } from "./asking.js";

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
  if (line.place_id && !options.some(([id]) => id === line.place_id)) options.unshift([line.place_id, line.name ?? line.line]);
  if (line.own) options.push([OWN, t("read.as_own")]);
  return [...options, [NOTHING, t("read.leave_out")]];
}

const firstChoice = (line) => line.place_id ?? (line.own ? OWN : NOTHING);

/**
 * @param parts {time(days): days of [{id} or {own}], with `at` where a time was written; places}
 */
export function createRouteCheck({ time, isReady }) {
  const text = h("textarea", { rows: "6", maxlength: String(LONGEST_TEXT), spellcheck: false, placeholder: t("read.placeholder"), dataset: { field: "route" } });
  const file = h("input", { type: "file", accept: ".gpx,application/gpx+xml", dataset: { field: "gpx" } });
  const state = h("div", { class: "run-state", "aria-live": "polite" });
  const out = h("div", { dataset: { part: "read" } });
  const node = h("section", {}, h("p", { class: "small" }, t("read.intro")), field(t("read.text"), text), field(t("read.file"), file), h("div", { class: "buttons" }, button(t("read.read"), readText, { class: "button-primary", dataset: { action: "read" } })), state, out);
  let days = [];

  function lineItem(line) {
    const options = choices(line);
    const control = select(options, firstChoice(line), (value) => (line.chosen = value));
    line.chosen = control.value = options.some(([id]) => id === firstChoice(line)) ? firstChoice(line) : NOTHING;
    control.dataset.action = "candidate";
    const sure = line.place_id ? null : h("p", { class: "warning small" }, t(options.length > 1 ? "read.choose" : "read.no_match"));
    const at = line.at ? h("span", { class: "badge" }, line.at) : null;
    return h("li", { class: "read-line" }, field(line.line, control), at, sure);
  }

  function show(answer) {
    days = answer.days;
    const problems = (answer.problems ?? []).map((note) => h("li", {}, note.text));
    const day = (lines, at) => [h("h4", {}, t("day.number", { number: at + 1 })), h("ol", { class: "read-lines" }, ...lines.map(lineItem))];
    fill(out, problems.length ? h("ul", { class: "warning" }, ...problems) : null, ...days.flatMap(day), days.length ? button(t("read.time"), take, { class: "button-primary", dataset: { action: "time-route" } }) : null);
  }

  function take() {
    if (!isReady()) {
      fill(state, h("p", { class: "error small", role: "alert" }, t("read.start_needed")));
      return;
    }
    const chosen = days.map((lines) => lines.filter((line) => line.chosen !== NOTHING).map((line) => (line.chosen === OWN ? { own: line.own, at: line.at ?? null } : { id: line.chosen, at: line.at ?? null })));
    if (chosen.flat().length) time(chosen);
    else fill(state, h("p", { class: "note small" }, t("read.nothing")));
  }

  async function ask(body) {
    fill(out);
    fill(state, h("p", { class: "small" }, t("run.working")));
    try {
      show(await readRoute(body));
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

  return { node };
}
