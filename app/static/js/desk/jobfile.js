// A job whose result is a file: followed to its end, with its progress shown meanwhile.

import { ApiError, fetchJson } from "../api.js";

const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 4000;
const SLOWER = 1.3;
const OVER = new Set(["done", "failed", "cancelled"]);

/**
 * The {name, href} of what a job made.
 *
 * @param progress where it is shown how far the job is (desk/progress.js)
 * @param refusal (reason) → what to say where it made nothing
 */
export async function followToFile(job, progress, refusal) {
  let wait = FIRST_WAIT_MS;
  let current = job;
  progress.wait();
  while (!OVER.has(current.state)) {
    progress.follow(current);
    await new Promise((resolve) => setTimeout(resolve, wait));
    wait = Math.min(wait * SLOWER, LONGEST_WAIT_MS);
    current = await fetchJson(current.href);
  }
  progress.end();
  if (!current.result) throw new ApiError(refusal(current.message || current.state_text));
  return current.result;
}
