// Requests about one file that was handed in: its choices have a version, which every change raises.

import { ApiError, apiUrl } from "../api.js";
import { send } from "../desk/calls.js";
import { followToFile } from "../desk/jobfile.js";
import { t } from "../page.js";

export const PATH = "registry/uploads";

export function pathOf(upload, rest = "") {
  return `${PATH}/${encodeURIComponent(upload.id)}${rest}`;
}

/** Send the bytes of a file; the answer is the upload. */
export async function handIn(file, kind) {
  const token = document.querySelector("meta[name='csrf-token']")?.content ?? "";
  let response;
  try {
    response = await fetch(apiUrl(PATH, { name: file.name, kind }), {
      method: "POST",
      headers: { Accept: "application/json", "Content-Type": "application/octet-stream", "X-CSRFToken": token },
      body: file,
    });
  } catch {
    throw new ApiError(t("error.network"));
  }
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  throw new ApiError(answer.message || t("error.server", { status: response.status }));
}

export async function choose(upload, choices) {
  const { answer } = await send("PATCH", pathOf(upload), choices, { version: upload.version });
  return answer;
}

export function throwAway(upload) {
  return send("DELETE", pathOf(upload), undefined, { version: upload.version });
}

async function atOnceOrByJob(upload, progress, asked) {
  const { status, answer } = await asked;
  if (status !== 202) return answer;
  await followToFile(answer, progress, (reason) => t("import.failed", { reason }));
  return (await send("GET", pathOf(upload))).answer;
}

/** The upload with its preview, made by a job where that takes long. */
export function preview(upload, progress) {
  return atOnceOrByJob(upload, progress, send("POST", pathOf(upload, "/preview"), {}));
}

/** The upload, stored. */
export function store(upload, reason, progress) {
  const asked = send("POST", pathOf(upload, "/store"), { reason: reason || null }, { version: upload.version });
  return atOnceOrByJob(upload, progress, asked);
}
