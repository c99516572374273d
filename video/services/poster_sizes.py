"""The poster in several widths, so that a phone fetches a small one; made after whoever chose it was answered."""

import tempfile
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage

from courses.models import Video
from video.services import ladder, sandbox, storing
from video.services.pictures import MOST_BYTES, demuxer_of
from video.services.programs import ffmpeg

WIDTHS = (480, 800, ladder.MOST_WIDE)
"""A phone held upright, a phone with a sharp screen or a card on a desk, and the widest that is kept."""
_MOST_AT_ONCE = 50


def size_posters() -> int:
    """Make the widths of each poster that has none yet, old or new; return of how many. Safe to run again.

    A file that is missing, or is no picture, gets none, and its page shows it as it is.
    """
    waiting = Video.objects.filter(poster_sizes__isnull=True).exclude(poster="")
    made = 0
    for video in waiting.order_by("pk")[:_MOST_AT_ONCE]:
        name = str(video.poster.name)
        sizes = _sizes_of(name)
        # Whoever chose another poster meanwhile gets the sizes of that one, with the next run.
        made += Video.objects.filter(pk=video.pk, poster=name).update(poster_sizes=sizes)
    return made


def _sizes_of(name: str) -> list[dict[str, Any]]:
    try:
        with default_storage.open(name) as file:
            content = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        return []
    demuxer = demuxer_of(content)
    if demuxer is None or len(content) > MOST_BYTES:
        return []
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "in")
        source.write_bytes(content)
        try:
            return _make(source, demuxer)
        except (sandbox.ProgramFailed, sandbox.TookTooLong):
            return []


def _make(source: Path, demuxer: str) -> list[dict[str, Any]]:
    """Return what was stored, narrowest first: fewer than all widths for a picture narrower than them."""
    sizes: list[dict[str, Any]] = []
    for most in WIDTHS:
        target = source.with_name(f"{most}.webp")
        ladder.picture(source, demuxer, target, ffmpeg=ffmpeg(), fitted=ladder.fit(most))
        width, height = _shape(target.read_bytes())
        if sizes and sizes[-1]["width"] == width:
            break
        name = storing.store(f"poster/{storing.sha256_of(target)[:32]}.webp", target)
        sizes.append({"name": name, "width": width, "height": height})
    return sizes


def _shape(webp: bytes) -> tuple[int, int]:
    """Width and height of a lossy WebP with one plain frame, as ours are (RFC 9649, 2.5; RFC 6386, 9.1)."""
    width, height = (int.from_bytes(webp[at : at + 2], "little") & 0x3FFF for at in (26, 28))
    return width, height
