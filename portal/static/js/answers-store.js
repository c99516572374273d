/* The answers of an evaluation that are not sent yet: kept in this browser alone, under a key that only the pages
   of their own account have. They end after a day, when they are sent, at every sign-out, and when the device is cleared. */
const PREFIX = "answers.";
const DAY_MS = 24 * 3600 * 1000;

function storage() {
  try {
    return window.localStorage;
  } catch {
    return null; // Blocked by the browser's settings: nothing is stored, everything else works.
  }
}

function all() {
  return Object.keys(storage() ?? {}).filter((name) => name.startsWith(PREFIX));
}

/** Store answers, a list of [name, value]; say whether they are stored. */
export function keepAnswers(key, answers) {
  try {
    storage().setItem(PREFIX + key, JSON.stringify({ at: Date.now(), answers }));
    return true;
  } catch {
    return false; // The device is full, or stores nothing.
  }
}

/** The stored answers; null if there are none, or they are older than a day. */
export function keptAnswers(key) {
  forgetOldAnswers();
  try {
    return JSON.parse(storage().getItem(PREFIX + key))?.answers ?? null;
  } catch {
    return null;
  }
}

export function forgetAnswers(key) {
  storage()?.removeItem(PREFIX + key);
}

export function forgetAllAnswers() {
  for (const name of all()) storage().removeItem(name);
}

export function forgetOldAnswers() {
  for (const name of all()) {
    let at = 0;
    try {
      at = JSON.parse(storage().getItem(name)).at;
    } catch {
      // Not ours, or truncated: removed like an old one.
    }
    if (!(Math.abs(Date.now() - at) < DAY_MS)) storage().removeItem(name);
  }
}

export function hasAnswers() {
  forgetOldAnswers();
  return all().length > 0;
}
