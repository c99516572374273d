/* Passkeys: asks the browser for one when a form with data-passkey-form is sent, puts the answer into its field
   `credential` and sends it; says why nothing came of it; lets the browser offer passkeys where the email address is typed.
   The kinds of form: "sign-in" (its options are fetched from its action), "prove" and "add" (they are in #js_data).
   The parts of the page: data-passkey (shown where passkeys work), data-passkey-missing (shown where they do not),
   data-passkey-said (has the sentences, by the name of the error). Without this script both are hidden, and <noscript> explains. */
(() => {
  "use strict";
  const works = Boolean(globalThis.PublicKeyCredential && navigator.credentials?.get && navigator.credentials?.create);
  const said = document.querySelector("[data-passkey-said]");
  const signIn = document.querySelector("form[data-passkey-form=sign-in]");
  let waiting = null;

  for (const part of document.querySelectorAll("[data-passkey]")) part.hidden = !works;
  for (const part of document.querySelectorAll("[data-passkey-missing]")) part.hidden = works;
  if (!works) return;

  const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
  const text = (buffer) =>
    buffer && btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const withBytes = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));

  /* What the browser takes, of what the server sent as JSON (WebAuthn level 3, section 5.1). */
  function options({ publicKey: sent }) {
    const publicKey = { ...sent, challenge: bytes(sent.challenge) };
    if (sent.user) publicKey.user = { ...sent.user, id: bytes(sent.user.id) };
    for (const list of ["allowCredentials", "excludeCredentials"]) if (sent[list]) publicKey[list] = withBytes(sent[list]);
    return { publicKey };
  }

  /* A credential of the browser as JSON: what its own toJSON() gives, which older browsers lack. */
  function written(credential) {
    const { id, type, rawId, response } = credential;
    const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
    const told = Object.fromEntries(parts.filter((part) => part in response).map((part) => [part, text(response[part])]));
    const clientExtensionResults = credential.getClientExtensionResults();
    return JSON.stringify({ id, type, rawId: text(rawId), response: told, clientExtensionResults });
  }

  async function signInOptions(signal) {
    const answer = await fetch(signIn.action, { headers: { Accept: "application/json" }, signal });
    if (!answer.ok) throw new Error(`Passkeys: ${answer.status}`);
    return options((await answer.json()).request_options);
  }

  async function ask(form) {
    if (form === signIn) return navigator.credentials.get(await signInOptions());
    const data = JSON.parse(document.getElementById("js_data").textContent);
    if (form.dataset.passkeyForm === "prove") return navigator.credentials.get(options(data.request_options));
    const { publicKey } = options(data.creation_options);
    // Each of our passkeys signs in by itself.
    publicKey.authenticatorSelection = {
      ...publicKey.authenticatorSelection, residentKey: "required", requireResidentKey: true, userVerification: "required",
    };
    return navigator.credentials.create({ publicKey });
  }

  function send(form, credential) {
    form.elements.credential.value = written(credential);
    form.submit();
  }

  for (const form of document.querySelectorAll("form[data-passkey-form]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      said.textContent = "";
      try {
        send(form, await ask(form));
      } catch (error) {
        const sentence = said.dataset[error.name.toLowerCase()];
        if (!sentence) console.error(error);
        said.textContent = sentence ?? said.dataset.otherwise;
        offer();
      }
    });
  }

  // A second request is refused while the browser still offers passkeys for the first.
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
      send(signIn, await navigator.credentials.get({ ...(await signInOptions(signal)), mediation: "conditional", signal }));
    } catch {
      // Nobody pressed anything: the button and the code by email are still there.
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
