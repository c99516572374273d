/* What the player plays from: HLS where the browser plays it itself, HLS by hls.js where it does not, else the MP4.
   A change of quality keeps place, speed and playing; what was played before it is gathered first (docs/how-it-works/video.md). */

const TYPE = "application/vnd.apple.mpegurl";
const KEPT = "quality"; // on this device, by the name of the size
const AHEAD = { before: 8, playing: 40 }; // seconds fetched ahead: few before anyone presses play
const MOST_REPAIRS = 2;

function kept() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

function keep(key) {
  try {
    localStorage.setItem(KEPT, key);
  } catch { /* Storage is forbidden: the choice holds for this page. */ }
}

function loadScript(address) {
  return new Promise((loaded, failed) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", loaded);
    script.addEventListener("error", failed);
    document.head.append(script);
  });
}

/** `beforeSwitch` is called before the browser forgets what it played, `onLost` when pieces cannot be fetched. */
export function sourceOf(video, select, { beforeSwitch, onLost }) {
  const whole = video.querySelector('source[type="video/mp4"]').src;
  let hls = null;
  let lost = false;
  let repairs = 0;

  function option() {
    const wanted = kept() ?? (navigator.connection?.saveData ? "480p" : "auto");
    return [...select.options].find((each) => each.dataset.key === wanted) ?? select.options[0];
  }

  /** Back to where it was once the other file is there. */
  function returnTo(at, { play, rate }) {
    video.addEventListener("loadedmetadata", () => {
      video.currentTime = at;
      video.playbackRate = rate;
      if (play) video.play().catch(() => {});
    }, { once: true });
  }

  function change() {
    keep(select.selectedOptions[0].dataset.key);
    beforeSwitch();
    returnTo(video.currentTime, { play: !video.paused, rate: video.playbackRate });
    if (hls) hls.loadSource(select.value);
    else video.src = select.value;
  }

  function playWhole() {
    const at = video.currentTime;
    beforeSwitch();
    hls?.destroy();
    hls = null;
    for (const node of [select, document.querySelector("[data-quality-label]")]) node.hidden = true;
    returnTo(at, { play: !video.paused, rate: video.playbackRate });
    video.src = whole;
  }

  function onError(event, { fatal, type }) {
    if (!fatal) return;
    if (type === "networkError") {
      lost = true;
      onLost();
    } else if (type === "mediaError" && repairs < MOST_REPAIRS) {
      repairs += 1;
      hls.recoverMediaError();
    } else playWhole();
  }

  async function playByScript() {
    try {
      await loadScript(video.dataset.hlsScript);
    } catch {
      return false;
    }
    const { Hls } = window;
    if (!Hls?.isSupported()) return false;
    // No worker: the policy of the page allows none, and one recording needs none.
    hls = new Hls({ enableWorker: false, maxBufferLength: AHEAD.before, capLevelToPlayerSize: true });
    video.addEventListener("play", () => { if (hls) hls.config.maxBufferLength = AHEAD.playing; });
    hls.on(Hls.Events.ERROR, onError);
    hls.attachMedia(video);
    hls.loadSource(select.value);
    return true;
  }

  return {
    /** Choose what to play from. Resolves when that is decided. */
    async attach() {
      if (!select) return;
      select.value = option().value;
      if (video.canPlayType(TYPE)) {
        if (select.selectedIndex) video.src = select.value;
      } else if (!(await playByScript())) {
        playWhole();
        return;
      }
      select.addEventListener("change", change);
    },
    isLost: () => lost,
    /** Go on after the network was gone. */
    recover(at) {
      lost = false;
      if (hls) {
        hls.startLoad();
        return;
      }
      returnTo(at, { play: true, rate: video.playbackRate });
      video.load();
    },
    /** From the beginning, with nothing played. */
    restart() {
      if (!hls) {
        video.load();
        return;
      }
      hls.detachMedia();
      hls.attachMedia(video);
    },
  };
}
