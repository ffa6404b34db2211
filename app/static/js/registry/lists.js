// Deeds in lists: taking a change back, bringing a record back, saying that two records are two.

import { send } from "../desk/calls.js";
import { t } from "../page.js";
import { confirming, reload, sayDone, showError } from "./confirming.js";

for (const control of document.querySelectorAll("[data-undo]")) {
  confirming(control, t("undo.really"), async () => {
    await send("POST", `registry/changes/${control.dataset.undo}/undo`, {});
    reload("undone");
  });
}
for (const control of document.querySelectorAll("[data-restore]")) {
  const [kind, id] = control.dataset.restore.split("/");
  control.addEventListener("click", async () => {
    try {
      await send("POST", `registry/${kind}/${encodeURIComponent(id)}/restore`, {});
      reload("restored");
    } catch (error) {
      showError(null, error);
    }
  });
}
for (const control of document.querySelectorAll("[data-distinct]")) {
  control.addEventListener("click", async () => {
    const { distinct, first, second } = control.dataset;
    try {
      await send("POST", `registry/${distinct}/duplicates/distinct`, { first, second });
      control.closest("tr").remove();
    } catch (error) {
      showError(null, error);
    }
  });
}
sayDone();
document.body.dataset.ready = "";
