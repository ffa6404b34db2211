// The page of services: a button beside each address copies it.

import { announce } from "../dom.js";
import { t } from "../page.js";

async function copy(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    announce(t("services.copied"));
  } catch {
    field.select();
    announce(t("services.by_hand"));
  }
}

for (const control of document.querySelectorAll("[data-copy]")) {
  control.hidden = false;
  control.addEventListener("click", () => copy(document.getElementById(control.dataset.copy)));
}
