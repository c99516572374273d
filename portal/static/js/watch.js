/* Reports which seconds the player has played, and shows what the server has recorded.
   How and why: docs/how-it-works/progress.md. */
import { clock, count, covers, gaps, secondsOf, union } from "./seconds.js";
import { sourceOf } from "./source.js";
import { forget, keep, keptPages, newKey } from "./watch-store.js";

const EVERY_MS = 15000;
const root = document.querySelector("[data-watch]");
const video = root.querySelector("video");
const guest = root.dataset.guest === "yes";
const length = Number(root.dataset.seconds);
const videoId = Number(root.dataset.video);
const record = root.dataset.record; // whose watching this page shows; empty for a visitor's
const part = (name) => root.querySelector(`[data-${name}]`);

let recorded = JSON.parse(root.dataset.watched);
let completed = root.dataset.completed === "yes";
let page = { key: newKey(), token: null, segments: [], video: videoId, guest, record, position: 0, opened: Date.now() };
let opening = null;
let stopped = false; // someone else has signed in: this page's watching counts for nobody
let offline = false;

/* ── What was played ─────────────────────────────────────────────────────────────────────────────────────────── */

let previous = null; // position at the last timeupdate, for browsers without `video.played`

function gather() {
  const ranges = video.played;
  const played = ranges ? secondsOf(ranges) : [];
  page.segments = union(page.segments, played);
  // While another quality loads, the position is unknown.
  if (video.readyState > 0) page.position = Math.floor(video.currentTime);
}

function gatherByTime() {
  const now = video.currentTime;
  const step = now - (previous ?? now);
  if (!video.seeking && step > 0 && step < 2 && !video.played?.length) {
    page.segments = union(page.segments, [[Math.ceil(previous - 0.5), Math.floor(now + 0.5)]]);
  }
  previous = video.seeking ? null : now;
}

/* ── Talking to the server ───────────────────────────────────────────────────────────────────────────────────── */

async function post(url, body, headers = {}) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
    keepalive: true,
  });
  const answer = await response.json().catch(() => ({}));
  return { status: response.status, answer };
}

async function openPage() {
  if (page.token || stopped) return;
  opening ??= post(root.dataset.openUrl, {}).finally(() => { opening = null; });
  const { status, answer } = await opening;
  if (answer.token && !page.token) {
    page.token = answer.token;
    page.opened = Date.now();
    // The session may have ended since the page was loaded: then this is a visitor's page, adopted after sign-in.
    page.guest = answer.guest;
    page.record = answer.guest ? "" : record;
    if (answer.guest && !guest) say("signedOut");
  } else if (answer.code === "other_learner") {
    stopped = true;
    say("otherLearner");
  } else if (!answer.token) throw new Error(`open: ${status}`);
}

/** Send all seconds of one page. True once the server has all of them or will never accept them. */
async function send(sent, { live }) {
  const segments = sent.segments;
  const { status, answer } = await post(root.dataset.beatUrl, {
    token: sent.token,
    segments,
    position: live ? sent.position : null,
  });
  if (status >= 500 || status === 429) throw new Error(`beat: ${status}`);
  // On a shared computer the stored page may be another learner's: saved for them, never shown here.
  if (answer.watched && sent.video === videoId && (live || sent.record === record)) show(answer, sent.guest);
  if (status === 409) return false;
  if (status === 410 && answer.code === "token_expired" && live) sent.token = null;
  if (status === 410 && answer.code === "enrolment_closed") say("closed");
  return status !== 200 || covers(answer.watched, segments);
}

async function beat() {
  gather();
  if (!page.segments.length) return;
  try {
    await openPage();
    if (stopped) return;
    keep(page);
    const done = await send(page, { live: true });
    // A visitor's seconds stay stored until they sign in, a learner's until the server has them.
    if (done && !page.guest && page.token) forget(page.key);
    settle(done);
  } catch {
    if (page.token) keep(page);
    setOffline(true);
  }
}

/** Send what earlier pages on this device left unsent, each with its own token. */
async function flushKept() {
  for (const kept of keptPages()) {
    if (kept.key === page.key || !kept.token || (kept.guest && !guest)) continue;
    try {
      if ((await send(kept, { live: false })) && !kept.guest) forget(kept.key);
    } catch {
      setOffline(true);
      return;
    }
  }
}

function lastBeat() {
  gather();
  if (!page.token || !page.segments.length) return;
  keep(page);
  const body = JSON.stringify({ token: page.token, segments: page.segments, position: page.position });
  navigator.sendBeacon(root.dataset.beatUrl, new Blob([body], { type: "text/plain" }));
}

/* ── Saying it ───────────────────────────────────────────────────────────────────────────────────────────────── */

const WORDS = {
  offline: "You are offline. Keep going: what you watch is kept on this device and saved when you are back.",
  offlineUnopened: "You are offline. Keep this page open: what you watch is saved when you are back.",
  away: "The portal does not answer just now. Keep going: what you watch is kept on this device and saved when it answers.",
  awayUnopened: "The portal does not answer just now. Keep this page open: what you watch is saved when it answers.",
  back: "You are back online. Everything you watched is saved.",
  catching: "Saving what you watched. It catches up as time passes.",
  done: "You have watched enough of the video. The next step is open.",
  otherLearner: "Someone else has signed in since this page was opened. Reload it to watch as yourself.",
  signedOut: "You are signed out. What you watch is kept on this device; sign in again to have it counted.",
  closed: "This enrolment is closed, so nothing more is recorded. Your record stays as it is.",
};

let said = "";

