// Plans that are answered at once, or followed as a job.

import { ask, followJob as follow } from "../desk/calls.js";

const PLANS = "siting-plans";

export const followJob = (job, onjob, signal) => follow(job, PLANS, onjob, signal);

/** {answer, job}: job is its id, or null. */
export const askPlan = (request, onjob, signal) => ask(PLANS, request, onjob, signal);
