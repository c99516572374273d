/* Saves what is typed into a form as a draft (authoring/services/drafts.py), with an unobtrusive status.
   <form data-draft="URL"> with a [data-draft-status] line. Without this script only the Save button saves. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-draft]");
  if (!form) return;

  const WAIT_MS = 3000;
  const RETRY_MS = 15000;
  const WORDS = {
    offline: "Draft not kept yet: the portal cannot be reached. Your words stay on this page.",
    "signed-out": "Draft not kept: you are signed out. Sign in again in a new tab, then type on here.",
    refused: "Draft not kept. Save the page, or keep a copy of your words.",
  };
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
    return data;
  };

  const later = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(send, delay);
  };

  const refused = (answer) => {
    // A redirect goes to the page for signing in or for the second factor.
    if (answer.redirected || answer.status === 403) say(WORDS["signed-out"]);
    else say(WORDS.refused);
  };

  async function send() {
    if (!dirty || sending) return;
    dirty = false;
    sending = true;
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: content() });
      if (answer.status >= 500) throw new Error(`draft: ${answer.status}`);
      if (answer.ok && !answer.redirected) say((await answer.json()).words);
      else refused(answer);
    } catch {
      dirty = true;
      say(WORDS.offline);
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
})();
