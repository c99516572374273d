/* A visitor's watching, after sign-in: was this you? */
import { ask, csrfToken } from "./answers.js";
import { clock, count, union } from "./seconds.js";
import { forget, keptPages } from "./watch-store.js";

const ADOPT = {
  expects: "watched",
  codes: [
    ...["too_fast", "bad_beat", "token_invalid", "token_expired", "enrolment_closed", "unknown_watch"],
    ...["signed_out", "not_found", "csrf", "before_disclosure"],
  ],
};
const STAYS = "It stays on this device.";
const WORDS = {
  too_fast: `Not all of it can be counted yet: it counts as time passes. ${STAYS} Try again in a minute.`,
  signed_out: `You are signed out. ${STAYS} Sign in again and come back here.`,
  csrf: `You have signed in again in another tab. ${STAYS} Reload this page and try again.`,
  not_found: `Your record of this course is no longer there. ${STAYS} Reload this page.`,
  token_expired: "Some of it was watched more than 24 hours ago. That can no longer be added.",
  before_disclosure: "Some of it was watched before this course's disclosures were shown. That can no longer be added.",
  enrolment_closed: "This enrolment is closed, so nothing more is added to it.",
  offline: `You are offline. ${STAYS} Try again when you are back.`,
  away: `The portal does not answer just now. ${STAYS} Try again in a minute.`,
  blocked: `An ad blocker, a filter or this network stops it, or answers in the portal's place. ${STAYS} Allow this site there, or use another network, and try again.`,
};
const LATER = ["too_fast", "signed_out", "csrf", "not_found"];

/** Ask about what visitors watched of this video, if this device keeps any of it; `adopted` gets each of the server's
    records. What is stored goes only when the server has taken it, or has said that it never will. */
export function askAboutGuests(box, url, { videoId, adopted, focus }) {
  const waiting = () => keptPages().filter((one) => one.guest && one.video === videoId && one.segments.length);
  if (!box || !waiting().length) return;
  const part = (name) => box.querySelector(`[data-${name}]`);
  part("adopt-amount").textContent = clock(count(union(...waiting().map((one) => one.segments))));
  box.hidden = false;

  function close() {
    box.hidden = true;
    focus();
  }

  // One page each: a page that cannot count yet, or any more, must not hold up the others.
  async function adopt({ key, token, segments, position }) {
    const headers = { "X-CSRFToken": csrfToken(box.dataset.csrf) };
    const { answer } = await ask(url, { pages: [{ token, segments, position }] }, { ...ADOPT, headers });
    if (!LATER.includes(answer.code)) forget(key);
    if (!answer.code) await adopted(answer);
    return answer.code;
  }

  async function adoptAll() {
    let held = "";
    for (const page of waiting()) {
      const code = await adopt(page).catch((error) => error.why ?? Promise.reject(error));
      if (WORDS[code]) held = code;
    }
    part("adopt-status").textContent = WORDS[held] ?? "";
    if (!held) close();
  }

  let adopting = null;
  part("adopt-yes").addEventListener("click", () => { adopting ??= adoptAll().finally(() => { adopting = null; }); });
  part("adopt-no").addEventListener("click", () => {
    for (const page of waiting()) forget(page.key);
    close();
  });
}
