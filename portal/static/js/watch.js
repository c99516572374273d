/* Reports which seconds the player has played, and shows what the server has recorded.
   How and why: docs/how-it-works/progress.md. */
import { ask, Unanswered } from "./answers.js";
import { setHidden } from "./focus.js";
import { freshPage, swap, tell } from "./fresh-parts.js";
import { rememberSettings } from "./player-settings.js";
import { playerTrouble } from "./player-trouble.js";
import { covers, gaps, union, within, without } from "./seconds.js";
import { sourceOf } from "./source.js";
import { followSpeech } from "./transcript.js";
import { askAboutGuests } from "./watch-adopt.js";
import { playedBy } from "./watch-played.js";
import { forget, keep, keepToken, keptPages, newKey } from "./watch-store.js";
import { speaker, watchedWords } from "./watch-words.js";

const EVERY_MS = 15000;
const root = document.querySelector("[data-watch]");
const video = root.querySelector("video");
const guest = root.dataset.guest === "yes";
const length = Number(root.dataset.seconds);
const videoId = Number(root.dataset.video);
const record = root.dataset.record; // whose watching this page shows; empty for a visitor's
const part = (name) => root.querySelector(`[data-${name}]`);
const nextStep = document.getElementById("next-step");
const lines = speaker(part);
const played = playedBy(video, length);

let recorded = JSON.parse(root.dataset.watched);
let completed = root.dataset.completed === "yes";
let page = newPage({ guest, record });
let opening = null;
let stopped = false; // someone else has signed in: this page's watching counts for nobody
let renewed = false; // a token of this page has ended, and what was played goes on under another
let stepsAreOld = false;

function newPage(whose) {
  return { key: newKey(), token: null, segments: [], video: videoId, position: 0, ...whose };
}

/* ── What was played ─────────────────────────────────────────────────────────────────────────────────────────── */

function gather() {
  page.segments = union(page.segments, played.seconds());
  // While another quality loads, the position is unknown.
  if (video.readyState > 0) page.position = Math.floor(video.currentTime);
}

/** The token counts no more: begin a new set. A learner's goes on with what the record lacks, since a new token's time
    begins now; a visitor's seconds end with their token. What became of them, as `send` says it. */
function startAnew() {
  const rest = page.guest ? [] : without(page.segments, recorded);
  if (page.guest) lines.say("tooOld");
  renewed = true;
  forget(page.key);
  begin({ guest, record, segments: rest });
  if (rest.length) keep(page);
  if (guest) clearBar();
  return rest.length ? "later" : "saved";
}

function begin(whose) {
  played.leave(page.segments);
  page = newPage(whose);
}

/* ── Talking to the server ───────────────────────────────────────────────────────────────────────────────────── */

const OPEN = { expects: "token", codes: ["other_learner", "not_ready", "not_read", "not_found"] };
const BEAT = {
  expects: "watched",
  codes: ["too_fast", "bad_beat", "token_invalid", "token_expired", "enrolment_closed", "unknown_watch"],
};
const ENDS = { enrolment_closed: "closed", unknown_watch: "moved" };
const openUrl = (whose) => `${root.dataset.openUrl}?video=${whose.video}&read=${root.dataset.read}${whose.guest ? "" : `&record=${record}`}`;

async function openPage() {
  if (page.token || stopped) return;
  opening ??= ask(openUrl(page), {}, OPEN).finally(() => { opening = null; });
  const { answer } = await opening;
  if (answer.token && !page.token) {
    if (answer.guest && !page.guest && renewed) {
      keep(page); // Days later, somebody else may sit here: what the learner played waits for the learner.
      begin({ guest: true, record: "" });
    }
    page.token = answer.token;
    // The session may have ended since the page was loaded: then this is a visitor's page, adopted after sign-in.
    page.guest = answer.guest;
    page.record = answer.guest ? "" : record;
    if (answer.guest && !guest) saySignedOut();
  } else if (answer.code) {
    stopped = true;
    lines.say({ other_learner: "otherLearner", not_read: "notRead" }[answer.code] ?? "gone");
  }
}

