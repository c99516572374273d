"""Checks a track line by line for what would break a player or bother a viewer.

Structural errors block saving. The rest is advice by the usual measures of captioning (reading speed,
lines, duration), and about what sounds like speech but has no caption (WCAG 1.2.2).
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, islice
from operator import itemgetter

from webvtt.errors import MalformedCaptionError, MalformedFileError

from courses.models import TextTrack
from video.services.transcripts import parse_vtt

TOLERANCE = 0.25
"""Seconds by which a cue may outlast the video: encoders round the last frame."""
FASTEST = 20
"""Characters per second that most people can still read."""
LONGEST_LINE, MOST_LINES = 42, 2
SHORTEST, LONGEST = 0.7, 8.0
"""Seconds for which a caption should be shown."""
SILENCE = 2.0
"""Seconds of speech without a caption that are worth reporting."""

_TIMING = re.compile(
    r"\s*((?:\d{2,}:)?\d{2}:\d{2}\.\d{3})[ \t]+-->[ \t]+((?:\d{2,}:)?\d{2}:\d{2}\.\d{3})(?=\s|$)"
)
_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A finding about one line (from 1). If `blocks`, the track cannot be saved with it.

    `second` is where to look in the video.
    """

    line: int
    code: str
    message: str
    blocks: bool
    second: float = 0.0


@dataclass(frozen=True, slots=True)
class _Cue:
    line: int
    start: float
    end: float
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.lines)


def check_track(
    text: str, *, kind: str, duration: float, speech: list[tuple[float, float]] | None = None
) -> list[Finding]:
    """Return all findings about a WebVTT text for a video of `duration` seconds, by line.

    `speech` are the parts of the video that sound like speech, None if not analyzed yet. Codes
    that block: not_webvtt, bad_time, no_cue, ends_before_start, empty_cue, after_the_end, out_of_order,
    overlap. Codes that advise: too_fast, long_line, many_lines, too_short, too_long, unspoken_gap.
    """
    broken = _structure(text)
    if broken:
        return [broken]
    cues = list(_cues(text))
    if not cues:
        return [Finding(1, "no_cue", "Has no cue.", True)]
    found = [*_order(cues, duration)]
    if kind == TextTrack.Kind.CAPTIONS:
        found += [finding for cue in cues for finding in _reading(cue)]
        found += _unheard(cues, speech or [])
    return sorted(found)


def coverage_percent(text: str, speech: list[tuple[float, float]]) -> int:
    """Return how much of the detected speech has captions, in whole percent, rounded down."""
    whole = sum(end - start for start, end in speech)
    missing = sum(end - start for start, end in _uncovered(list(_cues(text)), speech))
    return 100 if not whole else int(100 * (whole - missing) / whole)


def _structure(text: str) -> Finding | None:
    for at, line in enumerate(_lines(text), start=1):
        if "-->" in line and not _TIMING.match(line):
            message = "Is not a WebVTT time such as 00:01:02.000 --> 00:01:04.500."
            return Finding(at, "bad_time", message, True)
    try:
        parse_vtt(text)
    except (MalformedFileError, MalformedCaptionError) as failure:
        # It quotes the whole block that it does not understand.
        return Finding(1, "not_webvtt", f"Is not WebVTT: {str(failure)[:200]}", True)
    return None


def _cues(text: str) -> Iterator[_Cue]:
    lines = [*_lines(text), ""]
    begun: tuple[int, re.Match[str]] | None = None
    spoken: list[str] = []
    for at, line in enumerate(lines, start=1):
        if begun and not line.strip():
            yield _cue(*begun, spoken)
            begun = None
        elif begun:
            spoken.append(_TAG.sub("", line).strip())
        elif timing := _TIMING.match(line):
            begun, spoken = (at, timing), []


