// Typed controls: a slider beside a number, a picker beside a color, and their values as JSON.

/** Show the second way to set a control, which is of no use without JavaScript, and keep both in step. */
export function revealHelpers(root) {
  for (const helper of root.querySelectorAll("[data-helper]")) {
    const input = helper.parentElement.querySelector("[name], [data-name]");
    const label = helper.closest(".control, .field")?.querySelector("label")?.textContent.trim() ?? "";
    helper.setAttribute("aria-label", `${label}: ${helper.dataset.helper === "color" ? "picker" : "slider"}`);
    helper.hidden = false;
    followInput(helper, input);
    input.addEventListener("input", () => followInput(helper, input));
    helper.addEventListener("input", () => {
      input.value = helper.dataset.helper === "color" ? withAlpha(helper.value, input.value) : helper.value;
    });
  }
}

function followInput(helper, input) {
  const value = helper.dataset.helper === "color" ? opaque(input.value) : input.value;
  if (value !== "") helper.value = value;
}

function opaque(text) {
  const color = text.trim().toLowerCase();
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])[0-9a-f]?$/.exec(color);
  if (short) return `#${short[1]}${short[1]}${short[2]}${short[2]}${short[3]}${short[3]}`;
  return /^#[0-9a-f]{6}([0-9a-f]{2})?$/.test(color) ? color.slice(0, 7) : "";
}

/** A picked color keeps the alpha that was typed, unless that would make it invisible. */
function withAlpha(picked, text) {
  const alpha = /^#[0-9a-f]{6}([0-9a-f]{2})$/i.exec(text.trim())?.[1] ?? "";
  return alpha === "00" ? picked : picked + alpha;
}

function inputOf(control) {
  return control.querySelector("[data-name]") ?? control.querySelector("[name]");
}

/** The value as JSON; undefined where the control is empty or says what is the default anyway. */
export function readControl(control) {
  const input = inputOf(control);
  const value = typed(control.dataset.kind, input);
  return sameValue(value, JSON.parse(control.dataset.default)) ? undefined : value;
}

/** Whether two JSON values are equal. */
export function sameValue(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

function typed(kind, input) {
  if (input.type === "checkbox") return input.checked;
  const text = input.value.trim();
  if (text === "") return input.validity.badInput ? "" : undefined;
  if (kind === "boolean") return text === "true";
  if (kind === "number" || kind === "integer") return Number(text);
  if (kind === "list") return listOf(text, Number(input.dataset.width ?? 0));
  return kind === "color" ? text.toLowerCase() : input.value;
}

/** A list as the server reads its text: JSON, or items between commas or spaces; the text itself where it is neither. */
function listOf(text, width) {
  if (text.startsWith("[")) {
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  }
  const items = text.split(/[\s,]+/).filter(Boolean).map((word) => (Number.isNaN(Number(word)) ? word : Number(word)));
  if (!width) return items;
  return Array.from({ length: Math.ceil(items.length / width) }, (_, row) => items.slice(row * width, (row + 1) * width));
}

/** A value as its control shows it. */
function textOf(value) {
  if (value === null) return "";
  if (Array.isArray(value) && !value.some(Array.isArray)) return value.join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Show a step's value, or the default where the step says nothing. */
export function writeControl(control, value) {
  const input = inputOf(control);
  const shown = value === undefined ? JSON.parse(control.dataset.default) : value;
  if (input.type === "checkbox") input.checked = shown === true;
  else input.value = textOf(shown);
}

/** Put a message beside a control, or take it away with an empty one. */
export function setProblem(control, message) {
  const input = inputOf(control);
  const id = `${input.id}_problem`;
  control.querySelectorAll(".errorlist, .problem").forEach((old) => old.remove());
  const described = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((part) => part && !/_(error|problem)$/.test(part));
  input.removeAttribute("aria-invalid");
  if (message) {
    const note = document.createElement("p");
    note.className = "problem";
    note.id = id;
    note.textContent = message;
    control.append(note);
    described.push(id);
    input.setAttribute("aria-invalid", "true");
  }
  if (described.length) input.setAttribute("aria-describedby", described.join(" "));
  else input.removeAttribute("aria-describedby");
}
