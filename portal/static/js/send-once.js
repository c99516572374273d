/* A form is sent once: from the first press until an answer, its buttons do nothing more.
   They keep the focus and what they send, so they are marked as inert, not switched off. They come back with an
   error that the browser shows, with Back, and when nothing has come for a while. Without this script the server
   sends nothing new within a minute.
   A page with errors is the answer to a form, so Back to it would ask to send that again, or show nothing. Once its
   form is on the way, its place in the history is its address alone, which every such page answers. Not before:
   Reload shows what was typed. */
(() => {
  "use strict";
  const PATIENCE_MS = 20_000;
  const SENDING = document.currentScript.dataset.sending;
  const HAD_ERRORS = document.querySelector(".error-summary") !== null;
  const sent = new Map();
  const status = document.createElement("p");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");

  const buttonsOf = (form) => [...form.elements].filter((control) => control.type === "submit");

  function hold(form, pressed) {
    const words = pressed ? [...pressed.childNodes] : [];
    for (const button of buttonsOf(form)) button.setAttribute("aria-disabled", "true");
    if (pressed) pressed.textContent = SENDING;
    if (HAD_ERRORS) history.replaceState(history.state, "");
    status.textContent = SENDING;
    sent.set(form, { pressed, words, timer: setTimeout(() => release(form), PATIENCE_MS) });
  }

  function release(form) {
    const { pressed, words, timer } = sent.get(form);
    clearTimeout(timer);
    sent.delete(form);
    for (const button of buttonsOf(form)) button.removeAttribute("aria-disabled");
    if (pressed) pressed.replaceChildren(...words);
    status.textContent = "";
  }

  // After the form's own listeners: a script that sends it in another way has taken it by now.
  addEventListener("submit", (event) => {
    const form = event.target;
    if (sent.has(form)) return event.preventDefault();
    if (form.method === "post" && !event.defaultPrevented) hold(form, event.submitter);
  });

  // Also of a page that the browser kept as it was left.
  addEventListener("pageshow", () => [...sent.keys()].forEach(release));
  document.body.append(status);
})();
