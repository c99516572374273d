/* Speed, volume and captions, as they were chosen last on this device. Never that it was muted: leaving by "Exit this
   page" mutes it, and nobody chose that. */
import { keepSettings, keptSettings } from "./watch-store.js";

/** `speed` and `captions` are the selects beside the player; the browser's own controls change them, too. */
export function rememberSettings(video, speed, captions) {
  const kept = keptSettings();
  const tracks = () => [...video.textTracks].filter((track) => track.kind === "captions");
  let remembers = false; // not what the browser chooses while it loads
  let showing = ""; // the language that is shown now
  const own = new Option(); // a speed of the browser's own menu, among those that the page offers
  let chosen = kept.captions; // which this recording may lack: the next one may have it

  function setSpeed(value) {
    video.defaultPlaybackRate = Number(value); // what another source begins with
    video.playbackRate = Number(value);
  }

  function showSpeed() {
    const rate = video.playbackRate;
    own.remove();
    own.value = String(rate);
    own.text = `${rate} ×`;
    const others = [...speed.options].map((option) => Number(option.value));
    if (!others.includes(rate)) speed.add(own, others.findIndex((other) => other > rate));
    speed.value = own.value;
  }

  function setCaptions(language) {
    for (const track of tracks()) track.mode = track.language === language ? "showing" : "disabled";
  }

  function shown() {
    return tracks().find((track) => track.mode === "showing")?.language ?? "";
  }

  function remember() {
    showSpeed();
    captions.value = shown();
    if (!remembers) return;
    if (shown() !== showing) chosen = shown();
    showing = shown();
    keepSettings({ speed: video.playbackRate, volume: video.volume, captions: chosen });
  }

  function begin() {
    if (["", ...tracks().map((track) => track.language)].includes(chosen)) setCaptions(chosen);
    showing = shown();
    captions.value = showing;
    remembers = true;
  }

  if (kept.speed >= 0.25 && kept.speed <= 2) setSpeed(kept.speed);
  if (kept.volume >= 0 && kept.volume <= 1) video.volume = kept.volume;
  showSpeed();
  captions.parentElement.hidden = !tracks().length;
  speed.addEventListener("change", () => setSpeed(speed.value));
  captions.addEventListener("change", () => setCaptions(captions.value));
  for (const name of ["ratechange", "volumechange"]) video.addEventListener(name, remember);
  video.textTracks.addEventListener("change", remember);
  if (video.readyState > 0) begin();
  else video.addEventListener("loadedmetadata", begin, { once: true });
}
