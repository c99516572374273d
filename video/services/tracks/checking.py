"""Checks a track line by line for what would break a player or bother a viewer.

Structural errors block saving. The rest is advice: by the usual measures of captioning (reading speed, lines,
duration), about captions that overlap or end too early or too late, and about what sounds like speech but has no
caption (WCAG 1.2.2).
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, islice
from operator import itemgetter

from accounts.sentences import counted
from courses.models import TextTrack, Video
from video.services.cue_reader import read_cues
from video.services.cues import Cue, clock

TOLERANCE = 0.25
"""Seconds by which a cue may outlast the video: encoders round the last frame."""
FASTEST = 20
"""Characters per second that most people can still read."""
LONGEST_LINE, MOST_LINES = 42, 2
SHORTEST, LONGEST = 0.7, 8.0
"""Seconds for which a caption should be shown."""
SILENCE = 2.0
"""Seconds of speech without a caption that are worth reporting."""
SHARE_AT_THE_END, MOST_AT_THE_END, LEAST_AT_THE_END = 0.1, 60.0, 10.0
"""Captions end early where more than a tenth of the recording follows, or a minute, and ten seconds at least."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A finding about one line (from 1). If `blocks`, the track cannot be saved with it.

    `second` is where to look in the video. `place` names the caption or line; "" if it is about none.
    """

    line: int
    code: str
    message: str
    blocks: bool
    second: float = 0.0
    place: str = field(default="", compare=False)

    @property
    def is_misfit(self) -> bool:
        """Whether it says that the captions may be those of a shorter or longer recording."""
        return self.code in {"ends_early", "after_the_end"}


def length_of(video: Video) -> float:
    """Return the seconds that a video lasts at most: whole ones are kept."""
    return video.seconds + 0.999


def check_track(
    text: str, *, kind: str, duration: float, speech: list[tuple[float, float]] | None = None
) -> list[Finding]:
    """Return all findings about WebVTT or SubRip for a video of `duration` seconds, by line.

    `speech` are the parts of the video that sound like speech, None if not analyzed yet. Codes that block: bad_time,
    no_cue, ends_before_start, out_of_order. Codes that advise: overlap, after_the_end, ends_early, too_fast,
    long_line, many_lines, too_short, too_long, unspoken_gap.
    """
    reading = read_cues(text)
    if reading.faults:
        message = "Is not a time such as 00:01:02.000 --> 00:01:04.500. Correct it by hand."
        return [
            Finding(line, "bad_time", message, True, place=f"Line {line}")
            for line in reading.faults
        ]
    cues = reading.cues
    if not cues:
        return [Finding(1, "no_cue", "Has no caption with a time and words.", True)]
    found = [*_order(cues), *_after_the_end(cues, duration)]
    if kind == TextTrack.Kind.CAPTIONS:
        found += [finding for cue in cues for finding in _reading(cue)]
        found += (early := _ends_early(cues, duration, speech))
        told = max(cue.end for cue in cues) if early else duration
        heard = [(start, min(end, told)) for start, end in speech or [] if start < told]
        found += _unheard(cues, heard)
    return sorted(_placed(found, cues))


def _placed(found: list[Finding], cues: Sequence[Cue]) -> Iterator[Finding]:
    places = {cue.line: f"Caption {at} ({cue.clock})" for at, cue in enumerate(cues, start=1)}
    for each in found:
        yield each if each.code == "unspoken_gap" else replace(each, place=places[each.line])


def check_saved(track: TextTrack) -> list[Finding]:
    """Return all findings about a saved track, against its own recording."""
    video = track.video
    return check_track(
        track.vtt, kind=track.kind, duration=length_of(video), speech=speech_of(video)
    )


def speech_of(video: Video) -> list[tuple[float, float]] | None:
    """Return the parts of a video that sound like speech; None until it was analyzed."""
    return None if video.speech is None else [(start, end) for start, end in video.speech]


def coverage_percent(text: str, speech: list[tuple[float, float]]) -> int:
    """Return how much of the detected speech has captions, in whole percent, rounded down."""
    whole = sum(end - start for start, end in speech)
    missing = sum(end - start for start, end in _uncovered(read_cues(text).cues, speech))
    return 100 if not whole else int(100 * (whole - missing) / whole)


def _order(cues: Sequence[Cue]) -> Iterator[Finding]:
    before = Cue(0.0, 0.0, ())
    for cue in cues:
        for code, message, blocks in _misplaced(cue, before):
            yield Finding(cue.line, code, message, blocks, cue.start)
        before = cue


def _misplaced(cue: Cue, before: Cue) -> Iterator[tuple[str, str, bool]]:
    if cue.end <= cue.start:
        yield "ends_before_start", "Ends before it begins.", True
    if cue.start < before.start:
        yield "out_of_order", "Begins before the caption above it.", True
    elif cue.start < before.end:
        message = f"Overlaps the caption above it by {before.end - cue.start:.1f} seconds."
        yield "overlap", message, False


def _after_the_end(cues: Sequence[Cue], duration: float) -> Iterator[Finding]:
    late = [cue for cue in cues if cue.end > duration + TOLERANCE]
    if late:
        last = max(cue.end for cue in late)
        message = (
            f"{counted(len(late), 'caption ends', 'captions end')} after the video, which lasts"
            f" {clock(duration)}: the last at {clock(last)}. Are they of this recording?"
        )
        yield Finding(late[0].line, "after_the_end", message, False, late[0].start)


def _ends_early(
    cues: Sequence[Cue], duration: float, speech: list[tuple[float, float]] | None
) -> list[Finding]:
    """Say so where much of the recording follows on the last caption; of its speech, where that is known."""
    last = max(cues, key=lambda cue: cue.end)
    goes_on, what = duration, "the recording continues"
    missing = duration - last.end
    if speech is not None:
        rest = [(max(start, last.end), end) for start, end in speech if end > last.end]
        missing = sum(end - start for start, end in rest)
        goes_on, what = (rest[-1][1] if rest else 0.0), "what sounds like speech continues"
    if missing <= max(LEAST_AT_THE_END, min(MOST_AT_THE_END, SHARE_AT_THE_END * duration)):
        return []
    message = f"The captions end at {clock(last.end)}, but {what} until {clock(goes_on)}."
    return [Finding(last.line, "ends_early", message, False, last.end)]


def _reading(cue: Cue) -> Iterator[Finding]:
    length = cue.end - cue.start
    for code, message in _advice(cue, length):
        yield Finding(cue.line, code, message, False, cue.start)


def _advice(cue: Cue, length: float) -> Iterator[tuple[str, str]]:
    speed = len(cue.text) / length if length > 0 else 0.0
    if speed > FASTEST:
        message = f"Too fast to read: {speed:.0f} characters a second; the limit is {FASTEST}."
        yield "too_fast", f"{message} Show it longer, or shorten it."
    if 0 < length < SHORTEST:
        yield "too_short", f"Shown for only {length:.1f} seconds: join it with its neighbor."
    if length > LONGEST:
        yield "too_long", f"Shown for {length:.0f} seconds: split it where the speaker pauses."
    if len(cue.lines) > MOST_LINES:
        yield (
            "many_lines",
            f"Has {len(cue.lines)} lines: use no more than two, or it hides the picture.",
        )
    if any(len(line) > LONGEST_LINE for line in cue.lines):
        widest = max(map(len, cue.lines))
        message = f"A line of {widest} characters: break it after no more than {LONGEST_LINE}."
        yield "long_line", message


def _unheard(cues: Sequence[Cue], speech: list[tuple[float, float]]) -> Iterator[Finding]:
    begun = list(accumulate(sorted((cue.start, cue.line) for cue in cues), _lower))
    for start, end in _uncovered(cues, speech):
        if end - start >= SILENCE:
            before = bisect_right(begun, start, key=itemgetter(0))
            line = begun[before - 1][1] if before else 1
            message = f"Sounds like speech from {clock(start)} to {clock(end)}, without a caption."
            yield Finding(line, "unspoken_gap", message, False, start)


def _lower(before: tuple[float, int], cue: tuple[float, int]) -> tuple[float, int]:
    return cue[0], max(before[1], cue[1])


def _uncovered(
    cues: Sequence[Cue], speech: list[tuple[float, float]]
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


def _joined(cues: Sequence[Cue]) -> list[tuple[float, float]]:
    """Return the parts of the video that have a cue, ascending, without overlaps."""
    spans: list[tuple[float, float]] = []
    for begin, finish in sorted((cue.start, cue.end) for cue in cues if cue.start < cue.end):
        if spans and begin <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], finish))
        else:
            spans.append((begin, finish))
    return spans
