/* Sets of whole seconds as half-open pairs [start, end): the same algebra as progress/segments.py. */

/** The seconds of which at least half lies between two positions, as a pair. */
export function secondsBetween(from, to) {
  return [Math.ceil(from - 0.5), Math.floor(to + 0.5)];
}

/** The seconds of which at least half is in the played TimeRanges. */
export function secondsOf(ranges) {
  const pairs = [];
  for (let i = 0; i < ranges.length; i += 1) pairs.push(secondsBetween(ranges.start(i), ranges.end(i)));
  return union(pairs);
}

/** What of the set lies in [0, length): a recording plays on for a part of a second that its whole seconds leave out. */
export function within(set, length) {
  return union(set.map(([start, end]) => [Math.max(start, 0), Math.min(end, length)]));
}

/** All pairs merged, ascending, none empty. */
export function union(...sets) {
  const merged = [];
  for (const [start, end] of sets.flat().sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (start >= end) continue;
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged;
}

/** What of the set is not in `taken`. */
export function without(set, taken) {
  return union(set.flatMap(([start, end]) => gaps(within([...taken, [0, start]], end), end)));
}

export function count(set) {
  return set.reduce((sum, [start, end]) => sum + end - start, 0);
}

/** The parts of [0, length) that are not in the set. */
export function gaps(set, length) {
  const edges = [0, ...set.flat(), length];
  const holes = [];
  for (let i = 0; i < edges.length; i += 2) if (edges[i] < edges[i + 1]) holes.push([edges[i], edges[i + 1]]);
  return holes;
}

/** Whether every second of `inner` is in `outer`; both normalised. */
export function covers(outer, inner) {
  return inner.every(([start, end]) => outer.some(([a, b]) => a <= start && end <= b));
}

/** 65 → "1:05" */
export function clock(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
