// Errors of the API beside the fields and steps they name, and all of them in the summary.

export class FormErrors {
  constructor(form, summary, editor) {
    this.form = form;
    this.summary = summary;
    this.editor = editor;
  }

  clear() {
    this.summary.hidden = true;
    this.summary.querySelector("[data-role=problems]").replaceChildren();
    this.editor.showProblems([]);
    this.form.querySelectorAll(".field > .errorlist").forEach((list) => list.remove());
    for (const input of this.form.querySelectorAll("[data-field] > [name], [data-field] > .pair > [name]")) {
      input.removeAttribute("aria-invalid");
      const described = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => !id.endsWith("_error"));
      input.setAttribute("aria-describedby", described.join(" "));
    }
  }

  /** `problems` are {field, detail}; the summary is an alert, so it is read aloud when it appears. */
  show(problems, { focus = false } = {}) {
    this.clear();
    const unplaced = new Set(this.editor.showProblems(problems));
    const items = problems.map((problem) => {
      const field = this.form.querySelector(`[data-field="${CSS.escape(problem.field.split("[")[0])}"]`);
      if (field && unplaced.has(problem)) beside(field, problem.detail);
      return summaryLine(problem, field);
    });
    this.summary.querySelector("[data-role=problems]").replaceChildren(...items);
    this.summary.hidden = false;
    if (focus) this.summary.focus();
  }
}

function beside(field, detail) {
  const input = field.querySelector("[name]");
  let list = field.querySelector(":scope > .errorlist");
  if (!list) {
    list = document.createElement("ul");
    list.className = "errorlist";
    list.id = `${input.id}_error`;
    const editor = field.querySelector(":scope > pipeline-editor");
    if (editor) editor.before(list);
    else field.append(list);
  }
  const item = document.createElement("li");
  item.textContent = detail;
  list.append(item);
  input.setAttribute("aria-invalid", "true");
  const described = (input.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);
  if (!described.includes(list.id)) input.setAttribute("aria-describedby", [...described, list.id].join(" "));
}

function summaryLine(problem, field) {
  const item = document.createElement("li");
  if (field) {
    const input = field.querySelector("[aria-invalid=true]") ?? field.querySelector("[name]");
    const link = document.createElement("a");
    link.href = `#${input.id}`;
    link.textContent = field.querySelector("label").textContent;
    item.append(link, ": ");
  }
  item.append(problem.detail, problem.field.includes("[") ? ` (${problem.field})` : "");
  return item;
}