function say(key) {
  // The live region changes only with the state: screen readers announce it once, not at every report.
  if (said === key) return;
  said = key;
  part("watch-status").textContent = WORDS[key] ?? "";
}

function setOffline(now) {
  // Without its token the page cannot be stored: its seconds live as long as it is open.
  if (now) say(`${navigator.onLine ? "away" : "offline"}${page.token ? "" : "Unopened"}`);
  else if (offline) say("back");
  offline = now;
}

function settle(done) {
  if (done) setOffline(false);
  else say("catching");
  if (done && said === "catching") say("");
}

function show(answer, fromGuest) {
  recorded = fromGuest ? union(recorded, answer.watched) : answer.watched;
  part("watched-path").setAttribute("d", recorded.map(([a, b]) => `M${a} 5H${b}`).join(""));
  part("watched-text").textContent = inWords();
  part("next-gap").hidden = !gaps(recorded, length).length;
  if (answer.completed && !completed) {
    completed = true;
    say("done");
    for (const node of root.querySelectorAll("[data-when-completed]")) node.hidden = false;
    for (const node of root.querySelectorAll("[data-until-completed]")) node.hidden = true;
  }
}

function inWords() {
  const holes = gaps(recorded, length);
  const percent = Math.floor((100 * count(recorded)) / length);
  if (!holes.length) return "All of the video is watched.";
  const named = holes.slice(0, 4).map(([a, b]) => `${clock(a)} to ${clock(b)}`).join(", ");
  return `${percent} % watched. Not yet watched: ${named}${holes.length > 4 ? ", and more" : ""}.`;
}

/* ── Finding the way ─────────────────────────────────────────────────────────────────────────────────────────── */

function goTo(second, { play = true } = {}) {
  video.currentTime = second;
  if (play) video.play().catch(() => {}); // The browser requires a gesture first: the position is set.
}

function resume() {
  const asked = /^#t=(\d+)$/.exec(location.hash);
  const kept = guest ? keptPages().findLast((one) => one.video === videoId)?.position : 0;
  const second = asked ? Number(asked[1]) : Number(root.dataset.position) || kept || 0;
  if (second > 0 && second < length - 3) goTo(second, { play: false });
}

for (const link of document.querySelectorAll("[data-second]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    goTo(Number(link.dataset.second));
    video.focus({ preventScroll: false });
  });
}

part("next-gap").addEventListener("click", () => goTo(gaps(recorded, length)[0]?.[0] ?? 0));
part("controls").hidden = false;
part("speed").addEventListener("change", (event) => { video.playbackRate = Number(event.target.value); });
video.addEventListener("ratechange", () => { part("speed").value = String(video.playbackRate); });
addEventListener("hashchange", resume);

/* ── A visitor's watching, after sign-in: was this you? ──────────────────────────────────────────────────────── */

function askAboutGuests() {
  const box = part("adopt");
  const pages = keptPages().filter((one) => one.guest && one.video === videoId && one.segments.length);
  if (!box || !pages.length) return;
  const seconds = count(union(...pages.map((one) => one.segments)));
  part("adopt-amount").textContent = clock(seconds);
  box.hidden = false;
  part("adopt-yes").addEventListener("click", () => adopt(box, pages), { once: true });
  part("adopt-no").addEventListener("click", () => {
    pages.forEach((one) => forget(one.key));
    box.hidden = true;
    video.focus();
  });
}

async function adopt(box, pages) {
  const headers = { "X-CSRFToken": box.dataset.csrf };
  const sent = pages.map(({ token, segments }) => ({ token, segments }));
  try {
    const { status, answer } = await post(root.dataset.adoptUrl, { pages: sent }, headers);
    if (status >= 500 || status === 409) throw new Error(`adopt: ${status}`);
    if (answer.watched) show(answer, false);
    if (status === 200 || status === 410 || status === 400) pages.forEach((one) => forget(one.key));
    box.hidden = true;
    video.focus();
  } catch {
    part("adopt-status").textContent = "That could not be saved just now. It stays on this device; try again in a minute.";
    part("adopt-yes").addEventListener("click", () => adopt(box, pages), { once: true });
  }
}

/* ── When ────────────────────────────────────────────────────────────────────────────────────────────────────── */

let timer = null;
const source = sourceOf(video, part("quality"), { beforeSwitch: gather, onLost: () => setOffline(true) });

video.addEventListener("timeupdate", gatherByTime);
video.addEventListener("seeking", () => { previous = null; });
video.addEventListener("play", () => {
  openPage().then(() => { if (!stopped) keep(page); }).catch(() => setOffline(true));
  timer ??= setInterval(beat, EVERY_MS);
});
video.addEventListener("pause", beat);
video.addEventListener("ended", beat);
video.addEventListener("error", () => setOffline(true));
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") beat(); });
addEventListener("pagehide", lastBeat);
addEventListener("offline", () => setOffline(true));
addEventListener("online", async () => {
  if (video.error || source.isLost()) {
    gather();
    source.recover(page.position);
  }
  await flushKept();
  await beat();
});
document.addEventListener("device-cleared", () => {
  page = { ...page, key: newKey(), token: null, segments: [], position: 0 };
  source.restart(); // Resets the browser's played ranges, too.
  if (guest) {
    recorded = [];
    show({ watched: [], completed: false }, true);
  }
});

askAboutGuests();
flushKept();
source.attach().then(() => {
  if (video.readyState > 0) resume();
  else video.addEventListener("loadedmetadata", resume, { once: true });
  root.dataset.ready = "yes";
});
