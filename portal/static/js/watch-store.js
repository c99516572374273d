/* What this device keeps until the server has it: one entry per page, with its token and the seconds it played.
   Keys are neutral. No clock is read here, because a device's may be wrong by years: entries go when the server says
   that it has them or that they are too old; those of visitors without an account also at every sign-out. */
import { covers } from "./seconds.js";

const PREFIX = "page.";
const SETTINGS = "player";
let cleared = false; // by this page or another tab: what its player does from then on is not kept

function storage() {
  try {
    return window.localStorage;
  } catch {
    return null; // Blocked by the browser's settings: nothing is stored, everything else works.
  }
}

/** Stored pages, in the order in which they began to be stored: {key, token, segments, video, guest, record, position,
    number}. A learner's token is null while none could be had. Removes what cannot be read. */
export function keptPages() {
  const box = storage();
  const pages = [];
  for (const key of Object.keys(box ?? {}).filter((name) => name.startsWith(PREFIX))) {
    const page = read(box, key);
    if (page) pages.push({ ...page, key });
    else box.removeItem(key);
  }
  return pages.sort((a, b) => a.number - b.number);
}

function read(box, key) {
  try {
    const page = JSON.parse(box.getItem(key));
    return Array.isArray(page?.segments) && !isAgeless(page) ? { number: 0, ...page } : null;
  } catch {
    return null; // not ours, or truncated
  }
}

/** Whether nothing says how old a visitor's page is: without a token, whoever sits here later could get a new one. */
function isAgeless(page) {
  return page.guest && !page.token;
}

/** Store a page. False if it could not or must not be: it lives in memory only, as long as its page is open. */
export function keep(page) {
  if (isAgeless(page)) return false;
  page.number ??= 1 + Math.max(0, ...keptPages().map((one) => one.number));
  const { key, ...stored } = page;
  try {
    storage().setItem(key, JSON.stringify(stored));
    return true;
  } catch {
    return false; // blocked, or the device is full
  }
}

/** Give a stored page its token, without touching seconds that another tab has added meanwhile. */
export function keepToken(key, token) {
  const page = read(storage(), key);
  if (page) keep({ ...page, key, token });
}

/** Remove a page; with `segments`, only if no more than these are stored: another tab may still be playing. */
export function forget(key, segments = null) {
  const box = storage();
  const page = segments && read(box, key);
  if (!page || covers(segments, page.segments)) box?.removeItem(key);
}

export function newKey() {
  return PREFIX + (crypto.randomUUID?.() ?? Math.random().toString(36).slice(2));
}

/** How the player was set last: {speed, volume, captions, quality}, or what of them is kept. */
export function keptSettings() {
  try {
    return Object(JSON.parse(storage().getItem(SETTINGS)));
  } catch {
    return {}; // blocked, or not ours
  }
}

/** Keep these settings, besides those that are kept. */
export function keepSettings(settings) {
  if (cleared) return;
  try {
    storage().setItem(SETTINGS, JSON.stringify({ ...keptSettings(), ...settings }));
  } catch { /* Storage is blocked or full: the choice lasts for this page only. */ }
}

/** Delete how the player was set, and what visitors without an account watched here; with `all`, everything. */
export function clearDevice({ all }) {
  for (const page of keptPages()) if (all || page.guest) forget(page.key);
  const box = storage();
  try {
    box?.setItem(SETTINGS, "{}"); // Other tabs hear only of what was there before it went.
  } catch { /* The device is full: then there is something to remove, or nothing to forget. */ }
  box?.removeItem(SETTINGS);
  cleared = true;
}

addEventListener("storage", ({ key, newValue }) => { cleared ||= newValue === null && (key === SETTINGS || key === null); });
