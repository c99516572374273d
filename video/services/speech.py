"""Where a recording sounds like speech: enough to see which parts have no captions.

It only measures loudness: speech is some decibels louder than the room and pauses often. Where that is
wrong (music, applause), the cost is a needless hint, never a caption.
"""

import math
from collections.abc import Iterator
from pathlib import Path

import av
from av.audio.resampler import AudioResampler

FRAME = 0.25
"""Length of one measurement in seconds."""
_RATE = 8000
_ABOVE_THE_ROOM = 10.0  # decibels above the quietest tenth, which is the room …
_LEAST, _MOST = -45.0, -40.0  # … but within these: hum is not speech, and some speakers never pause
_JOIN = 1.0  # seconds; shorter pauses are part of speech
_SHORTEST = 0.5

Ranges = list[tuple[float, float]]


def speech_in(path: Path) -> Ranges:
    """Return the parts of a recording that sound like speech, in seconds, ascending and disjoint.

    Only for files that we encoded: it decodes them in this process. [] if there is no sound.
    """
    levels = list(_levels(path))
    if not levels:
        return []
    room = sorted(levels)[len(levels) // 10]
    threshold = min(max(room + _ABOVE_THE_ROOM, _LEAST), _MOST)
    return _joined([at * FRAME for at, level in enumerate(levels) if level > threshold])


def _levels(path: Path) -> Iterator[float]:
    """Yield the loudness of each frame in dBFS (decibels relative to full scale)."""
    size = int(_RATE * FRAME)
    resampler = AudioResampler(format="s16", layout="mono", rate=_RATE)
    kept = bytearray()
    with av.open(str(path)) as container:
        if not container.streams.audio:
            return
        for frame in container.decode(audio=0):
            for part in resampler.resample(frame):
                kept += bytes(part.planes[0])[: part.samples * 2]
            while len(kept) >= 2 * size:
                yield _loudness(memoryview(bytes(kept[: 2 * size])).cast("h"))
                del kept[: 2 * size]


def _loudness(samples: "memoryview[int]") -> float:
    square = sum(sample * sample for sample in samples) / len(samples)
    return 10 * math.log10(square / 2**30) if square else -100.0


def _joined(starts: list[float]) -> Ranges:
    ranges: Ranges = []
    for start in starts:
        if ranges and start - ranges[-1][1] < _JOIN:
            ranges[-1] = (ranges[-1][0], start + FRAME)
        else:
            ranges.append((start, start + FRAME))
    return [(start, end) for start, end in ranges if end - start >= _SHORTEST]
