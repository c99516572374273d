/* Keeps the answers of an evaluation in this browser until they are sent, and shows them again when the form opens.
   The server stores none that were not submitted. Without this script the form works, and says that nothing is kept. */
import { forgetAnswers, keepAnswers, keptAnswers } from "./answers-store.js";
import { setHidden } from "./focus.js";

const form = document.querySelector("form[data-answers]");
const status = document.querySelector("[data-answers-status]");
const key = form.dataset.answers;

function answers() {
  return [...new FormData(form)].filter(([name]) => name.startsWith("item-"));
}

function fill(kept) {
  for (const control of form.elements) {
    const values = kept.filter(([name]) => name === control.name).map(([, value]) => value);
    if (["radio", "checkbox"].includes(control.type)) control.checked = values.includes(control.value);
    else if (values.length) control.value = values[0];
  }
}

// A form that came back with errors has what was just sent, which is newer.
const kept = form.hasAttribute("data-answers-restore") ? keptAnswers(key) : null;
if (kept?.some(([, value]) => value)) {
  fill(kept);
  const clear = document.querySelector("[data-answers-clear]");
  status.textContent = status.dataset.restored;
  clear.hidden = false;
  clear.addEventListener("click", () => {
    fill([]);
    form.querySelectorAll("textarea").forEach((area) => { area.value = ""; });
    forgetAnswers(key);
    setHidden(clear, true, status);
    status.textContent = status.dataset.cleared;
  });
}

form.addEventListener("input", () => keepAnswers(key, answers()));
form.addEventListener("submit", () => {
  // Only then may the server say that they are kept.
  form.elements._on_device.disabled = !keepAnswers(key, answers(), { sending: true });
});

if (keepAnswers("trial", [])) {
  forgetAnswers("trial");
  const hint = document.querySelector("[data-answers-hint]");
  hint.textContent = hint.dataset.kept;
}
