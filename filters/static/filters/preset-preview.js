// <preset-preview>: the sample photo through the form's pipeline, redrawn after every edit.
//
// The newest edit wins: an answer that comes late is dropped.

const PAUSE_MS = 300;

class PresetPreview extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.editor = this.form?.querySelector("pipeline-editor");
    if (!this.editor) return;
    const { invisible, fields } = this.dataset;
    this.names = fields.split(" ");
    this.standIns = new Map(invisible.trim().split(/\s+/).map((pair) => pair.split(":")));
    this.form.addEventListener("change", (event) => this.concerns(event.target) && this.soon());
    if (!this.after.getAttribute("src") && !this.status.textContent) this.soon();
  }

  get after() {
    return this.querySelector("[data-role=after]");
  }

  get status() {
    return this.querySelector("[data-role=status]");
  }

  concerns(target) {
    return target === this.editor || ["format", ...this.names].includes(target.name);
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.redraw(), PAUSE_MS);
  }

  async redraw() {
    if (this.editor.querySelector(":invalid")) return; // the control says so; the last picture stays
    this.request?.abort();
    const request = (this.request = new AbortController());
    this.setAttribute("aria-busy", "true");
    try {
      const response = await this.process(request.signal);
      if (response.ok) this.show(await response.blob());
      else this.fail((await response.json()).detail);
    } catch (error) {
      if (error.name !== "AbortError") this.fail(error.message);
    } finally {
      if (this.request === request) this.removeAttribute("aria-busy");
    }
  }

  async process(signal) {
    this.photo ??= await (await fetch(this.dataset.sample, { signal })).blob();
    const body = new FormData();
    body.append("image", this.photo, "sample.jpg");
    body.append("pipeline", JSON.stringify(this.editor.value));
    const { format } = this.form.elements;
    if (format?.value) body.append("format", this.standIns.get(format.value) ?? format.value);
    for (const name of this.names) {
      const value = this.form.elements[name]?.value.trim();
      if (value) body.append(name, value);
    }
    const token = this.form.elements.csrfmiddlewaretoken.value;
    return fetch(this.dataset.process, { method: "POST", body, signal, headers: { "X-CSRFToken": token } });
  }

  show(blob) {
    URL.revokeObjectURL(this.shown);
    this.shown = URL.createObjectURL(blob);
    this.after.src = this.shown;
    this.after.hidden = false;
    this.status.textContent = "";
  }

  fail(detail) {
    this.after.hidden = true;
    this.status.textContent = detail;
  }
}

customElements.define("preset-preview", PresetPreview);
