/* Copies a field to the clipboard: <button data-copy="its id" hidden>, followed by a [role=status] line.
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
        status.textContent = "Copied.";
      } catch {
        status.textContent = "The browser did not allow it: the link is selected, copy it by hand.";
      }
    });
  }
})();
