// Making a tour: at once, or a first one to look at while a job searches open days and nights for the better one.

import { announce, fill, h } from "../dom.js";
import { pageState, t } from "../page.js";
import { showInAddress } from "./address.js";
import { askTour, refusal } from "./asking.js";
import { summaryText } from "./figures.js";
import { improveBody, stateOf } from "./hand.js";
import { createProgress } from "../desk/progress.js";
import { firstRequest, toRequest } from "./wishes.js";

/**
 * @param parts {wishes(): the form's wishes, form, panel, editing, begin(state, answer): show a new tour}
 * @returns {make, improve}; either ends what the other is still waiting for
 */
export function createMaking({ wishes, form, panel, editing, begin }) {
  const progress = createProgress(form.state);
  const note = h("p", { class: "small" }, t("tour.first"));
  const bar = h("div", {});
  const improving = createProgress(bar);
  let running = new AbortController();

  function restart() {
    running.abort();
    running = new AbortController();
    return running.signal;
  }

  /** What was wished for is what is kept until something is changed by hand. */
  async function showMade(request, answer, made) {
    progress.end();
    improving.end();
    fill(panel.state);
    await begin(stateOf(request, answer), answer);
    editing.keep();
    document.body.dataset.made = made;
  }

  /** Whether there is a first tour; where there is none on those days, there may be one on others. */
  async function showFirst(request, signal) {
    try {
      await showMade(request, await askTour(request, progress.follow, signal), "first");
    } catch (error) {
      if (error.code !== "infeasible") throw error;
      return false;
    }
    fill(panel.state, note, bar);
    announce(t("tour.first"));
    return true;
  }

  async function make() {
    const request = toRequest(wishes());
    const first = firstRequest(request, pageState.today);
    const signal = restart();
    let [follow, place] = [progress.follow, form.state];
    form.run.disabled = true;
    progress.wait();
    showInAddress(request);
    try {
      if (first && (await showFirst(first, signal))) [follow, place] = [improving.follow, panel.state];
      const answer = await askTour(request, follow, signal);
      await showMade(request, answer, "best");
      announce(summaryText(answer));
    } catch (error) {
      if (error.name !== "AbortError") fill(place, refusal(error));
    } finally {
      form.run.disabled = false;
    }
  }

  async function improve() {
    const body = improveBody(editing.state());
    const signal = restart();
    fill(panel.state, bar);
    improving.wait();
    try {
      const answer = await askTour(body, improving.follow, signal);
      improving.end();
      await editing.push(stateOf(body, answer), answer);
      announce(t("tour.improved"));
    } catch (error) {
      if (error.name !== "AbortError") fill(panel.state, refusal(error));
    }
  }

  return { make, improve };
}
