/* What the player's page says about counting and about the video, and the other way that it offers then. */

import { clock, count, gaps } from "./seconds.js";

const DONE = "You have watched enough of the video.";
const WORDS = {
  back: "You are back online. Everything you watched is saved.",
  answers: "The portal answers again. Everything you watched is saved.",
  guestBack: "The portal answers again.",
  catching: "Saving what you watched. It catches up as time passes.",
  done: `${DONE} The next step is open.`,
  guestDone: `${DONE} To earn credit, create an account or sign in on this device within 24 hours.`,
  guestDoneSample: `${DONE} For the sample certificate, create an account or sign in on this device within 24 hours.`,
  otherLearner: "Someone else has signed in since this page was opened. Reload it to watch as yourself.",
  signedOut: "You are signed out. What you watch is kept on this device; sign in again to have it counted.",
  signedOutUnkept: "You are signed out, and this browser does not keep what you watch. Sign in again before you go on.",
  tooOld: "What was played here before can no longer be added to anyone's record. What is played from now on can.",
  closed: "This enrolment is closed, so nothing more is recorded. Your record stays as it is.",
  moved: "The record that this page was opened for is no longer there. Reload the page to go on.",
  notRead: "What you are told about this course has changed since you read it, or you read it long ago. Reload this page to read it again; what you watch after that counts.",
  gone: "This video is no longer offered here. Reload the page to see what is.",
};

const TROUBLE = {
  offline: ["You are offline.", "when you are back"],
  away: ["The portal does not answer just now.", "when it answers"],
  blocked: [
    "What you watch is not reaching the portal: an ad blocker, a filter or this network stops it, or answers in the portal's place. Allow this site there, or use another network.",
    "when it gets through",
  ],
};

const VIDEO = {
  lost: "The video cannot be loaded just now. Once the connection is back, press play.",
  blocked: "The video cannot be loaded or played here: an ad blocker, a filter or this network may block it, or this browser cannot play it. Allow this site there, or use another network or browser; then reload this page.",
  fixed: "On this network the video plays from its start only: jumping to another place does not work. Let it play on to the parts that you have not watched, or use another network.",
};

/** What to say when the portal has not answered. `kept`: this device has stored what was watched. */
function troubleWords(why, { kept, guest }) {
  const [what, until] = TROUBLE[why];
  if (guest && kept) return `${what} Keep going: what you watch is kept on this device.`;
  if (guest) return `${what} Keep this page open: what you watch is not kept on this device.`;
  const keeping = kept ? "Keep going: what you watch is kept on this device and saved" : "Keep this page open: what you watch is saved";
  return `${what} ${keeping} ${until}.`;
}

/** What is watched and what is not, as progress/templatetags/watching.py says it. */
export function watchedWords(watched, length) {
  const holes = gaps(watched, length);
  const percent = Math.floor((100 * count(watched)) / length);
  if (!holes.length) return "All of the video is watched.";
  const named = holes.slice(0, 4).map(([a, b]) => `${clock(a)} to ${clock(b)}`).join(", ");
  return `${percent} % watched. Not yet watched: ${named}${holes.length > 4 ? ", and more" : ""}.`;
}

/** The lines below the player. They change with the state only: screen readers announce a state once. */
export function speaker(part) {
  let said = "";
  let video = "";
  let trouble = null;

  function offer() {
    const amiss = Boolean(trouble || video);
    part("watch-state").classList.toggle("amiss", amiss);
    part("instead").hidden = !amiss;
  }

  function put(key, words) {
    if (said === key) return;
    said = key;
    part("watch-status").textContent = words;
  }

  return {
    get state() { return said; },
    get trouble() { return trouble; },
    say(key) {
      trouble = null;
      put(key, WORDS[key] ?? "");
      offer();
    },
    sayTrouble(why, how) {
      trouble = why;
      put(`${why}${how.kept}`, troubleWords(why, how));
      offer();
    },
    sayOfVideo(key) {
      if (video === key) return;
      video = key;
      part("video-status").textContent = VIDEO[key] ?? "";
      offer();
    },
  };
}
