/* What this device keeps until the server has it: one entry per page, with its token and the seconds it played.
   Keys are neutral; entries of visitors without an account expire after a day and at every sign-out. */
const PREFIX = "page.";
const GUEST_MS = 24 * 3600 * 1000;
const LEARNER_MS = 7 * 24 * 3600 * 1000;

function storage() {
  try {
    return window.localStorage;
  } catch {
    return null; // Blocked by the browser's settings: nothing is stored, everything else works.
  }
}

/** Stored pages, oldest first: {key, token, segments, video, guest, record, position, opened}. Removes expired ones. */
export function keptPages() {
  const box = storage();
  const pages = [];
  for (const key of Object.keys(box ?? {}).filter((name) => name.startsWith(PREFIX))) {
    const page = read(box, key);
    if (!page || Date.now() - page.opened > (page.guest ? GUEST_MS : LEARNER_MS)) box.removeItem(key);
    else pages.push({ ...page, key });
  }
  return pages.sort((a, b) => a.opened - b.opened);
}

function read(box, key) {
  try {
    return JSON.parse(box.getItem(key));
  } catch {
    return null; // Not ours, or truncated: removed like an expired one.
  }
}

export function keep({ key, ...page }) {
  try {
    storage()?.setItem(key, JSON.stringify(page));
  } catch {
    // The device is full: the page keeps its seconds in memory.
  }
}

export function forget(key) {
  storage()?.removeItem(key);
}

export function newKey() {
  return PREFIX + (crypto.randomUUID?.() ?? Math.random().toString(36).slice(2));
}

/** Delete what visitors without an account watched here; with `all`, everything. */
export function clearDevice({ all }) {
  for (const page of keptPages()) if (all || page.guest) forget(page.key);
}
