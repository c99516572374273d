/* Copies a field's text, or a link's address, to the clipboard: <button data-copy="its id" data-copied="…"
   data-refused="…" hidden>, followed by a [role=status] line for these words. Without this script, or without a
   clipboard, the button stays hidden and people copy by hand. */
(() => {
  "use strict";
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("button[data-copy]")) {
    const source = document.getElementById(button.dataset.copy);
    const status = button.parentElement.querySelector("[role=status]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      source.select?.();
      try {
        await navigator.clipboard.writeText(source.value ?? source.href);
        status.textContent = button.dataset.copied;
      } catch {
        status.textContent = button.dataset.refused;
      }
    });
  }
})();
