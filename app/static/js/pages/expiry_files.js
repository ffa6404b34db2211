// Long lists of the expiry board: a job makes the file, and beside its link stands how far it is.

import { send } from "../desk/calls.js";
import { followToFile } from "../desk/jobfile.js";
import { announce, fill, h } from "../dom.js";
import { pageState, t } from "../page.js";

function createProgress(place) {
  const bar = h("progress", { max: 1, "aria-label": t("file.progress") });
  const text = h("span", {}, t("file.working"));
  const jobs = h("a", { href: `${pageState.prefix}/jobs` }, t("file.jobs"));
  return {
    wait: () => fill(place, bar, " ", text, " ", jobs),
    follow(job) {
      if (job.state === "running") bar.value = job.progress;
      else bar.removeAttribute("value");
      text.textContent = job.state === "queued" ? t("file.queued") : job.message || t("file.working");
    },
    end: () => fill(place),
  };
}

async function make(link, place) {
  const { pathname, searchParams } = new URL(link.href);
  const order = { file: pathname.split("/").pop(), query: Object.fromEntries(searchParams) };
  const { answer: job } = await send("POST", "expiry/exports", order);
  const { name, href } = await followToFile(job, createProgress(place), (reason) => t("file.failed", { reason }));
  fill(place, t("file.ready"), " ", h("a", { class: "button", href, download: name, dataset: { made: name } }, name));
  announce(`${t("file.ready")} ${name}`);
}

for (const list of document.querySelectorAll("[data-take]")) {
  const links = list.querySelectorAll("a[data-job]");
  if (!links.length) continue;
  const place = list.appendChild(h("p", { class: "small", role: "status" }));
  for (const link of links) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      make(link, place).catch((error) => fill(place, h("span", { class: "error" }, error.message)));
    });
  }
}
