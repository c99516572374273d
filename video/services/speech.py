"""Where a recording sounds like speech: enough to see which of it has no caption.

No recognition, only loudness: speech stands out from the room by some decibels and pauses often. What
is wrong with that (music, applause) costs a hint too many, never a caption.
"""

import math
from collections.abc import Iterator
from pathlib import Path

import av
from av.audio.resampler import AudioResampler

FRAME = 0.25
"""Seconds of one measurement."""
_RATE = 8000
_ABOVE_THE_ROOM = 10.0  # decibels over the quietest tenth, which is the room …
_LEAST, _MOST = -45.0, -40.0  # … within these: hum is no speech, and a speaker need not pause
_JOIN = 1.0  # pauses shorter than this are part of speaking
_SHORTEST = 0.5

Ranges = list[tuple[float, float]]


def speech_in(path: Path) -> Ranges:
    """Return the parts of a recording that sound like speech, in seconds, ascending, apart.

    For files of our own making: it decodes them in this process. [] without sound.
    """
    levels = list(_levels(path))
    if not levels:
        return []
    room = sorted(levels)[len(levels) // 10]
    threshold = min(max(room + _ABOVE_THE_ROOM, _LEAST), _MOST)
    return _joined([at * FRAME for at, level in enumerate(levels) if level > threshold])


def _levels(path: Path) -> Iterator[float]:
    """Yield the loudness of each frame in decibels below full scale."""
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
