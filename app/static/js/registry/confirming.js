// What cannot be done by one slip: the button asks before it acts. What was done is said after the page was loaded again.

import { announce, button, fill, h } from "../dom.js";
import { t, texts } from "../page.js";

const DONE = "#done-";

/** Load a page (this one without an address) and say there what was done, by the key of its text. */
export function reload(key, address = location.pathname + location.search) {
  const here = address === location.pathname + location.search;
  location.assign(`${address}${DONE}${key}`);
  if (here) location.reload();
}

/** Say what was done before this page was loaded. */
export function sayDone() {
  if (!location.hash.startsWith(DONE)) return;
  const key = location.hash.slice(DONE.length);
  history.replaceState(null, "", location.pathname + location.search);
  if (`done.${key}` in texts) announce(t(`done.${key}`));
}

/** Make `control` ask `question` at the first click and act at the second; Escape, or leaving it, is a no. */
export function confirming(control, question, act, out) {
  const text = control.textContent;
  const name = control.getAttribute("aria-label");
  const settle = () => {
    if (!control.dataset.asked || control.disabled) return;
    delete control.dataset.asked;
    control.textContent = text;
    if (name) control.setAttribute("aria-label", name);
  };
  control.addEventListener("blur", settle);
  control.addEventListener("keydown", ({ key }) => key === "Escape" && settle());
  control.addEventListener("click", async () => {
    if (!control.dataset.asked) {
      control.dataset.asked = "true";
      control.removeAttribute("aria-label"); // the question is its name now
      control.textContent = question;
      return;
    }
    control.disabled = true;
    try {
      await act();
    } catch (error) {
      control.disabled = false;
      showError(out, error);
    }
  });
  return control;
}

/** Show why something was refused, and move there. */
export function showError(out, error) {
  const place = out ?? document.getElementById("page-error");
  place.hidden = false;
  place.classList.add("error");
  const listed = error.details?.records ?? [];
  fill(place, error.message, listed.length ? h("ul", {}, ...listed.map((one) => h("li", {}, one.name ?? String(one)))) : null);
  place.tabIndex = -1;
  place.focus();
}

export const askingButton = (text, question, act, out, attributes = {}) => confirming(button(text, () => {}, attributes), question, act, out);
