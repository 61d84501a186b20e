// The page with JavaScript: drop or paste a photo, see every change at once, no page load.

import "./pipeline-editor.js";
import { revealHelpers } from "./controls.js";
import { FormErrors } from "./form-errors.js";
import { takeFiles } from "./photo-input.js";
import { fetched, process } from "./request.js";
import { ResultView } from "./result-view.js";

const PAUSE = 300; // milliseconds without a further change before the photo is sent again
const LOOK = ["preset", "pipeline", "background"]; // what decides how a picture looks, in whichever format

class Studio {
  constructor(form) {
    this.form = form;
    this.part = (role) => document.querySelector(`[data-role=${role}]`);
    this.editor = form.querySelector("pipeline-editor");
    this.input = form.elements.image;
    this.names = form.dataset.fields.split(" ");
    this.overlay = form.elements.overlay;
    this.file = null;
    this.errors = new FormErrors(form, this.part("summary"), this.editor);
    this.result = new ResultView(this.part("result"), JSON.parse(form.dataset.suffixes));
    this.arrange();
    this.listen();
    if (this.input.files.length) this.choose(this.input.files[0]);
  }

  /** The stage comes first and takes the result in; what only a page load needs goes. */
  arrange() {
    this.form.classList.add("live", "live-empty");
    this.form.querySelectorAll(".live-choice, .drop-hint").forEach((element) => (element.hidden = false));
    this.part("direct").remove();
    this.part("panel").before(this.part("stage"));
    this.part("stage").append(this.part("result"));
    for (const group of this.form.querySelectorAll(".output")) revealHelpers(group);
    const list = this.part("presets");
    this.presetNote = document.createElement("p");
    this.presetNote.className = "help preset-note";
    this.presetNote.setAttribute("aria-live", "polite");
    list.before(this.presetNote);
    this.presets = new Map([...list.querySelectorAll("[data-preset]")].map((entry) => [entry.dataset.preset, entry.textContent]));
    list.remove();
    this.describePreset();
  }

  listen() {
    takeFiles(this.input, this.part("drop"), (file) => this.choose(file));
    this.form.elements.url?.addEventListener("change", () => this.fetch(this.form.elements.url.value.trim()));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.editor.addEventListener("change", () => this.changed());
    for (const name of this.names.filter((one) => one !== "pipeline")) {
      const control = this.form.elements[name];
      control.closest(".field").addEventListener("input", () => this.changed());
    }
    this.overlay.addEventListener("change", () => this.changed());
    this.form.elements.preset.addEventListener("input", () => this.describePreset());
  }

  describePreset() {
    this.presetNote.textContent = this.presets.get(this.form.elements.preset.value) ?? "";
  }

  choose(file) {
    this.file = file;
    this.form.classList.remove("live-empty");
    this.errors.clear();
    if (this.refusal()) this.result.hide();
    else this.result.showBefore(file, () => this.preview()).catch(() => {}); // `send` tells what is wrong with it
    this.send();
  }

  /** Take the photo at an address as if it had been chosen. */
  async fetch(address) {
    if (!address) return;
    this.errors.clear();
    this.say("fetching", {});
    this.fetching = true; // Enter sends the form as well
    try {
      const chosen = new DataTransfer();
      chosen.items.add(await fetched(this.form.dataset.fetchUrl, address));
      this.input.files = chosen.files;
      this.fetching = false;
      this.choose(this.input.files[0]);
    } catch (failure) {
      this.failed(failure);
    } finally {
      this.fetching = false;
    }
  }

  changed() {
    clearTimeout(this.timer);
    if (this.file && this.part("live").checked) this.timer = setTimeout(() => this.send(), PAUSE);
  }

  /** What the request says beside the image; defaults are left out. */
  fields() {
    const values = this.names.map((name) => [name, this.valueOf(name)]);
    return values.filter(([name, value]) => value !== "" && value !== this.form.elements[name].dataset.default);
  }

  valueOf(name) {
    if (name !== "pipeline") return this.form.elements[name].value.trim();
    if (this.editor.isBroken) return this.form.elements.pipeline.value;
    return this.editor.value.length ? JSON.stringify(this.editor.value) : "";
  }

  /** What is wrong with the photo before it is sent, or nothing. */
  refusal() {
    const { choose, large } = this.part("status").dataset;
    if (!this.file) return choose;
    return this.file.size + (this.overlay.files[0]?.size ?? 0) > Number(this.form.dataset.maxBytes) ? large : "";
  }

  /** Send the photo; a newer call stops an older one. */
  async send() {
    clearTimeout(this.timer);
    if (this.fetching) return;
    this.running?.abort();
    const refusal = this.refusal();
    if (refusal) return this.errors.show([{ field: "image", detail: refusal }], { focus: !this.file });
    const running = (this.running = new AbortController());
    const fields = this.fields();
    const file = this.file;
    this.busy = true;
    this.progress(0);
    try {
      const answer = await this.request(fields, running.signal, (share) => this.progress(share));
      await this.result.showAfter(answer, file, fields, {
        url: new URL(this.form.dataset.processUrl, location.href).href,
        overlay: this.overlay.files[0]?.name,
        render: () => this.preview(fields),
        isCurrent: () => running === this.running,
      });
      if (running !== this.running) return;
      this.errors.clear();
      const total = answer.timings.reduce((sum, [, time]) => sum + time, 0);
      this.say("done", { time: Math.round(total) });
    } catch (failure) {
      if (running === this.running) this.failed(failure);
    } finally {
      if (running === this.running) this.busy = false;
    }
  }

  request(fields, signal, onProgress) {
    const token = this.form.elements.csrfmiddlewaretoken.value;
    const overlay = this.overlay.files[0];
    return process(this.form.dataset.processUrl, fields, this.file, { overlay, token, signal, onProgress });
  }

  /** The same as a PNG, for photos and results that browsers cannot show. */
  async preview(fields = []) {
    const look = fields.filter(([name]) => LOOK.includes(name));
    return (await this.request([...look, ["format", "png"]])).picture;
  }

  failed({ problem }) {
    const { errors, detail } = problem ?? {};
    const whole = detail ?? this.part("status").dataset.failed;
    this.errors.show(errors?.length ? errors : [{ field: "", detail: whole }]);
    this.part("status").textContent = "";
  }

  set busy(value) {
    this.result.busy = value;
    this.part("progress").hidden = !value;
  }

  progress(share) {
    const bar = this.part("progress").firstElementChild;
    if (share < 1) bar.value = share;
    else bar.removeAttribute("value");
    this.say(share < 1 ? "uploading" : "processing", { percent: Math.round(share * 100) });
  }

  say(what, values) {
    const status = this.part("status");
    status.textContent = status.dataset[what].replace(/\{(\w+)\}/g, (_whole, name) => String(values[name]));
  }
}

new Studio(document.querySelector("[data-role=studio]"));
