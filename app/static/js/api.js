// Requests to our own API. A failure carries the message of the one error envelope.

import { pageState, t } from "./page.js";

export class ApiError extends Error {}

/** "/prefix/api/v1/<path>?…" with the empty values left out. */
export function apiUrl(path, query = {}) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") parameters.set(name, value);
  }
  const text = parameters.toString().replaceAll("%2C", ",");
  return `${pageState.api}/${path}${text ? `?${text}` : ""}`;
}

export async function fetchJson(url, signal) {
  let response;
  try {
    response = await fetch(url, { signal, headers: { Accept: "application/json" } });
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

// The page of a unit takes a day, not a unit system: the last day of the districts shows what held in 2024.
const DAY_OF_2024 = "2025-06-30";

function dayOfPage(type, { units, on }) {
  if (type === "communes") return units === "2024" ? DAY_OF_2024 : "";
  return type === "products" ? on : "";
}

/** The address of a page of the product: a commune as it was in the unit system, a product on the day on screen. */
export function pageUrl(type, id, state) {
  const day = dayOfPage(type, state);
  return `${pageState.prefix}/${type}/${encodeURIComponent(id)}${day ? `?on=${day}` : ""}`;
}
