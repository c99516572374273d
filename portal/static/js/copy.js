/* Copies a field to the clipboard: <button data-copy="its id" data-copied="…" data-refused="…" hidden>, and beside it a
   [role=status] line for one of these two sentences.
   Without this script, or without a clipboard, the button stays hidden and people copy the field by hand. */
(() => {
  "use strict";
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("button[data-copy]")) {
    const field = document.getElementById(button.dataset.copy);
    const status = button.parentElement.querySelector("[role=status]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
        status.textContent = button.dataset.copied;
      } catch {
        status.textContent = button.dataset.refused;
      }
    });
  }
})();
