"""Captions and chapters checked against the recording they belong to."""

import itertools
import re

from webvtt.errors import MalformedCaptionError, MalformedFileError

from courses.services.loading.reading import Folder
from courses.services.transcripts import parse_vtt

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
    for cue, line in zip(cues, timings, strict=False):
        if cue.end <= cue.start:
            folder.fault(name, line, "Ends before it begins.")
        if not cue.text:
            folder.fault(name, line, "Says nothing.")
        if cue.end > duration + _TOLERANCE:
            folder.fault(name, line, f"Ends after the video ({duration:.3f} s).")
    for (before, after), line in zip(itertools.pairwise(cues), timings[1:], strict=False):
        if after.start < before.start:
            folder.fault(name, line, "Begins before the cue above it.")
        elif after.start < before.end:
            folder.fault(name, line, "Overlaps the cue above it.")
    return text
