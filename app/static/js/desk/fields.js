// Fields of a panel: a number that may be left empty, a slider that says its value, a box to tick.
// What a browser remembers of an earlier visit (autocomplete) would say other things than the plan does.

import { field, h, uniqueId } from "../dom.js";
import { number } from "../format.js";

/** A number; `onchange` gets null where the field is empty, and nothing while what stands there is not allowed. */
export function numberField(label, value, { min = 0, max, step = 1, hint = "", name } = {}, onchange) {
  const input = h("input", { type: "number", autocomplete: "off", min: String(min), max: max === undefined ? null : String(max), step: String(step), dataset: name ? { field: name } : {} });
  input.value = value ?? "";
  input.addEventListener("input", () => {
    if (input.validity.valid) onchange(input.value === "" ? null : input.valueAsNumber);
  });
  const node = field(label, input);
  if (hint) {
    const note = h("p", { class: "muted small", id: uniqueId("hint") }, hint);
    input.setAttribute("aria-describedby", note.id);
    node.append(note);
  }
  return node;
}

export function slider(label, value, { max = 10, step = 1, note = "", name }, onchange) {
  const input = h("input", { type: "range", autocomplete: "off", min: "0", max: String(max), step: String(step), id: uniqueId("weight"), dataset: { weight: name } });
  const shown = h("output", { for: input.id }, number(value));
  input.value = String(value);
  input.addEventListener("input", () => {
    shown.textContent = number(input.valueAsNumber);
    onchange(input.valueAsNumber);
  });
  return h("div", { class: "weight" }, h("label", { for: input.id }, label, note ? h("span", { class: "muted small" }, ` ${note}`) : null), input, shown);
}

export function tick(label, checked, onchange, data = {}, more = null) {
  const input = h("input", { type: "checkbox", id: uniqueId("tick"), autocomplete: "off", dataset: data });
  input.checked = checked;
  input.addEventListener("change", () => onchange(input.checked));
  return h("div", { class: "choice" }, input, h("label", { for: input.id }, label), more);
}

/** Radio buttons: [[value, title, explanation]]. */
export function radios(title, entries, value, onchange, data) {
  const name = uniqueId("radio");
  const one = ([key, text, explanation]) => {
    const input = h("input", { type: "radio", name, value: key, autocomplete: "off", id: `${name}-${key}`, dataset: { [data]: key } });
    input.checked = key === value;
    input.addEventListener("change", () => onchange(key));
    const words = h("label", { for: input.id }, text, explanation ? h("span", { class: "explanation" }, explanation) : null);
    return h("div", { class: "choice" }, input, words);
  };
  return h("fieldset", {}, h("legend", {}, title), ...entries.map(one));
}

/** A part that is folded until somebody wants it. */
export function folded(title, ...children) {
  return h("details", { class: "facet" }, h("summary", {}, title), ...children);
}
