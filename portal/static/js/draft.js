/* Saves what is typed into a form as a draft (authoring/services/drafts.py), with an unobtrusive status.
   <form data-draft="URL"> with a [data-draft-status] line. Without this script only the Save button saves. */
import { ask, csrfToken, Unanswered } from "./answers.js";

const form = document.querySelector("form[data-draft]");
const WAIT_MS = 3000;
const RETRY_MS = 15000;
const STAYS = "Your words stay on this page.";
const WORDS = {
  offline: `Draft not kept yet: the portal cannot be reached. ${STAYS}`,
  away: `Draft not kept yet: the portal cannot be reached. ${STAYS}`,
  blocked: `Draft not kept yet: an ad blocker, a filter, or this network stops it, or answers in the portal's place. ${STAYS} Allow this site there, or save the page.`,
  signedOut: "Draft not kept: you are signed out. Sign in again in a new tab, then type on here.",
  refused: "Draft not kept. Save the page, or keep a copy of your words.",
};
const DRAFT = { expects: "words", codes: ["csrf", "not_found", "draft_too_long"] };

if (form) {
  const status = form.querySelector("[data-draft-status]");
  let dirty = false;
  let timer = 0;
  let sending = false;

  const say = (words) => {
    if (status && status.textContent !== words) status.textContent = words;
  };

  // Drafts do not include files.
  const content = () => {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    data.set("csrfmiddlewaretoken", csrfToken(data.get("csrfmiddlewaretoken")));
    return data;
  };

  const later = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(send, delay);
  };

  async function send() {
    if (!dirty || sending) return;
    dirty = false;
    sending = true;
    try {
      const { answer } = await ask(form.dataset.draft, content(), DRAFT);
      if (answer.code === "csrf") throw new Unanswered("signedOut");
      say(answer.words ?? WORDS.refused);
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      say(WORDS[error.why]);
      dirty = true;
      later(RETRY_MS);
    } finally {
      sending = false;
    }
    if (dirty) later(WAIT_MS);
  }

  const touched = () => {
    if (!dirty) later(WAIT_MS);
    dirty = true;
  };
  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  // Submitting deletes the draft; a beacon that arrives later would bring it back.
  form.addEventListener("submit", () => {
    dirty = false;
    clearTimeout(timer);
  });
  addEventListener("pagehide", () => {
    if (dirty && navigator.sendBeacon(form.dataset.draft, content())) dirty = false;
  });
  addEventListener("online", send);
}
