"""Captions and chapters checked against the recording they belong to."""

import re
from collections.abc import Iterator

from webvtt.errors import MalformedCaptionError, MalformedFileError

from courses.services.loading.reading import Folder
from courses.services.transcripts import Cue, parse_vtt

_TIMING = re.compile(
    r"\s*(?:\d{2,}:)?\d{2}:\d{2}\.\d{3}[ \t]+-->[ \t]+(?:\d{2,}:)?\d{2}:\d{2}\.\d{3}(?=\s|$)"
)
_TOLERANCE = 0.25
"""Seconds by which a cue may outlast the video: encoders round the last frame."""


def read_track(folder: Folder, name: str, *, duration: float) -> str:
    """Return a WebVTT file's text. Cues must be in order, apart, of some length, inside the video."""
    text = folder.text(name)
    timings = [at for at, line in enumerate(text.splitlines(), start=1) if "-->" in line]
    for line in timings:
        if not _TIMING.match(text.splitlines()[line - 1]):
            folder.fault(name, line, "Is not a WebVTT time such as 00:01:02.000 --> 00:01:04.500.")
            return text
    try:
        cues = parse_vtt(text)
    except (MalformedFileError, MalformedCaptionError) as failure:
        if text:
            folder.fault(name, 1, f"Is not WebVTT: {failure}")
        return text
    if not cues:
        folder.fault(name, 1, "Has no cue.")
    for line, message in _misplaced(cues, timings, duration):
        folder.fault(name, line, message)
    return text


def _misplaced(
    cues: tuple[Cue, ...], timings: list[int], duration: float
) -> Iterator[tuple[int, str]]:
    before = Cue(0.0, 0.0, "")
    for cue, line in zip(cues, timings, strict=False):
        if cue.end <= cue.start:
            yield line, "Ends before it begins."
        if not cue.text:
            yield line, "Says nothing."
        if cue.end > duration + _TOLERANCE:
            yield line, f"Ends after the video ({duration:.3f} s)."
        if cue.start < before.start:
            yield line, "Begins before the cue above it."
        elif cue.start < before.end:
            yield line, "Overlaps the cue above it."
        before = cue
