/* What the player's page says about counting and about the video, and the other way that it offers then. The sentences
   are those of progress/_watch_words.html. */

import { setHidden } from "./focus.js";
import { clock, count, gaps } from "./seconds.js";

const NAMED = 4; // parts that are not watched yet
const words = document.querySelector("[data-words]")?.dataset ?? {};

/** The sentence with this key, its braces filled in; "" for a key that has none. */
export function sentence(key, values = {}) {
  return (words[key] ?? "").replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** The sentence of a number: `key` with "One" or whatever form the page's language has for it, else with "Other". */
export function counted(key, number) {
  const form = new Intl.PluralRules(document.documentElement.lang).select(number);
  const own = `${key}${form[0].toUpperCase()}${form.slice(1)}`;
  return sentence(own in words ? own : `${key}Other`, { number });
}

/** What to say when the portal has not answered. `kept`: this device has stored what was watched. */
function troubleWords(why, { kept, guest }) {
  return `${sentence(why)} ${sentence((guest ? "guest" : why) + (kept ? "Kept" : "Unkept"))}`;
}

/** What is watched and what is not, as progress/templatetags/watching.py says it. */
export function watchedWords(watched, length) {
  const holes = gaps(watched, length);
  if (!holes.length) return sentence("whole");
  const parts = holes.slice(0, NAMED).map(([a, b]) => `${clock(a)}–${clock(b)}`).join(", ");
  const percent = Math.floor((100 * count(watched)) / length);
  return sentence(holes.length > NAMED ? "someMore" : "some", { percent, parts });
}

/** The lines below the player. They change with the state only: screen readers announce a state once. */
export function speaker(part) {
  let said = "";
  let video = "";
  let trouble = null;

  function offer() {
    const amiss = Boolean(trouble || video);
    part("watch-state").classList.toggle("amiss", amiss);
    setHidden(part("instead"), !amiss, part("watch-status"));
  }

  function put(key, text) {
    if (said === key) return;
    said = key;
    part("watch-status").textContent = text;
  }

  return {
    get state() { return said; },
    get trouble() { return trouble; },
    say(key) {
      trouble = null;
      put(key, sentence(key));
      offer();
    },
    sayTrouble(why, how) {
      trouble = why;
      put(`${why}${how.kept}`, troubleWords(why, how));
      offer();
    },
    /** "lost", "blocked", "fixed", or "" when all is well. */
    sayOfVideo(key) {
      if (video === key) return;
      video = key;
      part("video-status").textContent = key && sentence(`video${key[0].toUpperCase()}${key.slice(1)}`);
      offer();
    },
  };
}
