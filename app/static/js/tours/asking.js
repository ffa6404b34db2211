// What the desk asks the server: a tour, the times of an order; and why an answer was refused, with what to do.

import { fetchJson, apiUrl } from "../api.js";
import { button, h } from "../dom.js";
import { t } from "../page.js";
import { ask, send } from "../desk/calls.js";

const TOURS = "tours";

/** A tour that is made at once or by a job; `onjob` hears how far it is. */
export const askTour = async (body, onjob, signal) => (await ask(TOURS, body, onjob, signal)).answer;

/** The times and faults of a body with an order. */
export const checkTour = async (body, signal) => (await send("POST", "tours/check", body, { signal })).answer;

export const readRoute = async (body, signal) => (await send("POST", "tours/read", body, { signal })).answer;

/** `view`: {units, on}, "" for every day. */
export const loadOptions = (dates, { units, on }, signal) => fetchJson(apiUrl("tour-options", { dates: dates.join(","), units, on }), signal);

const ADVICE = {
  infeasible: ["advice.other_day", "advice.longer", "advice.fewer"],
  invalid_input: ["advice.correct"],
  failed: ["advice.again"],
};

/** `retry`: tries the same once more. */
export function refusal(error, retry = null) {
  const lines = (ADVICE[error.code] ?? []).map((key) => h("li", {}, t(key)));
  return h("div", { class: "error", role: "alert" }, h("p", {}, error.message), lines.length ? h("ul", {}, ...lines) : null, retry ? button(t("retry"), retry) : null);
}
