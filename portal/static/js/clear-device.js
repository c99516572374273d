/* "Clear this device", and the clearing done at every sign-out. */
import { clearDevice, keptPages } from "./watch-store.js";

for (const form of document.querySelectorAll("form[data-clear-device]")) {
  form.addEventListener("submit", () => clearDevice({ all: false }));
}

for (const button of document.querySelectorAll("button[data-clear-device]")) {
  const said = document.querySelector("[data-clear-device-status]");
  button.hidden = false;
  button.addEventListener("click", () => {
    const unsent = keptPages().filter((page) => !page.guest).length;
    if (unsent && button.dataset.confirmed !== "yes") {
      button.dataset.confirmed = "yes";
      said.textContent = "Some of what was watched here has not been saved yet. Press again to clear it all the same.";
      return;
    }
    clearDevice({ all: true });
    document.dispatchEvent(new CustomEvent("device-cleared"));
    said.textContent = "Done. Nothing about these courses is kept on this device. The browser's history stays.";
  });
}
