// The page of the atlas in one file: a job makes it and is followed to its end.

import { send } from "../desk/calls.js";
import { followToFile } from "../desk/jobfile.js";
import { createProgress } from "../desk/progress.js";
import { announce, fill, h } from "../dom.js";
import { t } from "../page.js";

const form = document.getElementById("atlas-form");
const status = document.getElementById("atlas-status");
const problem = document.getElementById("atlas-error");
const take = document.getElementById("atlas-take");
const progress = createProgress(status);

/** What the form says, named as in an address; boxes of one name are put together. */
function order() {
  const given = new Map();
  for (const [name, value] of new FormData(form)) given.set(name, [...(given.get(name) ?? []), value]);
  return Object.fromEntries([...given].map(([name, values]) => [name, values.join(",")]));
}

async function make() {
  const { answer: job } = await send("POST", "exports/atlas", order());
  const { name, href } = await followToFile(job, progress, (reason) => t("making.failed", { reason }));
  const link = h("a", { class: "button", href, download: name, dataset: { made: name } }, name);
  fill(status, h("p", {}, t("making.ready"), " ", link));
  announce(`${t("making.ready")} ${name}`);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  problem.hidden = true;
  take.disabled = true;
  try {
    await make();
  } catch (error) {
    fill(status);
    problem.textContent = error.message;
    problem.hidden = false;
  }
  take.disabled = false;
});
document.body.dataset.ready = "";
