/* What allauth's scripts for passkeys leave out: says why nothing came of it, shows no button that could do nothing,
   and lets the browser offer passkeys where the e-mail address is typed.
   The parts of the page: data-passkey (shown where passkeys work), data-passkey-missing (shown where they do not),
   data-passkey-said (the sentence). Without this script both are hidden, and <noscript> explains. */
(() => {
  "use strict";
  const SENTENCES = {
    NotAllowedError: "No passkey was used: it was canceled, or it took too long. Try again, or use another way.",
    InvalidStateError: "This device already has a passkey for your account.",
    NotSupportedError: "This device cannot make such a passkey. Use another way.",
    SecurityError: "This browser does not allow passkeys on this site. Use another way.",
    TypeError: "The site could not be reached. Check the connection, then try again.",
  };
  const OTHERWISE = "The passkey did not work. Try again, or use another way.";
  const works = Boolean(globalThis.PublicKeyCredential && navigator.credentials?.get && navigator.credentials?.create);
  const said = document.querySelector("[data-passkey-said]");
  const signIn = document.querySelector("form#mfa_login");
  let waiting = null;

  for (const part of document.querySelectorAll("[data-passkey]")) part.hidden = !works;
  for (const part of document.querySelectorAll("[data-passkey-missing]")) part.hidden = works;
  if (!works) return;

  document.addEventListener("allauth.error", (event) => {
    const error = event.detail.exception;
    if (SENTENCES[error.name]) event.preventDefault();
    said.textContent = SENTENCES[error.name] ?? OTHERWISE;
    offer();
  });

  // A second request is refused while the browser still offers passkeys for the first.
  addEventListener("click", (event) => {
    if (!event.target.closest("[data-passkey]")) return;
    said.textContent = "";
    stop();
  }, true);
  addEventListener("submit", stop, true);
  addEventListener("pagehide", stop);
  addEventListener("pageshow", (event) => {
    if (event.persisted) offer();
  });

  function stop() {
    waiting?.abort();
    waiting = null;
  }

  /* Has the browser list this device's passkeys below the field with autocomplete="… webauthn". */
  async function offer() {
    if (!signIn || !(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
    stop();
    const { signal } = (waiting = new AbortController());
    try {
      const answer = await fetch(signIn.action, { headers: { Accept: "application/json" }, signal });
      if (!answer.ok) return;
      const { request_options: options } = await answer.json();
      const credential = await webauthnJSON.get({ ...options, mediation: "conditional", signal });
      signIn.elements.credential.value = JSON.stringify(credential);
      signIn.submit();
    } catch {
      // Nobody pressed anything: the button and the code by e-mail are still there.
    }
  }

  // Copies the checkbox "This is a shared computer" to the separate form for passkeys.
  const tick = document.querySelector("input[type=checkbox][name=shared]");
  if (signIn && tick) {
    const follow = () => {
      signIn.elements.shared.value = tick.checked ? "on" : "";
    };
    tick.addEventListener("change", follow);
    follow();
  }
  offer();
})();
