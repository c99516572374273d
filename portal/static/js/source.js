/* The player's source: native HLS where the browser has it, else HLS through hls.js, else the MP4.
   Every change of source keeps position, speed and playing; `beforeSwitch` runs first (docs/how-it-works/video.md). */
import { keepSettings, keptSettings } from "./watch-store.js";

const TYPE = "application/vnd.apple.mpegurl";
const AHEAD = { before: 8, playing: 40 }; // seconds to buffer: few until play is pressed
const MOST_REPAIRS = 2;
// No list of pieces to play, or an answer that is not one: what a filter does to HLS. The MP4 may get through.
const REFUSED = ["manifestLoadError", "manifestParsingError", "levelEmptyError", "levelParsingError"];
const FOR_NOW = [408, 425, 429]; // answers that ask to come again; every other 4xx would come again, too

function loadScript(address) {
  return new Promise((loaded, failed) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", loaded);
    script.addEventListener("error", failed);
    document.head.append(script);
  });
}

/** Calls `beforeSwitch` before the browser loses its `played` ranges, `onLost` when pieces cannot be fetched: then
    `recover` tries again. */
export function sourceOf(video, select, { beforeSwitch, onLost }) {
  const whole = video.querySelector('source[type="video/mp4"]').src;
  let hls = null;
  let lost = false;
  let repairs = 0;
  let leaving = new AbortController(); // ends what waits for a source to load
  let refusals = 0; // attempts to recover since pieces last arrived

  function option() {
    const wanted = keptSettings().quality ?? (navigator.connection?.saveData ? "480p" : "auto");
    return [...select.options].find((each) => each.dataset.key === wanted) ?? select.options[0];
  }

  /** Restore position, speed and playing, as they are now, once another source has loaded; what is chosen while it
      loads stands. */
  function keepPlace(at = video.currentTime) {
    const { paused } = video;
    video.defaultPlaybackRate = video.playbackRate; // what a source begins with
    video.addEventListener("loadedmetadata", () => {
      if (at > 0 && video.currentTime < 1) video.currentTime = at;
      if (!paused) video.play().catch(() => {});
    }, { once: true, signal: leaving.signal });
  }

  function leaveSource() {
    lost = false;
    beforeSwitch();
    keepPlace();
  }

  function change() {
    keepSettings({ quality: select.selectedOptions[0].dataset.key });
    leaveSource();
    if (hls) hls.loadSource(select.value);
    else video.src = select.value;
  }

  function playWhole() {
    leaveSource();
    hls?.destroy();
    hls = null;
    const focused = select === document.activeElement;
    for (const node of [select, document.querySelector("[data-quality-label]")]) node.hidden = true;
    if (focused) video.focus();
    video.src = whole;
  }

  function onError(event, { fatal, type, details, response }) {
    const refused = response?.code >= 400 && response.code < 500 && !FOR_NOW.includes(response.code);
    if (!fatal && !refused) return; // hls.js goes on by itself
    if (type === "networkError" && isAway(details, response)) {
      lost = true;
      onLost();
    } else if (type === "mediaError" && repairs < MOST_REPAIRS) {
      repairs += 1;
      leaveSource();
      hls.recoverMediaError();
    } else playWhole();
  }

  /** Whether the network is away; else something refuses the pieces, and trying again would not help. */
  function isAway(details, response) {
    if (!navigator.onLine || response?.code >= 500 || FOR_NOW.includes(response?.code)) return true;
    return !(REFUSED.includes(details) || response?.code || refusals > MOST_REPAIRS);
  }

  async function playByScript() {
    try {
      await loadScript(video.dataset.hlsScript);
    } catch {
      return false;
    }
    const { Hls } = window;
    if (!Hls?.isSupported()) return false;
    // No worker: the content security policy allows none, and one recording needs none.
    hls = new Hls({ enableWorker: false, maxBufferLength: AHEAD.before, capLevelToPlayerSize: true });
    video.addEventListener("play", () => { if (hls) hls.config.maxBufferLength = AHEAD.playing; });
    hls.on(Hls.Events.ERROR, onError);
    hls.on(Hls.Events.FRAG_LOADED, () => { refusals = 0; });
    leaveSource(); // Play may have been pressed before this script was here.
    hls.attachMedia(video);
    hls.loadSource(select.value);
    return true;
  }

  return {
    /** Choose the source. Resolves when it is chosen. */
    async attach() {
      if (!select) return;
      select.value = option().value;
      if (video.canPlayType(TYPE)) {
        if (select.selectedIndex) {
          leaveSource();
          video.src = select.value;
        }
        // A list of pieces may be blocked where the MP4 is not. Among <source> elements the browser goes on by itself.
        video.addEventListener("error", () => {
          const isAway = !navigator.onLine || video.error?.code === MediaError.MEDIA_ERR_NETWORK;
          if (!isAway && video.src && video.src !== whole) playWhole();
        });
      } else if (!(await playByScript())) {
        playWhole();
        return;
      }
      select.addEventListener("change", change);
    },
    isLost: () => lost,
    /** Resume after the network was down. */
    recover(at) {
      lost = false;
      refusals += 1;
      if (hls) {
        if (hls.levels.length) hls.startLoad();
        else hls.loadSource(select.value); // not even the list of pieces has arrived
        return;
      }
      keepPlace(at);
      video.load();
    },
    /** Start over, with nothing played. */
    restart() {
      leaving.abort();
      leaving = new AbortController();
      if (!hls) {
        video.load();
        return;
      }
      hls.detachMedia();
      hls.attachMedia(video);
    },
  };
}
