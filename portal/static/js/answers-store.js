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

/** Store answers, a list of [name, value]; say whether they are stored. `sending`: they are on their way, and may come back. */
export function keepAnswers(key, answers, { sending = false } = {}) {
  try {
    storage().setItem(PREFIX + key, JSON.stringify({ at: Date.now(), answers, sending }));
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

function forgetThose(judge) {
  for (const name of all()) {
    let kept = {};
    try {
      kept = JSON.parse(storage().getItem(name)) ?? {};
    } catch {
      // Not ours, or truncated: removed like an old one.
    }
    if (judge(kept)) storage().removeItem(name);
  }
}

export function forgetAllAnswers() {
  forgetThose(() => true);
}

/** On the way from one account to the one whose answers were just refused, those must last. */
export function forgetAnswersOfOthers() {
  forgetThose((kept) => !kept.sending);
}

export function forgetOldAnswers() {
  forgetThose((kept) => !(Math.abs(Date.now() - kept.at) < DAY_MS));
}

export function hasAnswers() {
  forgetOldAnswers();
  return all().length > 0;
}
