// The sheet beside the map: the page of a commune, or what the file says about itself. The address names it.

import { button, fill, h } from "../dom.js";
import { t } from "../page.js";
import { aboutSheet } from "./about.js";
import { pageOf } from "./inside.js";
import { addressParts, writeSheet } from "./permalink.js";
import { unitSheet } from "./unitpage.js";

const ABOUT = "about";
const NARROW = "(max-width: 48rem)";
let shown = "";
let back = null;

function contentOf(name) {
  if (name === ABOUT) return aboutSheet();
  const [units, code] = name.split("-");
  const page = pageOf(units, code);
  return page ? unitSheet(page, units) : h("p", { class: "warning" }, t("atlas.not_inside"));
}

function holder() {
  return document.getElementById("sheet");
}

// Under a sheet that fills the screen nothing takes the focus.
function keepUnder(isOpen) {
  const covered = isOpen && matchMedia(NARROW).matches;
  for (const one of document.querySelectorAll(".site-header, .side, .map-area")) one.inert = covered;
}

function open(name) {
  back = shown ? back : document.activeElement;
  const close = button("×", closeSheet, { class: "sheet-close", "aria-label": t("close") });
  const body = contentOf(name);
  fill(holder(), close, body);
  holder().hidden = false;
  holder().scrollTop = 0;
  document.body.classList.add("sheet-open");
  const heading = holder().querySelector("h2") ?? close;
  heading.tabIndex = -1;
  holder().setAttribute("aria-label", heading.textContent);
  heading.focus({ preventScroll: true });
}

function hide(map) {
  fill(holder());
  holder().hidden = true;
  document.body.classList.remove("sheet-open");
  (back?.isConnected ? back : map.getContainer()).focus({ preventScroll: true });
  back = null;
}

let theMap = null;

/** Show what the address names. */
export function followAddress() {
  const { sheet } = addressParts();
  if (sheet === shown) return;
  if (sheet) open(sheet);
  keepUnder(Boolean(sheet));
  if (!sheet) hide(theMap);
  shown = sheet;
}

function closeSheet() {
  writeSheet("");
  followAddress();
}

/** Open a sheet as a link to it would: the reader can go back. */
export function openSheet(name) {
  location.hash = `#sheet=${name}`;
}

export function setUpSheets(map) {
  theMap = map;
  // Before the map hears of it: the popup behind the sheet stays open.
  window.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || !shown) return;
      event.stopImmediatePropagation();
      closeSheet();
    },
    true,
  );
  matchMedia(NARROW).addEventListener("change", () => keepUnder(Boolean(shown)));
}
