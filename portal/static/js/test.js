/* Saves each answer of the post-test as it is given, with an unobtrusive status.
   Without this script the form's two buttons do the same. Only answers that changed are sent, one request at a time,
   so that an older page in another tab never overwrites newer answers. */
(() => {
  "use strict";
  const form = document.querySelector("[data-test]");
  if (!form) return;

  const RETRY_MS = [2000, 5000, 10000, 20000, 30000];
  // 403: the CSRF cookie is gone. Signing in again brings it back.
  const REFUSED = [401, 403];
  const WORDS = {
    saved: "Your answers are saved.",
    offline: "Not saved yet: the connection is lost. Your answers stay on this page and are saved when it is back.",
    "signed-out": "Not saved yet: you are signed out. Sign in again in a new tab; then come back here.",
    elsewhere: "This attempt is no longer open here. Reload the page to go on.",
    held: "Not sent: the connection is lost. Your answers stay on this page. Please try again in a moment.",
    "held-signed-out": "Not sent: you are signed out. Sign in again in a new tab, then submit here.",
  };
  const status = form.querySelector("[data-test-status]");
  const signIn = form.querySelector("[data-test-sign-in]");
  const count = form.querySelector("[data-test-count]");
  const pending = new Map();
  let sending = null;
  let failures = 0;
  let lastCode = 0;
  let timer = 0;
  let state = "";

  // Screen readers announce every change of a live region, so it changes with the state only, not with each answer.
  function say(next) {
    signIn.hidden = !next.endsWith("signed-out");
    if (next === state) return;
    state = next;
    status.textContent = WORDS[next];
  }

  function showCount() {
    const questions = form.querySelectorAll("fieldset").length;
    const answered = form.querySelectorAll("input[type=radio]:checked").length;
    count.textContent = `${answered} of ${questions} answered`;
    count.hidden = false;
  }

  // Signing in again in another tab changes the CSRF token: the cookie has the current one. In production
  // its name begins with __Host-, and one without may be from another host of the domain.
  function refreshToken() {
    const cookies = new Map(document.cookie.split("; ").map((part) => part.split("=")));
    const token = cookies.get("__Host-csrftoken") ?? cookies.get("csrftoken");
    if (token) form.elements.csrfmiddlewaretoken.value = token;
  }

  async function post(batch) {
    refreshToken();
    const body = new URLSearchParams(batch);
    body.set("attempt", form.elements.attempt.value);
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    try {
      // keepalive: the last answer is still sent if the page is closed right after it.
      const response = await fetch(form.dataset.saveUrl, { method: "POST", body, keepalive: true, redirect: "error" });
      return response.status;
    } catch {
      return 0;
    }
  }

  function settle(code, batch) {
    lastCode = code;
    if (code === 200) {
      failures = 0;
      // An answer that was changed meanwhile must still be sent.
      for (const [name, value] of batch) if (pending.get(name) === value) pending.delete(name);
      say("saved");
    } else if ([400, 404, 409].includes(code)) {
      pending.clear();
      say("elsewhere");
    } else {
      failures += 1;
      say(REFUSED.includes(code) ? "signed-out" : "offline");
    }
  }

  async function sendPending() {
    const batch = new Map(pending);
    settle(await post(batch), batch);
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
    showCount();
    send();
  });
  addEventListener("online", send);
  document.addEventListener("visibilitychange", send);

  // Submitting without a connection would lose the page's answers. Otherwise leaving asks for no confirmation:
  // a dialog would get in the way of "Exit this page".
  form.addEventListener("submit", async (event) => {
    refreshToken();
    if (!pending.size && navigator.onLine) return;
    event.preventDefault();
    await sending;
    await send();
    if (!pending.size && navigator.onLine) return form.requestSubmit(event.submitter);
    // Announced each time, as the response to pressing the button.
    state = "";
    status.textContent = "";
    requestAnimationFrame(() => say(REFUSED.includes(lastCode) ? "held-signed-out" : "held"));
  });

  document.querySelector("[data-test-hint]").textContent = "Each answer is saved as you give it. You can stop at any time and go on later.";
  showCount();
})();
