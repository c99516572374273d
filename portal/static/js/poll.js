/* Refreshes a part of the page while a background job runs: an element with an id and data-poll is fetched every
   two seconds, until the page no longer marks it. Without this script, reloading the page shows the same. */
import { freshPage, swap } from "./fresh-parts.js";

const EVERY_MS = 2000;
const MOST_MS = 30000;

async function look(id, wait) {
  let next = EVERY_MS;
  try {
    const part = swap(await freshPage(), id);
    if (!part || !("poll" in part.dataset)) return;
  } catch {
    next = Math.min(2 * wait, MOST_MS); // network or portal is down: ask less often
  }
  setTimeout(look, next, id, next);
}

for (const part of document.querySelectorAll("[data-poll][id]")) setTimeout(look, EVERY_MS, part.id, EVERY_MS);
