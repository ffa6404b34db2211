// Files of the tour on screen, saved or not: the server makes them of its order.

import { announce, button, field, fill, h, select } from "../dom.js";
import { apiUrl } from "../api.js";
import { pageState, t } from "../page.js";
import { Refusal } from "../desk/calls.js";
import { refusal } from "./asking.js";

const KINDS = ["pdf", "html", "gpx", "kml", "kmz", "ics", "xlsx", "geojson"];

async function fetchFile(path, body) {
  const response = await fetch(apiUrl(path.name, path.query), { method: "POST", headers: { "Content-Type": "application/json", Accept: "*/*" }, body: JSON.stringify(body) });
  if (!response.ok) {
    const answer = await response.json().catch(() => ({}));
    throw new Refusal(answer.message || t("error.server", { status: response.status }), answer.error ?? "", {}, response.status);
  }
  return response;
}

// The name that the server gives the file: filename*=UTF-8''… first, then filename=….
function nameOf(response, kind) {
  const header = response.headers.get("Content-Disposition") ?? "";
  const coded = /filename\*=UTF-8''([^;]+)/i.exec(header)?.[1];
  if (coded) return decodeURIComponent(coded);
  return /filename="?([^";]+)"?/i.exec(header)?.[1] ?? `tour.${kind}`;
}

async function hand(response, kind) {
  const url = URL.createObjectURL(await response.blob());
  const link = h("a", { href: url, download: nameOf(response, kind) });
  document.body.append(link);
  link.click();
  link.remove();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** What leads to the map for printing, which shows what is saved. */
function printMap(id) {
  if (!id) return h("span", { class: "small muted" }, t("take.print_saved"));
  const query = new URLSearchParams({ tour: id });
  return h("a", { class: "button", href: `${pageState.prefix}/exports/maps?${query}`, dataset: { part: "print-map" } }, t("take.print_map"));
}

/**
 * @param current() → {title, tour} of what is on screen
 * @param saved() → id of the tour that was saved, null where none was
 */
export function createTakeAway(current, saved) {
  let lang = pageState.lang;
  const state = h("div", { class: "run-state", "aria-live": "polite" });
  const language = select([["vi", "Tiếng Việt"], ["en", "English"]], lang, (value) => (lang = value));
  const buttons = KINDS.map((kind) => button(t(`take.${kind}`), (event) => run(kind, event.currentTarget), { dataset: { file: kind } }));

  async function run(kind, control) {
    control.disabled = true;
    fill(state, h("p", { class: "small" }, t("take.working")));
    try {
      await hand(await fetchFile({ name: `tours/file.${kind}`, query: { lang } }, current()), kind);
      fill(state);
      announce(t("take.done"));
    } catch (error) {
      fill(state, refusal(error));
    } finally {
      control.disabled = false;
    }
  }

  const print = h("p", {});
  const node = h("details", { class: "facet no-print take-away" }, h("summary", {}, t("take.title")), field(t("take.language"), language), h("div", { class: "buttons" }, ...buttons), print, state);
  node.addEventListener("toggle", () => fill(print, printMap(saved())));
  return { node };
}
