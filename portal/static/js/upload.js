/* Uploads a recording in pieces (tus) and resumes where it stopped: after a network failure, a closed laptop, or
   the next day. Without this script the form sends a small file in one request. `tus` is vendor/tus/tus.min.js. */

import { csrfToken, isSignIn } from "./answers.js";
import { setHidden } from "./focus.js";

const form = document.querySelector("[data-upload]");
const part = (name) => form.querySelector(`[data-${name}]`);
const input = form.querySelector("input[type=file]");
const PIECE = 8 * 1024 * 1024;
const KEY = "part."; // what is stored on the device reveals neither course nor file
// Milliseconds. Bridges some minutes of a bad network; after that, uploading resumes when it is back.
const WAITS = [0, 1000, 2000, 5000, 10000, 10000, 20000, 30000, 30000, 30000, 60000, 60000];
const WORDS = {
  sending: "Uploading. You can continue working in another window.",
  paused: "Paused. What has arrived is kept for a week.",
  retrying: "The network is slow or briefly unavailable. Trying again.",
  waiting: "The network is unavailable. The upload continues by itself once it is back.",
  done: "The whole recording has arrived.",
  removed: "Removed.",
  signedOut: "You are signed out. Sign in again in another window, then choose “Continue”.",
  blocked: "The upload does not get through: an ad blocker, a filter, or this network stops it, or you may no longer edit this course. What has arrived is kept. Allow this site there, or use another network, then choose “Continue”.",
  failed: "The upload stopped. Choose “Continue” to try again; what has arrived is kept.",
};

let current = null; // { upload, file, state }
let lastTold = null;
let foreign = ""; // what the last answer says that was not the portal's

/** A hash that recognizes this file again without storing its name on the device. */
async function fingerprint(file) {
  const told = [file.name, file.size, file.lastModified, form.dataset.upload].join("\n");
  if (!crypto.subtle) return null; // No HTTPS: the page's list of unfinished uploads still says what is missing.
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(told));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** tus's storage of upload URLs: one entry per file, by its fingerprint. */
const places = {
  async findAllUploads() { return []; },
  async findUploadsByFingerprint(mark) {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY + mark));
      return kept ? [{ ...kept, metadata: {}, urlStorageKey: KEY + mark }] : [];
    } catch {
      return [];
    }
  },
  async removeUpload(key) {
    try { localStorage.removeItem(key); } catch { /* Storage is blocked: there is nothing to remove. */ }
  },
  async addUpload(mark, { uploadUrl, size, creationTime }) {
    try {
      localStorage.setItem(KEY + mark, JSON.stringify({ uploadUrl, size, creationTime }));
    } catch { /* Storage is blocked or full: the page's list of unfinished uploads serves instead. */ }
    return KEY + mark;
  },
};

function say(state, words = WORDS[state]) {
  if (current) current.state = state;
  part("status").textContent = words;
  const stopped = ["paused", "failed", "signedOut", "blocked"].includes(state);
  part("pause").textContent = stopped ? "Continue" : "Pause";
}

function size(bytes) {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;
}

function remaining(seconds) {
  if (seconds < 60) return "less than a minute left";
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `about ${minutes} minutes left` : `about ${Math.round(minutes / 60)} hours left`;
}

function draw(sent, total) {
  const now = performance.now();
  lastTold ??= { at: now, sent };
  const speed = (sent - lastTold.sent) / Math.max(1, (now - lastTold.at) / 1000);
  part("bar").value = (100 * sent) / total;
  if (part("status").textContent === WORDS.retrying) part("status").textContent = WORDS.sending;
  const rest = speed > 0 && sent < total ? `, ${remaining((total - sent) / speed)}` : "";
  part("amount").textContent = `${size(sent)} of ${size(total)} (${Math.floor((100 * sent) / total)}%)${rest}`;
}

/** Only the portal speaks tus. Anything else that answers must not make the upload end, or begin anew. */
function refuseForeign(request, response) {
  foreign = "";
  if (response.getHeader("Tus-Resumable")) return;
  const address = response.getUnderlyingObject().responseURL;
  if (address && isSignIn(address)) foreign = "signedOut";
  else if (response.getStatus() < 500) foreign = "blocked";
  throw new Error(`Not the portal's answer: ${response.getStatus()}`);
}

function worthTrying(error) {
  if (foreign) return false;
  const status = error.originalResponse?.getStatus() ?? 0;
  const again = status === 0 || status === 409 || status === 423 || (status >= 500 && status !== 507);
  if (again) part("status").textContent = WORDS.retrying;
  return again;
}

function stopped(error) {
  const answer = error.originalResponse;
  if (foreign) say(foreign);
  else if (!answer) say("waiting");
  else say("failed", answer.getBody() || WORDS.failed);
}

async function start(file) {
  if (current) return;
  const mark = await fingerprint(file);
  const upload = new tus.Upload(file, {
    endpoint: form.dataset.upload,
    chunkSize: PIECE,
    retryDelays: WAITS,
    urlStorage: places,
    fingerprint: async () => mark,
    removeFingerprintOnSuccess: true,
    metadata: { filename: file.name, fingerprint: mark ?? "" },
    onAfterResponse: refuseForeign,
    onShouldRetry: worthTrying,
    onError: stopped,
    onProgress: draw,
    onSuccess: () => {
      say("done");
      location.assign(location.pathname); // shows its preparation
    },
  });
  current = { upload, file, state: "sending" };
  const [before] = await upload.findPreviousUploads();
  if (before) upload.resumeFromPreviousUpload(before);
  else if (mark) upload.url = document.querySelector(`[data-fingerprint="${mark}"]`)?.dataset.unfinished ?? null;
  part("name").textContent = file.name;
  part("sending").hidden = false;
  setHidden(part("drop"), true, part("sending"));
  go();
}

function go() {
  lastTold = null;
  foreign = "";
  say("sending");
  const drawn = form.querySelector("[name=csrfmiddlewaretoken]").value;
  current.upload.options.headers = { "X-CSRFToken": csrfToken(drawn) };
  current.upload.start();
}

async function pauseOrGoOn() {
  if (current.state === "sending" || current.state === "waiting") {
    await current.upload.abort();
    say("paused");
  } else go();
}

async function cancel() {
  try {
    await current.upload.abort(true);
  } catch { /* It expires after a week. */ }
  await places.removeUpload(KEY + current.upload.options.metadata.fingerprint);
  location.assign(location.pathname);
}

function backAgain() {
  if (current?.state === "waiting") go();
}

for (const node of form.querySelectorAll("[data-plain]")) node.hidden = true;
for (const node of form.querySelectorAll("[data-scripted]")) node.hidden = false;
form.addEventListener("submit", (event) => event.preventDefault());
input.addEventListener("change", () => { if (input.files[0]) start(input.files[0]); });
part("pause").addEventListener("click", pauseOrGoOn);
part("cancel").addEventListener("click", cancel);
addEventListener("online", backAgain);
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") backAgain(); });

const drop = part("drop");
for (const kind of ["dragenter", "dragover"]) {
  drop.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
}
for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => drop.classList.remove("over"));
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  if (event.dataTransfer.files[0]) start(event.dataTransfer.files[0]);
});
// Otherwise the browser would open a file dropped outside the box, replacing the page.
for (const kind of ["dragover", "drop"]) addEventListener(kind, (event) => event.preventDefault());
form.dataset.ready = "yes";
