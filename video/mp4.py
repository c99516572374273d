"""What an MP4 file says about itself: duration, picture size, codecs, and where its index is."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO


class NotPlayable(Exception):
    """The file is not an MP4 that every browser can start playing at once; the text says why."""


@dataclass(frozen=True, slots=True)
class Mp4:
    """Facts about a recording. `duration` is exact, in seconds; `width` and `height` are the picture's."""

    duration: float
    width: int
    height: int
    codecs: frozenset[str]
    index_first: bool


@dataclass(frozen=True, slots=True)
class _Box:
    kind: str
    start: int
    end: int


def read_mp4(path: Path) -> Mp4:
    """Return the facts of an MP4 file (ISO/IEC 14496-12). Raises `NotPlayable`."""
    with path.open("rb") as file:
        try:
            return _facts(file, path.stat().st_size)
        except (struct.error, StopIteration, ZeroDivisionError, UnicodeDecodeError) as failure:
            raise NotPlayable("Is not a complete MP4 file.") from failure


def _facts(file: BinaryIO, size: int) -> Mp4:
    top = list(_boxes(file, _Box("file", 0, size)))
    kinds = [box.kind for box in top]
    if kinds[:1] != ["ftyp"] or not {"moov", "mdat"} <= set(kinds):
        raise NotPlayable("Is not a complete MP4 file.")
    moov = top[kinds.index("moov")]
    sizes, codecs = [(0, 0)], set()
    for track in _children(file, moov, "trak"):
        sizes.append(_picture(file, next(_children(file, track, "tkhd"))))
        codecs.add(_codec(file, track))
    width, height = max(sizes)
    return Mp4(
        duration=_duration(file, next(_children(file, moov, "mvhd"))),
        width=width,
        height=height,
        codecs=frozenset(codecs),
        index_first=kinds.index("moov") < kinds.index("mdat"),
    )


def _boxes(file: BinaryIO, parent: _Box) -> Iterator[_Box]:
    at = parent.start
    while at + 8 <= parent.end:
        file.seek(at)
        size, kind = struct.unpack(">I4s", file.read(8))
        header = 8
        if size == 1:
            size, header = struct.unpack(">Q", file.read(8))[0], 16
        end = parent.end if size == 0 else at + size
        if not at + header <= end <= parent.end:
            raise NotPlayable("Is not a complete MP4 file.")
        yield _Box(kind.decode("latin-1"), at + header, end)
        at = end


def _children(file: BinaryIO, parent: _Box, *path: str) -> Iterator[_Box]:
    for box in list(_boxes(file, parent)):
        if box.kind == path[0]:
            yield from _children(file, box, *path[1:]) if path[1:] else [box]


def _read(file: BinaryIO, layout: str, at: int) -> tuple[int, ...]:
    file.seek(at)
    return struct.unpack(layout, file.read(struct.calcsize(layout)))


def _duration(file: BinaryIO, mvhd: _Box) -> float:
    (version,) = _read(file, ">B", mvhd.start)
    layout, skip = (">IQ", 20) if version == 1 else (">II", 12)
    scale, units = _read(file, layout, mvhd.start + skip)
    return units / scale


def _picture(file: BinaryIO, tkhd: _Box) -> tuple[int, int]:
    """Return width and height: the last eight bytes, in 16.16 fixed point; zero for sound."""
    width, height = _read(file, ">II", tkhd.end - 8)
    return width >> 16, height >> 16


def _codec(file: BinaryIO, track: _Box) -> str:
    description = next(_children(file, track, "mdia", "minf", "stbl", "stsd"))
    file.seek(description.start + 12)
    return file.read(4).decode("ascii")
