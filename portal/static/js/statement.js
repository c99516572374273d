/* At the box that confirms a statement stands the statement of the credit that is chosen. A tick is for the statement
   that stood there: another choice takes it away, and says so. Without this script each choice says its own. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-confirms]");
  const choices = [...(form?.querySelectorAll("[data-statement]") ?? [])];
  if (!choices.length) return;

  const box = form.elements.attested;
  const label = box.labels[0];
  const said = document.createElement("p");
  said.className = "small";
  said.setAttribute("role", "status");
  box.closest(".field").append(said);

  function show() {
    const chosen = choices.find((choice) => choice.checked);
    if (!chosen || label.textContent === chosen.dataset.statement) return false;
    label.textContent = chosen.dataset.statement;
    return true;
  }

  for (const choice of choices) {
    document.getElementById(choice.getAttribute("aria-describedby")).hidden = true;
    choice.removeAttribute("aria-describedby");
    choice.addEventListener("change", () => {
      if (!show() || !box.checked) return;
      box.checked = false;
      said.textContent = form.dataset.again;
    });
  }
  box.addEventListener("change", () => { said.textContent = ""; });
  // After Back, a browser may have filled in the form as it was left.
  addEventListener("pageshow", show);
  show();
})();
