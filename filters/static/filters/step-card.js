// One step as a card: its controls are a copy of those in the catalog.

import { readControl, revealHelpers, sameValue, setProblem, writeControl } from "./controls.js";

let made = 0;

/** A list item for `step`; `fieldset` is its operation in the catalog, or undefined where there is none. */
export function makeCard(template, fieldset, step) {
  const card = template.content.firstElementChild.cloneNode(true);
  const title = fieldset?.dataset.title ?? (typeof step?.op === "string" ? step.op : "?");
  card.step = step;
  card.title_ = title;
  card.querySelector("[data-part=title]").textContent = title;
  for (const button of card.querySelectorAll("button")) {
    button.setAttribute("aria-label", button.getAttribute("aria-label").replace("{title}", title));
  }
  const summary = card.querySelector("[data-part=summary]");
  summary.textContent = fieldset ? fieldset.dataset.summary : JSON.stringify(step);
  if (fieldset) {
    addControls(card, fieldset);
    card.step = short(card, step);
  }
  return card;
}

function addControls(card, fieldset) {
  const controls = fieldset.querySelector(".controls").cloneNode(true);
  controls.querySelectorAll(".errorlist, .problem").forEach((old) => old.remove());
  makeUnique(controls, `step${++made}`);
  for (const control of controls.children) {
    writeControl(control, card.step[control.dataset.parameter]);
    control.addEventListener("input", () => take(card, control));
    control.addEventListener("change", () => take(card, control));
  }
  revealHelpers(controls);
  card.querySelector("[data-part=controls]").append(controls);
}

function take(card, control) {
  const { [control.dataset.parameter]: _old, ...rest } = card.step;
  const value = readControl(control);
  card.step = value === undefined ? rest : inOrder(card, { ...rest, [control.dataset.parameter]: value });
  setProblem(control, "");
}

/** The step without its defaults. */
function short(card, step) {
  const isDefault = ([name, value]) => {
    const control = [...card.querySelectorAll("[data-parameter]")].find((one) => one.dataset.parameter === name);
    return control !== undefined && sameValue(JSON.parse(control.dataset.default), value);
  };
  return inOrder(card, Object.fromEntries(Object.entries(step).filter((entry) => !isDefault(entry))));
}

/** The step with its parameters in the order of their declaration, as the server writes them. */
function inOrder(card, step) {
  const names = [...card.querySelectorAll("[data-parameter]")].map((control) => control.dataset.parameter);
  const known = names.filter((name) => name in step).map((name) => [name, step[name]]);
  const others = Object.entries(step).filter(([name]) => name !== "op" && !names.includes(name));
  return { op: step.op, ...Object.fromEntries([...known, ...others]) };
}

/** New ids, so that labels point into this card; no names, so that the form posts the text alone. */
function makeUnique(root, prefix) {
  for (const attribute of ["id", "for", "aria-describedby"]) {
    for (const element of root.querySelectorAll(`[${attribute}]`)) {
      const ids = element.getAttribute(attribute).split(" ");
      element.setAttribute(attribute, ids.map((id) => `${prefix}-${id}`).join(" "));
    }
  }
  for (const input of root.querySelectorAll("[name]")) {
    input.dataset.name = input.name;
    input.removeAttribute("name");
    input.removeAttribute("aria-invalid");
  }
}

/** A message beside the parameter, or on the card where it names none of its controls. */
export function showProblem(card, parameter, message) {
  const control = [...card.querySelectorAll("[data-parameter]")].find((one) => one.dataset.parameter === parameter);
  if (control) return setProblem(control, message);
  const note = card.querySelector("[data-part=problem]");
  note.textContent = note.textContent ? `${note.textContent} ${message}` : message;
  note.hidden = false;
}

export function clearProblems(card) {
  card.querySelectorAll("[data-parameter]").forEach((control) => setProblem(control, ""));
  const note = card.querySelector("[data-part=problem]");
  note.textContent = "";
  note.hidden = true;
}

/** The step as the catalog's own controls have it: what was checked without JavaScript. */
export function stepOf(fieldset) {
  const values = [...fieldset.querySelectorAll("[data-parameter]")].map((control) => [control.dataset.parameter, readControl(control)]);
  return { op: fieldset.dataset.op, ...Object.fromEntries(values.filter(([, value]) => value !== undefined)) };
}
