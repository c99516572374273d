/* Refreshes a part of the page while a background job runs: an element with an id and data-poll is fetched every
   two seconds, until the page no longer marks it. Without this script, reloading the page shows the same. */

const EVERY_MS = 2000;
const MOST_MS = 30000;

async function look(id, wait) {
  let next = EVERY_MS;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
    if (answer.status >= 500) throw new Error(`poll: ${answer.status}`);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = answer.ok && page.getElementById(id);
    const old = document.getElementById(id);
    if (!fresh || !old) return;
    if (fresh.innerHTML !== old.innerHTML) old.replaceWith(document.adoptNode(fresh));
    if (!("poll" in fresh.dataset)) return;
  } catch {
    next = Math.min(2 * wait, MOST_MS); // network or portal is down: ask less often
  }
  setTimeout(look, next, id, next);
}

for (const part of document.querySelectorAll("[data-poll][id]")) setTimeout(look, EVERY_MS, part.id, EVERY_MS);