def _lines(text: str) -> list[str]:
    """Return the lines as a player breaks them: not at U+2028 or a form feed, as `splitlines` does."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _cue(line: int, timing: re.Match[str], spoken: list[str]) -> _Cue:
    return _Cue(line, _seconds(timing[1]), _seconds(timing[2]), tuple(spoken))


def _seconds(clock: str) -> float:
    seconds = 0.0
    for part in clock.split(":"):
        seconds = 60 * seconds + float(part)
    return seconds


def _order(cues: list[_Cue], duration: float) -> Iterator[Finding]:
    before = _Cue(0, 0.0, 0.0, ())
    for cue in cues:
        for code, message in _misplaced(cue, before, duration):
            yield Finding(cue.line, code, message, True, cue.start)
        before = cue


def _misplaced(cue: _Cue, before: _Cue, duration: float) -> Iterator[tuple[str, str]]:
    if cue.end <= cue.start:
        yield "ends_before_start", "Ends before it begins."
    if not cue.text.strip():
        yield "empty_cue", "Says nothing."
    if cue.end > duration + TOLERANCE:
        yield "after_the_end", f"Ends after the video ({duration:.3f} s)."
    if cue.start < before.start:
        yield "out_of_order", "Begins before the cue above it."
    elif cue.start < before.end:
        yield "overlap", "Overlaps the cue above it."


def _reading(cue: _Cue) -> Iterator[Finding]:
    length = cue.end - cue.start
    for code, message in _advice(cue, length):
        yield Finding(cue.line, code, message, False, cue.start)


def _advice(cue: _Cue, length: float) -> Iterator[tuple[str, str]]:
    speed = len(cue.text) / length if length > 0 else 0.0
    if speed > FASTEST:
        message = f"Too fast to read: {speed:.0f} characters a second, {FASTEST} at most."
        yield "too_fast", f"{message} Let it stand longer, or shorten it."
    if 0 < length < SHORTEST:
        yield "too_short", f"Stands for {length:.1f} seconds only: join it with its neighbour."
    if length > LONGEST:
        yield "too_long", f"Stands for {length:.0f} seconds: split it where the speaker pauses."
    if len(cue.lines) > MOST_LINES:
        yield "many_lines", f"Has {len(cue.lines)} lines: two at most, or it hides the picture."
    if any(len(line) > LONGEST_LINE for line in cue.lines):
        widest = max(map(len, cue.lines))
        message = f"A line of {widest} characters: break it after {LONGEST_LINE} at most."
        yield "long_line", message


def _unheard(cues: list[_Cue], speech: list[tuple[float, float]]) -> Iterator[Finding]:
    begun = list(accumulate(sorted((cue.start, cue.line) for cue in cues), _lower))
    for start, end in _uncovered(cues, speech):
        if end - start >= SILENCE:
            before = bisect_right(begun, start, key=itemgetter(0))
            line = begun[before - 1][1] if before else 1
            message = (
                f"Sounds like speech from {_clock(start)} to {_clock(end)}, without a caption."
            )
            yield Finding(line, "unspoken_gap", message, False, start)


def _lower(before: tuple[float, int], cue: tuple[float, int]) -> tuple[float, int]:
    return cue[0], max(before[1], cue[1])


def _uncovered(
    cues: list[_Cue], speech: list[tuple[float, float]]
) -> Iterator[tuple[float, float]]:
    """Yield the parts of `speech`, which is ascending, that no cue covers."""
    spans = _joined(cues)
    first = 0
    for start, end in speech:
        at = start
        while first < len(spans) and spans[first][1] <= start:
            first += 1
        for begin, finish in islice(spans, first, None):
            if begin >= end:
                break
            if begin > at:
                yield at, begin
            at = max(at, finish)
        if at < end:
            yield at, end


def _joined(cues: list[_Cue]) -> list[tuple[float, float]]:
    """Return the parts of the video that have a cue, ascending, without overlaps."""
    spans: list[tuple[float, float]] = []
    for begin, finish in sorted((cue.start, cue.end) for cue in cues if cue.start < cue.end):
        if spans and begin <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], finish))
        else:
            spans.append((begin, finish))
    return spans


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"
