/* "Clear saved progress" (components/clear_device.html has its words), and the clearing done at every sign-out. */
import { forgetAllAnswers, forgetAnswers, forgetAnswersOfOthers, forgetOldAnswers, hasAnswers } from "./answers-store.js";
import { clearDevice, keptPages } from "./watch-store.js";

forgetOldAnswers();
for (const done of document.querySelectorAll("[data-answers-sent]")) forgetAnswers(done.dataset.answersSent);

for (const form of document.querySelectorAll("form[data-clear-device]")) {
  form.addEventListener("submit", () => {
    clearDevice({ all: false });
    if (form.dataset.clearDevice === "but-refused-answers") forgetAnswersOfOthers();
    else forgetAllAnswers();
  });
}

for (const button of document.querySelectorAll("button[data-clear-device]")) {
  const said = document.querySelector("[data-clear-device-status]");
  button.hidden = false;
  button.addEventListener("click", () => {
    const unsent = keptPages().some((page) => !page.guest) || hasAnswers();
    if (unsent && button.dataset.confirmed !== "yes") {
      button.dataset.confirmed = "yes";
      said.textContent = said.dataset.unsent;
      return;
    }
    clearDevice({ all: true });
    forgetAllAnswers();
    document.dispatchEvent(new CustomEvent("device-cleared"));
    said.textContent = said.dataset.done;
  });
}
