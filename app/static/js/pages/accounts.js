// Copies one-time links and tokens, and leads to what was refused.

for (const button of document.querySelectorAll("[data-copies]")) {
  const field = document.getElementById(button.dataset.copies);
  const said = button.parentElement.querySelector("[data-copied]");
  // Only over HTTPS and on this machine may a page write to the clipboard; elsewhere the text is marked.
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    if (!navigator.clipboard) return;
    await navigator.clipboard.writeText(field.value);
    said.hidden = false;
  });
  field.addEventListener("focus", () => field.select());
}

document.querySelector("[data-problem]")?.focus();
