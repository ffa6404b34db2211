// The page on which a file is handed in.

import { createProgress } from "../desk/progress.js";
import { button, fill, h } from "../dom.js";
import { pageState, t } from "../page.js";
import { handIn, throwAway } from "./calls.js";

const form = document.getElementById("upload-form");
const field = document.getElementById("file");
const send = document.getElementById("upload");
const status = document.getElementById("upload-status");
const problem = document.getElementById("page-error");
const progress = createProgress(status);

function tell(error) {
  problem.textContent = error ? error.message : "";
  problem.hidden = !error;
  if (error) problem.scrollIntoView({ block: "nearest" });
}

function tooLarge(file) {
  if (file.size <= pageState.most_bytes) return null;
  const values = { found: (file.size / 1e6).toFixed(1), most: pageState.most_bytes / 1e6 };
  return new Error(t("import.large", values));
}

async function submit(event) {
  event.preventDefault();
  const [file] = field.files;
  if (!file) return;
  tell(tooLarge(file));
  if (tooLarge(file)) return;
  send.disabled = true;
  fill(status, h("p", {}, t("import.sending")));
  try {
    const upload = await handIn(file, document.getElementById("kind").value);
    window.location.assign(`${pageState.prefix}/registry/import/${encodeURIComponent(upload.id)}`);
  } catch (error) {
    tell(error);
    progress.end();
    send.disabled = false;
  }
}

function addRemoval(item) {
  const upload = { id: item.dataset.upload, version: Number(item.dataset.version) };
  const remove = button(t("import.remove"), async () => {
    try {
      await throwAway(upload);
      item.remove();
    } catch (error) {
      tell(error);
    }
  }, { "aria-label": t("import.remove_of", { name: item.dataset.name }) });
  item.append(remove);
}

form.addEventListener("submit", submit);
for (const item of document.querySelectorAll("[data-upload]")) addRemoval(item);
document.body.dataset.ready = "true";