/** Give a learner's stored page without a token one of its own: its seconds count as that token's time passes. */
async function openKept(kept) {
  const { answer } = await ask(openUrl(kept), {}, OPEN);
  // Signed out since: a learner's seconds wait for that learner, and are nobody else's to adopt.
  if (!answer.token || answer.guest) return;
  kept.token = answer.token;
  keepToken(kept.key, kept.token);
}

/** Send all seconds of one page: "saved" once the server has all of them, "never" if they can never count, else "later". */
async function send(sent, { live }) {
  const { token, segments, position } = sent;
  const { answer } = await ask(root.dataset.beatUrl, { token, segments, position: live ? position : null }, BEAT);
  // On a shared computer the stored page may be another learner's: saved for them, never shown here.
  if (answer.watched && sent.video === videoId && (live || sent.record === record)) show(answer, sent.guest);
  if (!answer.code) return covers(answer.watched, sent.video === videoId ? within(segments, length) : segments) ? "saved" : "later";
  if (answer.code === "too_fast") return "later";
  // The next beat asks for a new token.
  if (live && answer.code.startsWith("token_")) return sent === page ? startAnew() : "later";
  if (ENDS[answer.code] && (live || sent.record === record)) lines.say(ENDS[answer.code]);
  return "never";
}

async function beat() {
  gather();
  if (!page.segments.length || stopped) return;
  let kept = keep(page);
  try {
    await openPage();
    if (stopped || !page.segments.length) return;
    kept = keep(page);
    const outcome = await send(page, { live: true });
    // A visitor's seconds stay stored until they sign in, a learner's until the server has them.
    if (outcome !== "later" && !page.guest) forget(page.key, page.segments);
    settle(outcome);
    if (source.isLost()) source.recover(page.position);
    if (stepsAreOld) await drawSteps();
  } catch (error) {
    notAnswered(error, kept);
  }
}

/** Send what earlier pages on this device left unsent, each with its own token; again later, until nothing is left. */
async function flushKept() {
  let left = false;
  let sent = false;
  try {
    for (const kept of keptPages()) {
      // A token is asked for by a page of this video, drawn for the same learner.
      const mine = kept.video === videoId && kept.record === record;
      if (kept.key === page.key || !(kept.token || mine)) continue;
      sent = true;
      if (!kept.token) await openKept(kept);
      const outcome = kept.token ? await send(kept, { live: false }) : "later";
      if (outcome === "never" || (outcome === "saved" && !kept.guest)) forget(kept.key, kept.segments);
      left ||= outcome === "later";
    }
  } catch (error) {
    left = true;
    notAnswered(error, true);
  }
  if (sent && !left) settle("saved");
  if (left) setTimeout(flushKept, 2 * EVERY_MS);
}

function lastBeat() {
  gather();
  if (!page.segments.length || stopped) return;
  keep(page);
  if (!page.token) return;
  const { token, segments, position } = page;
  const body = JSON.stringify({ token, segments, position });
  navigator.sendBeacon(root.dataset.beatUrl, new Blob([body], { type: "text/plain" }));
}

/* ── Saying it ───────────────────────────────────────────────────────────────────────────────────────────────── */

function notAnswered(error, kept) {
  if (!(error instanceof Unanswered)) throw error;
  if (error.why === "signedOut") saySignedOut();
  else lines.sayTrouble(error.why, { kept, guest: page.guest });
}

function saySignedOut() {
  lines.say(keep(page) ? "signedOut" : "signedOutUnkept");
}

function settle(outcome) {
  if (outcome === "later") lines.say("catching");
  else if (lines.trouble) {
    const waiting = keptPages().some((one) => !one.guest && one.record === record);
    if (page.guest) lines.say("guestBack");
    else if (waiting) lines.say("catching");
    else lines.say(lines.trouble === "offline" ? "back" : "answers");
  } else if (lines.state === "catching") lines.say("");
}

