/* Previews what is being typed: submits the form as its button `look` does, which saves nothing, and inserts the
   parts of the response marked data-live. Without this script the button itself does it; one marked data-without-script
   is there for that alone. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-live-form]");
  if (!form) return;

  const WAIT_MS = 800;
  let timer = 0;
  let asked = null;

  async function look() {
    asked?.abort();
    asked = new AbortController();
    const data = new FormData(form);
    data.append("look", "script");
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    try {
      const answer = await fetch(location.href, { method: "POST", body: data, signal: asked.signal });
      if (!answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of document.querySelectorAll("[data-live]")) {
        const fresh = page.getElementById(part.id);
        if (fresh && fresh.innerHTML !== part.innerHTML) part.innerHTML = fresh.innerHTML;
      }
    } catch {
      // The connection is gone, or something newer was typed: the next change tries again.
    }
  }

  for (const button of document.querySelectorAll("[data-without-script]")) button.style.visibility = "hidden"; // What stands below it stays where it is.
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, WAIT_MS);
  });
  form.querySelector("[data-look]")?.addEventListener("click", (event) => {
    event.preventDefault();
    for (const reads of form.querySelectorAll("details.staff-reads")) reads.open = true;
    look();
  });
})();
