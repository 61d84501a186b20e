// <pipeline-editor>: an ordered list of steps over a textarea of JSON, which stays the truth that the form posts.
//
// `value` is the list of steps. A `change` event with `detail.pipeline` tells of every edit.
// `showProblems([{field, detail}])` puts each beside its step and parameter and returns those it has no place for.

import { clearProblems, makeCard, showProblem, stepOf } from "./step-card.js";

const PLACE = /^pipeline\[(\d+)\](?:\.(.+))?$/;

class PipelineEditor extends HTMLElement {
  connectedCallback() {
    if (this.list) return;
    this.textarea = this.querySelector("[data-part=text] textarea");
    this.catalog = this.querySelector("[data-part=catalog]");
    this.append(this.querySelector("template[data-part=editor]").content.cloneNode(true));
    this.template = this.querySelector("template[data-part=card]");
    this.list = this.querySelector("[data-part=steps]");
    this.palette = this.querySelector("[data-part=palette]");
    this.takeOver();
    this.listen();
    this.showProblems(JSON.parse(this.dataset.problems));
  }

  /** The catalog becomes the palette, and what was checked in it becomes steps after those of the text. */
  takeOver() {
    const chosen = [...this.catalog.querySelectorAll("[data-chosen]")];
    const order = (fieldset) => Number(fieldset.dataset.chosen) || Infinity;
    const checked = chosen.sort((one, other) => (order(one) === order(other) ? 0 : order(one) - order(other))).map(stepOf);
    this.operations = new Map();
    for (const family of this.catalog.querySelectorAll("[data-family]")) {
      const group = document.createElement("optgroup");
      group.label = family.dataset.family;
      for (const fieldset of family.querySelectorAll("[data-op]")) {
        this.operations.set(fieldset.dataset.op, fieldset);
        group.append(new Option(fieldset.dataset.title, fieldset.dataset.op));
      }
      this.palette.append(group);
    }
    this.catalog.remove();
    this.querySelector("[data-part=json]").append(this.querySelector("[data-part=text]"));
    const steps = parse(this.textarea.value);
    if (steps) this.draw([...steps, ...checked]);
    if (checked.length) this.write();
    this.reportText(!steps);
  }

  listen() {
    this.querySelector("[data-part=add]").addEventListener("click", () => this.add(this.palette.value));
    this.textarea.addEventListener("input", () => this.readText());
    this.list.addEventListener("click", (event) => this.act(event));
    this.list.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("input", () => this.edited());
    for (const type of ["input", "change"]) {
      this.addEventListener(type, (event) => event.target !== this && event.stopImmediatePropagation()); // nor to who listens here
    }
  }

  get cards() {
    return [...this.list.children];
  }

  get value() {
    return this.cards.map((card) => card.step);
  }

  set value(steps) {
    this.draw(steps);
    this.edited();
  }

  draw(steps) {
    this.list.replaceChildren(...steps.map((step) => makeCard(this.template, this.operations.get(step?.op), step)));
    this.number();
  }

  /** Numbers, ends and the message for an empty list. */
  number() {
    const cards = this.cards;
    cards.forEach((card, index) => {
      card.querySelector("[data-part=number]").textContent = String(index + 1);
      card.querySelector("[data-act=up]").setAttribute("aria-disabled", String(index === 0));
      card.querySelector("[data-act=down]").setAttribute("aria-disabled", String(index === cards.length - 1));
    });
    this.querySelector("[data-part=empty]").hidden = cards.length > 0;
  }

  write() {
    const lines = this.value.map((step) => JSON.stringify(step));
    this.textarea.value = lines.length ? `[\n  ${lines.join(",\n  ")}\n]` : "";
    this.reportText(false);
  }

  edited() {
    this.write();
    this.dispatchEvent(new CustomEvent("change", { bubbles: true, detail: { pipeline: this.value } }));
  }

  readText() {
    const steps = parse(this.textarea.value);
    this.reportText(!steps);
    if (!steps) return;
    this.draw(steps);
    this.dispatchEvent(new CustomEvent("change", { bubbles: true, detail: { pipeline: steps } }));
  }

  reportText(broken) {
    this.isBroken = broken;
    this.querySelector("[data-part=broken]").hidden = !broken;
    if (broken) {
      this.querySelector("[data-part=json]").open = true;
      this.textarea.setAttribute("aria-invalid", "true");
    } else this.textarea.removeAttribute("aria-invalid");
  }

  add(op) {
    const most = Number(this.dataset.maxSteps);
    if (this.cards.length >= most) return this.say("full", { most });
    const card = makeCard(this.template, this.operations.get(op), { op });
    this.list.append(card);
    this.number();
    if ("unfinished" in this.operations.get(op).dataset) this.write(); // it cannot run before its controls are filled in
    else this.edited();
    this.say("added", { title: card.title_, position: this.cards.length });
  }

  act(event) {
    const button = event.target.closest("button[data-act]");
    if (!button) return;
    const card = button.closest("li");
    if (button.dataset.act === "remove") return this.removeCard(card);
    this.move(card, button.dataset.act);
    button.focus();
  }

  key(event) {
    const card = event.target.closest("li");
    const direction = { ArrowUp: "up", ArrowDown: "down" }[event.key];
    if (!card || !event.altKey || !direction || event.target.matches("input, select, textarea")) return;
    event.preventDefault();
    this.move(card, direction);
    event.target.focus();
  }

  move(card, direction) {
    const neighbor = direction === "up" ? card.previousElementSibling : card.nextElementSibling;
    if (!neighbor) return;
    if (direction === "up") neighbor.before(card);
    else neighbor.after(card);
    this.number();
    this.edited();
    this.say("moved", { title: card.title_, position: this.cards.indexOf(card) + 1, count: this.cards.length });
  }

  removeCard(card) {
    const next = card.nextElementSibling ?? card.previousElementSibling;
    card.remove();
    this.number();
    this.edited();
    (next?.querySelector("[data-act=remove]") ?? this.palette).focus();
    this.say("removed", { title: card.title_ });
  }

  /** Announce to screen readers, in the words of the page. */
  say(what, values) {
    const status = this.querySelector("[data-part=status]");
    status.textContent = status.dataset[what].replace(/\{(\w+)\}/g, (_whole, name) => String(values[name]));
  }

  showProblems(problems) {
    this.cards.forEach(clearProblems);
    return problems.filter(({ field, detail }) => {
      const place = PLACE.exec(field);
      const card = place && this.cards[Number(place[1])];
      if (card) showProblem(card, place[2], detail);
      return !card;
    });
  }
}

/** The steps in a text, or null where it is no list. */
function parse(text) {
  if (!text.trim()) return [];
  try {
    const steps = JSON.parse(text);
    return Array.isArray(steps) ? steps : null;
  } catch {
    return null;
  }
}

customElements.define("pipeline-editor", PipelineEditor);
