// Before and after, and what is told of them.

import { curlLine } from "./curl.js";

const DISPLAYABLE = ["image/jpeg", "image/png", "image/webp", "image/avif", "image/gif", "image/bmp"];

export class ResultView {
  constructor(section, suffixes) {
    this.section = section;
    this.suffixes = suffixes;
    this.part = (role) => section.querySelector(`[data-role=${role}]`);
    this.part("copy").hidden = !navigator.clipboard;
    this.part("copy").addEventListener("click", () => this.copy());
  }

  /** The photo as it was chosen; `render` makes a picture that browsers show, for those they cannot. */
  async showBefore(file, render) {
    this.section.hidden = false;
    this.part("outcome").hidden = true;
    this.drop("after");
    this.part("after-facts").textContent = this.part("after-quality").textContent = "";
    this.part("before-facts").textContent = bytes(file.size);
    this.drop("before");
    let size = await this.show("before", file);
    if (!size && !DISPLAYABLE.includes(file.type)) size = await this.show("before", await render());
    this.part("before-facts").textContent = facts(size, file.size, label(file.type));
  }

  async showAfter({ picture, quality, timings, notes }, file, fields, { url, overlay, render, isCurrent }) {
    const shown = DISPLAYABLE.includes(picture.type) ? picture : await render();
    const size = await this.show("after", shown, isCurrent);
    if (!isCurrent()) return;
    const suffix = this.suffixes[picture.type] ?? "";
    const name = downloadName(file.name, suffix);
    this.part("after-facts").textContent = facts(size, picture.size, label(picture.type));
    const told = this.part("after-quality");
    told.textContent = quality ? told.dataset.text.replace("{number}", quality) : "";
    this.part("filename").textContent = name;
    const link = this.part("download");
    if (this.file) URL.revokeObjectURL(this.file);
    this.file = URL.createObjectURL(picture);
    link.href = this.file;
    link.download = name;
    this.part("curl").textContent = curlLine(url, fields, { filename: file.name, overlay, suffix });
    this.showNotes(notes);
    this.showTimings(timings);
    this.part("outcome").hidden = false;
  }

  /** What the result lost, in the words of the page. */
  showNotes(notes) {
    const list = this.part("notes");
    const texts = JSON.parse(list.dataset.texts);
    const items = notes.filter((note) => note in texts).map((note) => {
      const item = document.createElement("li");
      item.textContent = texts[note];
      return item;
    });
    list.replaceChildren(...items);
  }

  hide() {
    this.section.hidden = true;
  }

  showTimings(timings) {
    const texts = JSON.parse(this.part("timings").dataset.texts);
    const rows = timings.map(([name, time, rules]) => {
      const row = document.createElement("tr");
      const head = document.createElement("th");
      head.scope = "row";
      head.textContent = name;
      row.append(head);
      row.insertCell().textContent = time.toFixed(1);
      row.insertCell().textContent = rules.map((rule) => texts[rule] ?? rule).join(" ");
      return row;
    });
    this.part("timings").replaceChildren(...rows);
    this.part("total").textContent = String(Math.round(timings.reduce((sum, [, time]) => sum + time, 0)));
  }

  set busy(value) {
    this.part("after-frame").setAttribute("aria-busy", String(value));
  }

  /** Show a blob; its size, or null where the browser cannot. */
  async show(role, blob, isCurrent = () => true) {
    const image = this.part(role);
    const address = URL.createObjectURL(blob);
    const loaded = new Image();
    loaded.src = address;
    try {
      await loaded.decode();
    } catch {
      URL.revokeObjectURL(address);
      return null;
    }
    if (!isCurrent()) return null;
    this.drop(role);
    image.src = address;
    return [loaded.naturalWidth, loaded.naturalHeight];
  }

  drop(role) {
    const image = this.part(role);
    if (image.src.startsWith("blob:")) URL.revokeObjectURL(image.src);
    image.removeAttribute("src");
  }

  async copy() {
    const button = this.part("copy");
    await navigator.clipboard.writeText(this.part("curl").textContent);
    button.textContent = button.dataset.done;
  }
}

function facts(size, count, name) {
  return [size ? `${size[0]} × ${size[1]}` : "", [bytes(count), name].filter(Boolean).join(" ")].filter(Boolean).join(", ");
}

/** As Django's `filesizeformat` writes it. */
function bytes(count) {
  if (count < 1024) return `${count}\u00a0bytes`;
  return count < 1024 ** 2 ? `${(count / 1024).toFixed(1)}\u00a0KB` : `${(count / 1024 ** 2).toFixed(1)}\u00a0MB`;
}

function label(type) {
  const name = type.replace("image/", "");
  return name === "webp" ? "WebP" : name.toUpperCase();
}

function downloadName(filename, suffix) {
  const dot = filename.lastIndexOf(".");
  return `${dot > 0 ? filename.slice(0, dot) : filename}-filtered${suffix}`;
}
