// Why a plan failed, and what to do about it.

import { h } from "../dom.js";
import { t } from "../page.js";

const ADVICE = {
  infeasible: ["advice.limits", "advice.sites", "advice.minutes"],
  invalid_input: ["advice.check"],
  too_large: ["advice.fewer"],
};

function detailLines(details, nameOf) {
  const lines = [];
  for (const [key, value] of Object.entries(details ?? {})) {
    // Numbers of rows and columns mean nothing to a reader; names and limits in words do.
    if (!Array.isArray(value)) continue;
    const names = value.map((one) => (typeof one === "string" ? nameOf(one) : one?.text)).filter(Boolean);
    if (!names.length) continue;
    lines.push(h("li", {}, t(key === "unreachable" ? "advice.unreachable" : "advice.involved", { names: names.join("; ") })));
  }
  return lines;
}

/** What went wrong, and what to do about it. */
export function failure(error, nameOf) {
  const advice = ADVICE[error.code] ?? [];
  const items = [...detailLines(error.details, nameOf), ...advice.map((key) => h("li", {}, t(key)))];
  return h("div", { class: "error", role: "alert" }, h("p", {}, error.message), items.length ? h("ul", {}, ...items) : null);
}
