// While a job is being done: how far it is, how long it still takes, a way to stop it.

import { fill, button, h } from "../dom.js";
import { number } from "../format.js";
import { t } from "../page.js";
import { cancelJob } from "./calls.js";

function timeLeft(seconds) {
  if (seconds === null || seconds === undefined) return "";
  if (seconds < 90) return t("run.seconds_left", { count: number(Math.max(1, Math.round(seconds))) });
  return t("run.minutes_left", { count: number(Math.round(seconds / 60)) });
}

/** Shows a running job inside `place`; its parts stay, so that the focus does. */
export function createProgress(place) {
  const bar = h("progress", { max: 1, "aria-label": t("run.progress") });
  const message = h("span", {});
  const left = h("span", { class: "muted" });
  let job = null;
  const cancel = button(t("run.cancel"), () => {
    cancel.disabled = true;
    cancelJob(job).catch(() => {
      cancel.disabled = false;
    });
  }, { dataset: { action: "cancel" } });

  function wait() {
    fill(place, h("p", { class: "small" }, t("run.working")));
  }

  function follow(next) {
    if (!job || job.id !== next.id) {
      cancel.disabled = false;
      fill(place, bar, h("p", { class: "small" }, message, " ", left), cancel);
    }
    job = next;
    if (next.state === "running") bar.value = next.progress;
    else bar.removeAttribute("value");
    message.textContent = next.state === "queued" ? t("run.queued") : next.message || t("run.working");
    left.textContent = timeLeft(next.time_left_s);
  }

  function end() {
    job = null;
    fill(place);
  }

  return { wait, follow, end };
}
