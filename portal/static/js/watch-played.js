/* Which whole seconds the player has played: by the browser's own account, or by time where it gives none. */
import { secondsBetween, secondsOf, union, within, without } from "./seconds.js";

/** Follows the player; `seconds()` are those of [0, length) played since its source was loaded, without those left. */
export function playedBy(video, length) {
  let byTime = [];
  let left = [];
  let previous = null; // position at the last timeupdate

  video.addEventListener("timeupdate", () => {
    const now = video.currentTime;
    const step = now - (previous ?? now);
    // The browser's account does not say what was played twice, so that what was left is found again by time only.
    const needed = left.length || !video.played?.length;
    if (needed && !video.seeking && step > 0 && step < 2) byTime.push(secondsBetween(previous, now));
    previous = video.seeking ? null : now;
  });
  video.addEventListener("seeking", () => { previous = null; });

  return {
    seconds() {
      byTime = within(byTime, length);
      const ranges = video.played ? secondsOf(video.played) : [];
      return within([...without(ranges, left), ...byTime], length);
    },
    /** Leave out these seconds, played so far, unless they are played again. */
    leave(set) {
      left = union(left, set);
      byTime = [];
    },
    /** The browser's account begins anew, too. */
    reset() {
      left = [];
      byTime = [];
    },
  };
}
