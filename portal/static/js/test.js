/* Saves each answer of the post-test as it is given, with an unobtrusive status.
   Without this script the form's two buttons do the same. Only answers that changed are sent, one request at a time,
   so that an older page in another tab never overwrites newer answers. */
import { ask, csrfToken, Unanswered } from "./answers.js";
import { setHidden } from "./focus.js";
import { showSteps } from "./test-steps.js";

const RETRY_MS = [2000, 5000, 10000, 20000, 30000];
// csrf: its cookie is gone. Signing in again brings it back.
const SIGNED_OUT = ["signed_out", "csrf"];
// The portal's own word that this page's answers cannot be taken. Nothing else makes the page drop them.
const ENDS = ["unknown_choice", "attempt_submitted", "enrolment_closed", "not_found"];
const ANSWER = { expects: "answered", codes: [...ENDS, ...SIGNED_OUT] };
const HELD = { offline: "heldOffline", away: "heldAway", signedOut: "heldSignedOut" };
const form = document.querySelector("[data-test]");
const status = form.querySelector("[data-test-status]");
const signIn = form.querySelector("[data-test-sign-in]");
const pending = new Map();
let sending = null;
let failures = 0;
let trouble = ""; // why the last request was not answered
let timer = 0;
let state = "";

// Screen readers announce every change of a live region, so it changes with the state only, not with each answer.
function say(next) {
  setHidden(signIn, !["signedOut", "heldSignedOut"].includes(next), status);
  if (next === state) return;
  state = next;
  status.textContent = status.dataset[next];
  const amiss = status.parentElement.classList.toggle("amiss", next !== "saved");
  // The line stays in view then: not over what was just pressed.
  if (amiss && form.contains(document.activeElement)) document.activeElement.scrollIntoView({ block: "nearest" });
}

/** What cannot be taken is not shown as an answer. */
function drop() {
  for (const name of pending.keys()) for (const radio of form.querySelectorAll(`[name="${name}"]`)) radio.checked = false;
  pending.clear();
  showSteps();
}

function refreshToken() {
  form.elements.csrfmiddlewaretoken.value = csrfToken(form.elements.csrfmiddlewaretoken.value);
}

async function post(batch) {
  refreshToken();
  const body = new URLSearchParams([...batch]);
  body.set("attempt", form.elements.attempt.value);
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  return (await ask(form.dataset.saveUrl, body, ANSWER)).answer;
}

async function sendPending() {
  const batch = new Map(pending);
  try {
    const answer = await post(batch);
    trouble = SIGNED_OUT.includes(answer.code) ? "signedOut" : "";
    if (ENDS.includes(answer.code)) drop();
    // An answer that was changed meanwhile must still be sent.
    else if (!trouble) for (const [name, value] of batch) if (pending.get(name) === value) pending.delete(name);
    say(trouble || (answer.code ? "elsewhere" : "saved"));
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
    trouble = error.why;
    say(trouble);
  }
  failures = trouble ? failures + 1 : 0;
}

function send() {
  clearTimeout(timer);
  if (!pending.size) return Promise.resolve();
  sending ??= sendPending().finally(() => {
    sending = null;
    if (pending.size) timer = setTimeout(send, failures ? RETRY_MS[Math.min(failures, RETRY_MS.length) - 1] : 0);
  });
  return sending;
}

form.addEventListener("change", (event) => {
  if (event.target.type !== "radio") return;
  pending.set(event.target.name, event.target.value);
  showSteps();
  send();
});
addEventListener("online", send);
document.addEventListener("visibilitychange", send);

// Submitting without a connection would lose the page's answers. Otherwise leaving asks for no confirmation:
// a dialog would get in the way of "Exit this page".
let through = false;
form.addEventListener("submit", async (event) => {
  refreshToken();
  if (through || (!pending.size && navigator.onLine)) return;
  event.preventDefault();
  await sending;
  await send();
  // What is stopped on its way by itself may get through with the form, which carries all answers.
  through = navigator.onLine && (!pending.size || trouble === "blocked");
  if (through) return form.requestSubmit(event.submitter);
  // Announced each time, as the response to pressing the button.
  state = "";
  status.textContent = "";
  requestAnimationFrame(() => say(HELD[navigator.onLine ? trouble : "offline"] ?? "heldOffline"));
});
addEventListener("pageshow", () => { through = false; });

const hint = document.querySelector("[data-test-hint]");
hint.textContent = hint.dataset.saving;
showSteps();
