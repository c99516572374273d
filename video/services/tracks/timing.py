"""Changes the times of all captions at once: overlaps end, and a delay is taken out."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from accounts.errors import Refused
from accounts.sentences import counted
from video.services.cues import Cue, clock, milliseconds
from video.services.tracks.checking import SHORTEST

_TOGETHER = 100
"""Milliseconds: captions that begin within them cannot be shown one after the other."""


def separate(cues: Iterable[Cue]) -> tuple[list[Cue], str]:
    """End each caption where the next one begins, in the order of their times; say what was done in sentences.

    None is cut to less than can be read: it ends where a later one begins, and that overlap is left. Captions
    that begin together are joined, and what both say is said once. Doing it again changes nothing.
    """
    before = list(cues)
    whole: list[Cue] = []
    for cue in sorted(before, key=lambda cue: cue.start):
        if whole and _together(whole[-1], cue):
            whole[-1] = _joined(whole[-1], cue)
        else:
            whole.append(cue)
    kept = [_ended(cue, whole) for cue in whole]
    cuts = [one.end - other.end for one, other in zip(whole, kept, strict=True) if one != other]
    done = {
        f"ended where the next begins, by up to {max(cuts, default=0):.1f} seconds": len(cuts),
        "joined with one that began at the same time": len(before) - len(whole),
        "put in order of time": sum(b.start < a.start for a, b in pairwise(before)),
    }
    told = [f"{counted(count, 'caption')} {words}" for words, count in done.items() if count]
    said = f"{'; '.join(told)}." if told else ""
    if left := sum(after.start < cue.end for cue, after in pairwise(kept)):
        are = counted(left, "overlap is", "overlaps are")
        said += f" {are} left: otherwise a caption would show for less than {SHORTEST} seconds."
    return kept, said.strip() or "No captions overlap."


def shift(cues: Iterable[Cue], seconds: Decimal, *, duration: float) -> list[Cue]:
    """Move all captions by `seconds`, earlier if negative.

    Raises `Refused`: before_the_start, after_the_end (of a video of `duration` seconds).
    """
    cues, by = list(cues), milliseconds(float(seconds))
    first = min((milliseconds(cue.start) for cue in cues), default=0)
    last = max((milliseconds(cue.end) for cue in cues), default=0)
    if first + by < 0:
        message = f"The first caption begins at {first / 1000:g} seconds: move them earlier by no more than that."
        raise Refused("before_the_start", message)
    room = max(0, milliseconds(duration) - last)
    if by > room:
        message = (
            f"The last caption ends at {clock(last / 1000)} and the recording at {clock(duration)}:"
            f" you can move them up to {room // 100 / 10:g} seconds later."
        )
        raise Refused("after_the_end", message)
    return [
        replace(
            cue,
            start=(milliseconds(cue.start) + by) / 1000,
            end=(milliseconds(cue.end) + by) / 1000,
        )
        for cue in cues
    ]


def _ended(cue: Cue, ordered: list[Cue]) -> Cue:
    """Return a caption that ends where another begins, the first that leaves it time to be read."""
    least = milliseconds(cue.start) + milliseconds(SHORTEST)
    at = bisect_left(ordered, least, key=lambda other: milliseconds(other.start))
    following = ordered[at].start if at < len(ordered) else cue.end
    return replace(cue, end=min(cue.end, following))


def _together(before: Cue, cue: Cue) -> bool:
    return (
        milliseconds(cue.start) - milliseconds(before.start) < _TOGETHER and cue.start < before.end
    )


def _joined(before: Cue, cue: Cue) -> Cue:
    lines = (*before.lines, *(line for line in cue.lines if line not in before.lines))
    return replace(before, end=max(before.end, cue.end), lines=lines)
