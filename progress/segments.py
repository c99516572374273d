"""Sets of whole seconds as half-open pairs: the operations a beat needs before it reaches the database."""

from collections.abc import Iterable

from progress.fields import Segments

MOST_RANGES = 1000


def normalise(pairs: Iterable[tuple[int, int]], *, length: int) -> Segments:
    """Return the union of `pairs` within `[0, length)`: ascending, merged, none empty.

    The same seconds give the same result in any order, repetition or split.
    """
    merged: Segments = []
    for start, end in sorted((max(start, 0), min(end, length)) for start, end in pairs):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def count(segments: Segments) -> int:
    """Return how many seconds are in normalised `segments`."""
    return sum(end - start for start, end in segments)


def gaps(segments: Segments, *, length: int) -> Segments:
    """Return the parts of `[0, length)` that are not in normalised `segments`."""
    edges = [0, *(edge for pair in segments for edge in pair), length]
    return [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]
