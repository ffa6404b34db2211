// Requests of a desk: writes with the mark of this site, and jobs that are followed to their end.

import { ApiError, apiUrl, fetchJson } from "../api.js";
import { t } from "../page.js";

const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 4000;
const SLOWER = 1.3;
const OVER = new Set(["done", "failed", "cancelled"]);

/** A refusal with its code and what the server adds to it. */
export class Refusal extends ApiError {
  constructor(message, code, details, status) {
    super(message);
    Object.assign(this, { code, details, status });
  }
}

function headersOf(body, version) {
  const token = document.querySelector("meta[name='csrf-token']")?.content ?? "";
  return {
    Accept: "application/json",
    "X-CSRFToken": token,
    ...(body === undefined ? {} : { "Content-Type": "application/json" }),
    ...(version === undefined ? {} : { "If-Match": `"${version}"` }),
  };
}

/** Send JSON; return {status, answer}. */
export async function send(method, path, body, { version, signal } = {}) {
  let response;
  try {
    const text = body === undefined ? undefined : JSON.stringify(body);
    response = await fetch(apiUrl(path), { method, headers: headersOf(body, version), body: text, signal });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError(t("error.network"));
  }
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return { status: response.status, answer };
  const message = answer.message || t("error.server", { status: response.status });
  throw new Refusal(message, answer.error ?? "", answer.details ?? {}, response.status);
}

function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(new DOMException("", "AbortError"));
    });
  });
}

export function cancelJob(job) {
  return send("DELETE", `jobs/${encodeURIComponent(job.id)}`);
}

/**
 * Follow a job to its end and fetch what it made; `onjob` hears how far it is. Nobody waits for it: it is cancelled.
 *
 * @param path where the API tells what jobs of this kind made, in the language of the reader
 */
export async function followJob(job, path, onjob, signal) {
  let wait = FIRST_WAIT_MS;
  let current = job;
  onjob(current);
  try {
    while (!OVER.has(current.state)) {
      await pause(wait, signal);
      wait = Math.min(wait * SLOWER, LONGEST_WAIT_MS);
      current = await fetchJson(current.href, signal);
      onjob(current);
    }
  } catch (error) {
    if (error.name === "AbortError") cancelJob(current).catch(() => {});
    throw error;
  }
  if (current.state === "cancelled") throw new Refusal(t("run.cancelled"), "cancelled", {}, 0);
  if (current.state === "failed" || !current.result) throw new Refusal(current.message, "failed", {}, 0);
  return fetchJson(apiUrl(`${path}/${encodeURIComponent(current.id)}`), signal);
}

/** What `path` makes of a request, at once or as a job that is followed: {answer, job}; job is its id, or null. */
export async function ask(path, request, onjob, signal) {
  const { status, answer } = await send("POST", path, request, { signal });
  if (status !== 202) return { answer, job: null };
  return { answer: await followJob(answer, path, onjob, signal), job: answer.id };
}
