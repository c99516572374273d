/* Which whole seconds the player has played: by the browser's own account, or by time where it gives none. */
import { secondsBetween, secondsOf, within } from "./seconds.js";

/** Follows the player; `seconds()` are those of [0, length) played since its source was loaded or it was `reset`. */
export function playedBy(video, length) {
  let byTime = [];
  let previous = null; // position at the last timeupdate

  video.addEventListener("timeupdate", () => {
    const now = video.currentTime;
    const step = now - (previous ?? now);
    if (!video.seeking && step > 0 && step < 2 && !video.played?.length) byTime.push(secondsBetween(previous, now));
    previous = video.seeking ? null : now;
  });
  video.addEventListener("seeking", () => { previous = null; });

  return {
    seconds() {
      byTime = within(byTime, length);
      return within([...(video.played ? secondsOf(video.played) : []), ...byTime], length);
    },
    reset() { byTime = []; },
  };
}
