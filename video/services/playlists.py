"""The master playlist: the sizes there are, with measured bit rates (RFC 8216)."""

import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from video.services.ladder import AUDIO, Rung

_PIECE = re.compile(r"#EXTINF:([\d.]+),\s*\n(\S+)")
_SOUND_CODEC = "mp4a.40.2"


class NotWhole(Exception):
    """A size has no pieces, or some of its pieces are missing."""


@dataclass(frozen=True, slots=True)
class Rendition:
    """One size as the player offers it. `playlist` is its name in the storage; bits are per second."""

    key: str
    playlist: str
    width: int
    height: int
    size: int
    peak: int
    average: int
    seconds: float
    codecs: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def measure(folder: Path, rung: Rung | None, *, sound: bool) -> Rendition:
    """Measure what was written for one size, or for the sound alone (None). Raises `NotWhole`."""
    key = rung.key if rung else AUDIO
    pieces = [
        (float(seconds), (folder / key / name).stat().st_size)
        for seconds, name in _PIECE.findall((folder / key / "index.m3u8").read_text())
        if (folder / key / name).is_file()
    ]
    seconds = sum(lasts for lasts, _ in pieces)
    if not pieces or not seconds:
        raise NotWhole(key)
    size = sum(size for _, size in pieces)
    codecs = [_picture_codec(folder / key / "init.mp4")] if rung else []
    return Rendition(
        key=key,
        playlist=f"{key}/index.m3u8",
        width=rung.width if rung else 0,
        height=rung.height if rung else 0,
        size=size,
        peak=max(int(size * 8 / max(lasts, 0.5)) for lasts, size in pieces),
        average=int(size * 8 / seconds),
        seconds=seconds,
        codecs=",".join(codecs + ([_SOUND_CODEC] if sound else [])),
    )


def master(renditions: list[Rendition]) -> str:
    """Return the master playlist; players begin with the first size in it.

    That is a middle size, so that slides can be read at once and a slow network is not overloaded.
    """
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    pictures = [each for each in renditions if each.height]
    ordered = sorted(pictures, key=lambda each: abs(min(each.width, each.height) - 720))
    for each in [*ordered, *(each for each in renditions if not each.height)]:
        facts = [f"BANDWIDTH={each.peak}", f"AVERAGE-BANDWIDTH={each.average}"]
        facts.append(f'CODECS="{each.codecs}"')
        if each.height:
            facts.append(f"RESOLUTION={each.width}x{each.height}")
        lines += [f"#EXT-X-STREAM-INF:{','.join(facts)}", each.playlist]
    return "\n".join(lines) + "\n"


def _picture_codec(init: Path) -> str:
    """Return a codec string such as “avc1.640028”: profile and level are in the box `avcC`."""
    data = init.read_bytes()
    at = data.find(b"avcC")
    if at < 0:
        raise NotWhole(init.parent.name)
    return f"avc1.{data[at + 5 : at + 8].hex()}"
