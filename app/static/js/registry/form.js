// The form of a record: its fields in groups, what of them was changed, and what the server says against it.

import { button, h } from "../dom.js";
import { pageState, t } from "../page.js";
import { confirmations } from "./confirmations.js";
import { asSpan, fieldControl, spanText } from "./fields.js";
import { placePicker } from "./place.js";
import { pointEditor } from "./point.js";

const PLACE_TEXTS = ["village", "address"];

/** The fields that a form shows: of a record that is there, certificates and figures stand in their own tables. */
function shownFields(isNew) {
  return pageState.fields.filter(({ part }) => isNew || !["certificate", "fact"].includes(part) || pageState.is_figure);
}

function groupOf(field) {
  if (field.name === "source" || field.name === "note") return "source";
  return field.part;
}

/** The part that a figure is of: a choice where its metric has a list of parts. */
function keyField(field, metric) {
  const listed = pageState.key_values[metric];
  return listed ? { ...field, type: "choice", choices: listed.map(([value, label]) => ({ value, label })) } : field;
}

const valueOf = ({ name, type }, values) => (type === "span" ? spanText(values[name], values[`${name}_precision`]) : values[name]);

function sourcesList(sources) {
  if (!sources) return null;
  const list = sources.length ? h("ul", { class: "small source-list" }, ...sources.map((source) => h("li", {}, source))) : h("p", { class: "small muted" }, t("source.none"));
  return h("div", {}, h("p", { class: "small" }, t("source.known")), list);
}

export function recordForm(record) {
  const values = record?.fields ?? {};
  const inferred = new Set(record?.inferred_fields ?? []);
  const fields = shownFields(!record);
  const controls = new Map();
  const widgets = [];
  const groups = new Map([["record", []], ["certificate", []], ["place", []], ["fact", []], ["source", []]]);
  const isPicked = fields.some(({ name }) => name === "unit_code");
  const hasPoint = fields.some(({ name }) => name === "lon");
  for (const field of fields) {
    const group = groups.get(groupOf(field));
    if (field.part === "place" && isPicked && !PLACE_TEXTS.includes(field.name)) continue;
    const isSource = field.name === "source" && !pageState.is_figure;
    const mark = field.name === "producer" ? "producer_id" : field.name;
    const shown = field.name === "key" ? keyField(field, values.metric) : asSpan(field, fields);
    const control = fieldControl(shown, valueOf(shown, values), { inferred: inferred.has(mark), source: isSource });
    controls.set(field.name, control);
    group.push(control.node);
    if (isSource) group.push(sourcesList(record?.sources));
  }
  const confirmed = confirmations(record);
  if (confirmed) groups.get("source").push(confirmed.node);
  const picker = isPicked ? placePicker(fields, values) : null;
  if (picker) {
    widgets.push(picker);
    groups.get("place").unshift(picker.node);
  }
  const point = hasPoint ? pointEditor(fields, values) : null;
  if (point) {
    widgets.push(point);
    groups.get("place").push(point.node);
    picker.code.addEventListener("change", () => point.focus(picker.chosen()));
  }
  const node = h(
    "div",
    {},
    ...[...groups].filter(([, nodes]) => nodes.length).map(([name, nodes]) => h("fieldset", { class: `group group-${name}` }, h("legend", {}, t(`group.${name}`)), ...nodes)),
  );

  const keyed = fields.find(({ name }) => name === "key");
  if (keyed) controls.get("metric").input.addEventListener("change", ({ target }) => {
    const made = fieldControl(keyField(keyed, target.value), values.key);
    controls.get("key").node.replaceWith(made.node);
    controls.set("key", made);
  });

  function controlOf(name) {
    if (controls.has(name)) return controls.get(name);
    for (const widget of widgets) {
      if (widget.controls?.[name]) return widget.controls[name];
      if (widget.names.includes(name)) return widget;
    }
    return null;
  }

  const form = {
    node,
    /** Draw the map of the point, once the form is in the page. */
    start: () => point?.start(picker.chosen()),
    /** Field → value, of what was changed. */
    changed() {
      const found = confirmed?.read() ?? {};
      for (const [name, control] of controls) {
        const value = control.read();
        if (value !== undefined) found[name] = value;
      }
      return Object.assign(found, ...widgets.map((widget) => widget.read()));
    },
    /** The field of the source, where something is confirmed without one that is new. */
    unconfirmed() {
      const source = controls.get("source")?.input;
      return confirmed?.lacksSource(source.value) ? source : null;
    },
    settle(next) {
      for (const control of controls.values()) control.settle(valueOf(control.field, next));
      for (const widget of widgets) widget.settle(next);
    },
    clearProblems() {
      for (const marked of node.querySelectorAll("[aria-invalid]")) marked.removeAttribute("aria-invalid");
      for (const box of node.querySelectorAll(".field-problem")) {
        box.hidden = true;
        box.replaceChildren();
      }
    },
    /** Show problems at their fields; gives those that no field of the form has. */
    showProblems(problems) {
      form.clearProblems();
      const homeless = [];
      let first = null;
      for (const problem of problems) {
        const control = controlOf(problem.field);
        if (!control) {
          homeless.push(problem);
          continue;
        }
        control.input.setAttribute("aria-invalid", "true");
        control.problem.hidden = false;
        control.problem.append(h("p", { class: "field-error" }, problem.message), suggestions(problem, control));
        first ??= control.input;
      }
      first?.closest("details")?.setAttribute("open", "");
      first?.focus();
      return homeless;
    },
  };

  function suggestions(problem, control) {
    if (!problem.suggestions.length) return "";
    const pick = (suggestion) => {
      const { field, rule } = problem;
      if (rule === "duplicate") {
        location.assign(`${pageState.prefix}/registry/${pageState.kind}/${encodeURIComponent(suggestion.value)}`);
        return;
      }
      const found = { ...suggestion.fields, [field]: suggestion.value };
      if (picker && found.unit_code) picker.pick(found);
      else {
        control.set(suggestion.value, control.field?.type === "record" ? suggestion.label : undefined);
        for (const [name, value] of Object.entries(suggestion.fields)) controlOf(name)?.set(value);
      }
      control.problem.hidden = true;
      control.input.removeAttribute("aria-invalid");
      control.input.focus();
    };
    return h("div", { class: "suggestions" }, h("span", { class: "small" }, t("field.suggestions")), " ", ...problem.suggestions.map((one) => button(one.label, () => pick(one), { class: "chip" })));
  }

  return form;
}
