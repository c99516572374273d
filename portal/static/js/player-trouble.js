/* Finds out that the video does not load, does not play, or cannot be moved to another place. */

const SETTLE_MS = 500; // after an error the browser, or hls.js, may still have another source to try
const NEAR = 3; // seconds

/** Calls `onChange` with "lost" (the network failed while playing), "blocked" (nothing here can be played), "fixed"
    (it plays from its start only) or "" (all is well). Call `look` once the source is chosen: it may
    have failed before this script ran. */
export function playerTrouble(video, onChange) {
  let wanted = null; // where the last seek was to lead
  let ours = false; // the next seek was asked for by `seek`; the browser may have shortened it already
  let jumpedBack = false;

  function broken() {
    if (video.error?.code === MediaError.MEDIA_ERR_NETWORK) return "lost";
    return video.error || video.networkState === HTMLMediaElement.NETWORK_NO_SOURCE ? "blocked" : "";
  }

  /** Servers, and proxies between, that ignore the Range header leave nothing to seek in, or lead back to the start. */
  function isFixed() {
    if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || !Number.isFinite(video.duration)) return false;
    const { seekable } = video;
    return jumpedBack || !seekable.length || seekable.end(seekable.length - 1) < video.duration - NEAR;
  }

  function look() {
    onChange(broken() || (isFixed() ? "fixed" : ""));
  }

  // The errors of <source> do not bubble, and the video itself has none then.
  video.addEventListener("error", (event) => {
    if (event.target.localName !== "track") setTimeout(look, SETTLE_MS);
  }, true);
  video.addEventListener("seeking", () => {
    if (!ours) wanted = video.currentTime;
    ours = false;
  });
  video.addEventListener("seeked", () => {
    jumpedBack = wanted > NEAR && video.currentTime < 1;
    look();
  });
  for (const name of ["canplay", "durationchange", "progress"]) video.addEventListener(name, look);

  return {
    look: () => setTimeout(look, SETTLE_MS),
    isBroken: () => broken() !== "",
    /** Move to a second. False if this network does not let the video be moved. */
    seek(second) {
      if (isFixed()) return false;
      if (video.readyState > 0) {
        wanted = second;
        ours = true;
      }
      video.currentTime = second;
      return true;
    },
  };
}
