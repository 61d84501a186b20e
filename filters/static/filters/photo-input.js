// Three ways to a photo: choose, drop, paste.

export function takeFiles(input, zone, take) {
  const takeFirst = (files) => {
    if (files !== input.files) input.files = files;
    if (files.length) take(files[0]);
  };
  input.addEventListener("change", () => takeFirst(input.files));
  document.addEventListener("paste", (event) => {
    if (event.clipboardData?.files.length) takeFirst(event.clipboardData.files);
  });
  document.addEventListener("dragover", (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    zone.classList.add("over");
  });
  document.addEventListener("dragleave", (event) => event.relatedTarget ?? zone.classList.remove("over"));
  document.addEventListener("drop", (event) => {
    zone.classList.remove("over");
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    takeFirst(event.dataTransfer.files);
  });
}
