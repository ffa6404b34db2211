// Requests to our own API. A failure carries the message of the one error envelope.

import { pageState, t } from "./page.js";

export class ApiError extends Error {}

/** "/prefix/api/v1/<path>?…" with the empty values left out. */
export function apiUrl(path, query) {
  return `${pageState.api}/${path}${queryText(query)}`;
}

function queryText(query = {}) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") parameters.set(name, value);
  }
  const text = parameters.toString().replaceAll("%2C", ",");
  return text && `?${text}`;
}

export async function fetchJson(url, signal) {
  let response;
  try {
    response = await fetch(url, { signal, headers: { Accept: "application/json", ...pageState.headers } });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError(t("error.network"));
  }
  if (response.ok) return response.json();
  throw new ApiError(await failureMessage(response));
}

async function failureMessage(response) {
  const fallback = t("error.server", { status: response.status });
  try {
    return (await response.json()).message || fallback;
  } catch {
    return fallback;
  }
}

// A unit is shown as the system on screen has it, a record and its status on the day on screen.
function queryOfPage(type, { units, on }) {
  const query = new URLSearchParams();
  if (["communes", "chain"].includes(type) && units !== pageState.units) query.set("units", units);
  if (["communes", "districts", "products", "chain"].includes(type) && on) query.set("on", on);
  return query.toString();
}

/**
 * The address of a page of the product, for the unit system and the day on screen; out of a frame in the
 * language of the frame, of which no cookie tells the page.
 */
export function pageUrl(type, id, state) {
  const language = pageState.pages_lang ? `lang=${pageState.pages_lang}` : "";
  const query = [queryOfPage(type, state), language].filter(Boolean).join("&");
  return `${pageState.prefix}/${type}/${encodeURIComponent(id)}${query ? `?${query}` : ""}`;
}

/** The address of a page that is asked with a query. */
export function listUrl(path, query) {
  return `${pageState.prefix}/${path}${queryText({ ...query, lang: pageState.pages_lang })}`;
}
