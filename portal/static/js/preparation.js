/* Updates the progress bars of recordings being prepared; without this script, reloading does. */

const EVERY_MS = 2000;
const list = document.querySelector("[data-preparations]");
const under = () => [...document.querySelectorAll("[data-under-way]")];

async function look() {
  if (document.visibilityState === "hidden") return;
  let answer;
  try {
    const response = await fetch(list.dataset.preparations, { headers: { Accept: "application/json" } });
    answer = await response.json();
  } catch {
    return; // No network, or signed out: the next request may succeed.
  }
  const rows = new Map(answer.preparations.map((row) => [String(row.id), row]));
  for (const card of under()) {
    const row = rows.get(card.dataset.preparation);
    if (!row || row.ended) {
      // The server renders the result.
      location.reload();
      return;
    }
    card.querySelector("[data-bar]").value = row.percent;
    card.querySelector("[data-words]").textContent = row.words;
  }
}

if (list && under().length) {
  for (const link of list.querySelectorAll("[data-reload]")) link.hidden = true;
  // Not while this page is uploading a recording: a reload would stop it.
  setInterval(() => { if (!document.querySelector("[data-sending]:not([hidden])")) look(); }, EVERY_MS);
}
