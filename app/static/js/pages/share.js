// The page that passes a link on: its language, its short form, and everything that follows from both.

import { send } from "../desk/calls.js";
import { announce } from "../dom.js";
import { pageState, t } from "../page.js";

// As layers/qr.py has it.
const MOST_BYTES = 480;

const byId = (id) => document.getElementById(id);
const link = byId("link");
const language = byId("language");
const shorten = byId("shorten");
const problem = byId("share-error");
// The place that the short link stands for while it is shown, and its answer.
let short = null;

function withLanguage(path) {
  if (!language.value) return path;
  const [place, fragment] = path.split("#");
  const joined = `${place}${place.includes("?") ? "&" : "?"}lang=${language.value}`;
  return fragment === undefined ? joined : `${joined}#${fragment}`;
}

function currentPath() {
  return short ? `/s/${short.code}` : withLanguage(pageState.path);
}

function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function frameCode() {
  const [width, height] = byId("size").value.split(" ");
  const path = pageState.embed.replace(/lang=\w+$/, `lang=${language.value || pageState.lang}`);
  byId("preview").href = `${pageState.prefix}${path}`;
  const parts = { src: pageState.site + path, title: pageState.title, width, height, style: "border:0", loading: "lazy" };
  const written = Object.entries(parts).map(([name, value]) => `${name}="${escaped(value)}"`);
  return `<iframe ${written.join(" ")} allowfullscreen></iframe>`;
}

function showQr(path, address) {
  const fits = new TextEncoder().encode(address).length <= MOST_BYTES;
  const picture = byId("qr");
  const source = (form) => `${pageState.api}/qr.${form}?path=${encodeURIComponent(path)}`;
  picture.hidden = !fits;
  byId("qr-long").hidden = fits;
  byId("qr-files").hidden = !fits;
  byId("qr-address").textContent = address;
  if (!fits) return;
  picture.src = source("svg");
  for (const file of document.querySelectorAll("[data-qr]")) file.href = source(file.dataset.qr);
}

function show() {
  const path = currentPath();
  const address = pageState.site + path;
  link.value = address;
  byId("mail").value = `${pageState.mail}${address}`;
  byId("mailto").href = `mailto:?subject=${encodeURIComponent(pageState.title)}&body=${encodeURIComponent(pageState.mail + address)}`;
  shorten.setAttribute("aria-pressed", String(Boolean(short)));
  if (pageState.embed) byId("code").value = frameCode();
  showQr(path, address);
}

async function copy(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    announce(t("share.copied"));
  } catch {
    field.select();
    announce(t("share.by_hand"));
  }
}

function tell(error) {
  problem.textContent = error ? error.message : "";
  problem.hidden = !error;
}

async function toggleShort() {
  tell(null);
  if (short) {
    short = null;
    show();
    announce(t("share.taken_back"));
    return;
  }
  shorten.disabled = true;
  try {
    short = (await send("POST", "short-links", { path: withLanguage(pageState.path) })).answer;
    show();
    announce(t("share.short_made", { url: short.url }));
  } catch (error) {
    tell(error);
  }
  shorten.disabled = false;
}

for (const node of document.querySelectorAll(".needs-script")) node.hidden = false;
for (const control of document.querySelectorAll("[data-copy]")) {
  control.addEventListener("click", () => copy(byId(control.dataset.copy)));
}
link.addEventListener("focus", () => link.select());
shorten.addEventListener("click", toggleShort);
language.addEventListener("change", () => {
  short = null;
  show();
});
byId("size")?.addEventListener("change", show);
byId("print").addEventListener("click", () => window.print());
show();
document.body.dataset.ready = "";
