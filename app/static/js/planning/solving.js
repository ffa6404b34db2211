// From a request to an answer: the plan itself first, which is there in a second; curve and samples after it.

import { cancelJob, send } from "../desk/calls.js";
import { askPlan, followJob } from "./calls.js";
import { asksMore, quick } from "./plan.js";

/**
 * Solve; `onanswer(request, answer, job)` gets the plan, `oncomplete` the one with curve and samples.
 *
 * A plan that takes longer than a request may is made once, as one job with all that was asked for.
 */
export async function solve(request, { signal, onjob, onanswer, onmore, oncomplete, onincomplete }) {
  const wantsMore = asksMore(request);
  const first = await send("POST", "siting-plans", quick(request), { signal });
  if (first.status === 202) {
    if (wantsMore) cancelJob(first.answer).catch(() => {});
    const { answer, job } = wantsMore ? await askPlan(request, onjob, signal) : { answer: await followJob(first.answer, onjob, signal), job: first.answer.id };
    onanswer(request, answer, job);
    return;
  }
  onanswer(quick(request), first.answer, null);
  if (!wantsMore) return;
  onmore.wait();
  try {
    const { answer, job } = await askPlan(request, onmore.follow, signal);
    if (!signal.aborted) oncomplete(request, answer, job);
  } catch (error) {
    onmore.end();
    if (error.name !== "AbortError") onincomplete(error);
  }
}
