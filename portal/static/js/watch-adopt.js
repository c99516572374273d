/* A visitor's watching, after sign-in: was this you? */
import { ask, csrfToken } from "./answers.js";
import { count, union } from "./seconds.js";
import { forget, keptPages } from "./watch-store.js";
import { counted, sentence } from "./watch-words.js";

const ADOPT = {
  expects: "watched",
  codes: [
    ...["too_fast", "bad_beat", "token_invalid", "token_expired", "enrolment_closed", "unknown_watch"],
    ...["signed_out", "not_found", "csrf", "before_disclosure"],
  ],
};
const SAID = [
  ...["too_fast", "signed_out", "csrf", "not_found", "token_expired", "before_disclosure", "enrolment_closed"],
  ...["offline", "away", "blocked"],
];
const LATER = ["too_fast", "signed_out", "csrf", "not_found"];

function amount(seconds) {
  if (seconds < 120) return counted("adoptSeconds", seconds);
  return counted("adoptMinutes", Math.floor(seconds / 60));
}

/** "too_fast" → "adoptTooFast" */
function key(code) {
  return `adopt_${code}`.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
}

/** Ask about what visitors watched of this video, if this device keeps any of it; `adopted` gets each of the server's
    records. What is stored goes only when the server has taken it, or has said that it never will. */
export function askAboutGuests(box, url, { videoId, adopted, focus }) {
  const waiting = () => keptPages().filter((one) => one.guest && one.video === videoId && one.segments.length);
  if (!box || !waiting().length) return;
  const part = (name) => box.querySelector(`[data-${name}]`);
  part("adopt-amount").textContent = amount(count(union(...waiting().map((one) => one.segments))));
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
      if (SAID.includes(code)) held = code;
    }
    part("adopt-status").textContent = held && sentence(key(held));
    if (!held) close();
  }

  let adopting = null;
  part("adopt-yes").addEventListener("click", () => { adopting ??= adoptAll().finally(() => { adopting = null; }); });
  part("adopt-no").addEventListener("click", () => {
    for (const page of waiting()) forget(page.key);
    close();
  });
}
