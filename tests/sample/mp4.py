"""Reads the few facts of an MP4 file that the tests ask for, without any tool."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path


def boxes(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Name and content of each box at this level (ISO/IEC 14496-12)."""
    at = 0
    while at < len(data):
        size, name = struct.unpack(">I4s", data[at : at + 8])
        assert size >= 8, "a box that never ends: the file is not finished"
        yield name.decode("latin-1"), data[at + 8 : at + size]
        at += size


def seconds(path: Path) -> float:
    """The length that the movie header states."""
    header = dict(boxes(dict(boxes(path.read_bytes()))["moov"]))["mvhd"]
    assert header[0] == 0, "a version 0 header: 32-bit times"
    scale, length = struct.unpack(">II", header[12:20])
    return float(length / scale)


def picture_size(path: Path) -> tuple[int, int]:
    """Width and height of the widest track; a sound track has none."""
    sizes = []
    for name, track in boxes(dict(boxes(path.read_bytes()))["moov"]):
        if name == "trak":
            width, height = struct.unpack(">II", dict(boxes(track))["tkhd"][-8:])
            sizes.append((width >> 16, height >> 16))
    return max(sizes)