function show(answer, fromGuest) {
  recorded = fromGuest ? union(recorded, answer.watched) : answer.watched;
  part("watched-path").setAttribute("d", recorded.map(([a, b]) => `M${a} 5H${b}`).join(""));
  part("watched-text").textContent = watchedWords(recorded, length);
  setHidden(part("next-gap"), !gaps(recorded, length).length, nextStep);
  if (answer.completed && !completed) {
    completed = true;
    stepsAreOld = !guest;
    if (guest && part("guest-done")) part("guest-done").hidden = false;
  }
}

function clearBar() {
  if (part("guest-done")) part("guest-done").hidden = true;
  recorded = [];
  completed = false;
  show({ watched: [], completed: false }, true);
}

/** Steps and next action, as the server draws them for whom this page was drawn. Resolves to the position it keeps. */
async function drawSteps() {
  const fresh = await freshPage().catch(() => null);
  const theirs = fresh?.querySelector("[data-watch]");
  stepsAreOld = !theirs;
  if (theirs?.dataset.record !== record) return null;
  swap(fresh, "your-steps");
  tell(nextStep, fresh.getElementById("next-step"));
  return Number(theirs.dataset.position);
}

/* ── Finding the way ─────────────────────────────────────────────────────────────────────────────────────────── */

function goTo(second, { play = true } = {}) {
  if (!player.seek(second)) return;
  if (play) video.play().catch(() => {}); // The browser requires a gesture first: the position is set.
}

function resume() {
  const asked = /^#t=(\d+)$/.exec(location.hash);
  const kept = guest ? keptPages().findLast((one) => one.video === videoId)?.position : 0;
  resumeAt(asked ? Number(asked[1]) : Number(root.dataset.position) || kept || 0);
}

function resumeAt(second) {
  if (second > 0 && second < length - 3) goTo(second, { play: false });
}

followSpeech(video, goTo);
part("next-gap").addEventListener("click", () => goTo(gaps(recorded, length)[0]?.[0] ?? 0));
part("controls").hidden = false;
rememberSettings(video, part("speed"), part("captions"));
addEventListener("hashchange", () => { if (location.hash.startsWith("#t=")) resume(); });

async function adopted(answer) {
  show(answer, false);
  const second = guest ? null : await drawSteps();
  if (video.paused && video.currentTime < 1) resumeAt(second);
}

/* ── When ────────────────────────────────────────────────────────────────────────────────────────────────────── */

let timer = null;
const source = sourceOf(video, part("quality"), { beforeSwitch: gather, onLost: () => lines.sayOfVideo("lost") });
const player = playerTrouble(video, (key) => lines.sayOfVideo(source.isLost() ? "lost" : key));

function onPlay() {
  if (source.isLost()) source.recover(page.position);
  openPage().catch((error) => notAnswered(error, keep(page)));
  timer ??= setInterval(beat, EVERY_MS);
}

video.addEventListener("play", onPlay);
video.addEventListener("pause", beat);
video.addEventListener("ended", async () => {
  stepsAreOld = !guest;
  await beat();
});
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") beat(); });
addEventListener("pagehide", lastBeat);
addEventListener("offline", () => {
  gather();
  lines.sayTrouble("offline", { kept: keep(page), guest: page.guest });
});
addEventListener("online", async () => {
  if (player.isBroken() || source.isLost()) {
    gather();
    source.recover(page.position);
  }
  await flushKept();
  await beat();
});
document.addEventListener("device-cleared", () => {
  page = newPage({ guest, record });
  played.reset();
  source.restart(); // Resets the browser's played ranges, too.
  if (guest) clearBar();
});

// What is too old is forgotten first: only the server's clock says what that is.
flushKept().then(() => askAboutGuests(part("adopt"), root.dataset.adoptUrl, { videoId, adopted, focus: () => video.focus() }));
source.attach().then(() => {
  if (video.readyState > 0) resume();
  else video.addEventListener("loadedmetadata", resume, { once: true });
  player.look();
  root.dataset.ready = "yes";
});
if (!video.paused) onPlay(); // pressed before this script was here
part("not-counted").remove(); // What it says is true until here.
