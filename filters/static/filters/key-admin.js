// The page of a new API key: one press copies it.

const field = document.getElementById("new-key");
const button = document.querySelector("[data-role=copy]");

field.addEventListener("focus", () => field.select());
button.hidden = !navigator.clipboard;
button.addEventListener("click", async () => {
  await navigator.clipboard.writeText(field.value);
  button.textContent = button.dataset.done;
});
