// DOM nodes from plain values. Text is always a text node: nothing from data is ever parsed as HTML.

const SVG = "http://www.w3.org/2000/svg";

function setAttribute(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name === "class") element.setAttribute("class", value);
  else if (name === "dataset") Object.assign(element.dataset, value);
  else if (name in element && typeof value !== "string") element[name] = value;
  else element.setAttribute(name, value === true ? "" : String(value));
}

function append(element, children) {
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return element;
}

/** An HTML element: h("p", {class: "note"}, "text", child). */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(element, name, value);
  return append(element, children);
}

/** An SVG element; attributes are presentation attributes, which the CSP allows. */
export function s(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return append(element, children);
}

export function fill(element, ...children) {
  element.replaceChildren();
  return append(element, children);
}

let lastId = 0;

export function uniqueId(prefix) {
  lastId += 1;
  return `${prefix}-${lastId}`;
}

/** A label above its control. */
export function field(labelText, control) {
  control.id ||= uniqueId("field");
  return h("div", { class: "field" }, h("label", { for: control.id }, labelText), control);
}

/** A select of [value, text] pairs. */
export function select(options, value, onchange) {
  const control = h("select", {});
  for (const [key, text] of options) control.append(h("option", { value: key }, text));
  control.value = value;
  control.addEventListener("change", () => onchange(control.value));
  return control;
}

export function button(text, onclick, attributes = {}) {
  return h("button", { type: "button", onclick, ...attributes }, text);
}

/** Say something to screen readers, and show it for a moment. */
export function announce(text) {
  const region = document.getElementById("announcer");
  if (!region) return;
  region.textContent = text;
  region.classList.add("shown");
  clearTimeout(announce.timer);
  announce.timer = setTimeout(() => region.classList.remove("shown"), 5000);
}

export function debounce(run, wait) {
  let timer = 0;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(...args), wait);
  };
}
