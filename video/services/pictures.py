"""Pictures that staff upload: drawn anew, so that no byte of theirs is ever served, and stored by their content."""

import tempfile
from pathlib import Path
from typing import Any

from accounts.errors import Refused
from video.services import ladder, sandbox, storing
from video.services.programs import ffmpeg

MOST_BYTES = 10 * 10**6
MARK_WIDTH, MARK_HEIGHT = 480, 160
"""The most pixels of a logo or signature: 300 to the inch where a certificate prints it."""
MOST_OF_MARK = 100_000
"""The most bytes of one: every page may show it."""
_DEMUXERS = {b"\x89PNG": "png_pipe", b"\xff\xd8\xff": "jpeg_pipe", b"RIFF": "webp_pipe"}
_BOX = f"scale='min({MARK_WIDTH},iw)':'min({MARK_HEIGHT},ih)':force_original_aspect_ratio=decrease"
_PNG = ("-pix_fmt", "rgba", "-c:v", "png", "-pred", "mixed", "-f", "image2pipe")


def store_poster(content: bytes) -> str:
    """Store a picture as WebP, and return its name. Raises `Refused`: not_a_picture."""
    return _store(content, "poster", ".webp")


def store_mark(content: bytes, *, folder: str) -> str:
    """Store a logo or signature in `folder` as a small PNG, which browsers and certificates draw; return its name.

    Raises `Refused`: not_a_picture, too_detailed.
    """
    return _store(content, folder, ".png", most=MOST_OF_MARK, fitted=_BOX, encoder=_PNG)


def mark_refusal(content: bytes) -> str:
    """Say what keeps a file from being stored as a logo or signature as it is; "" if nothing does."""
    width, height = (int.from_bytes(content[at : at + 4]) for at in (16, 20))
    if content[:8] != b"\x89PNG\r\n\x1a\n" or content[12:16] != b"IHDR":
        return "Must be a PNG."
    if not (1 <= width <= MARK_WIDTH and 1 <= height <= MARK_HEIGHT):
        return f"Must have no more than {MARK_WIDTH} by {MARK_HEIGHT} pixels."
    return (
        "" if len(content) <= MOST_OF_MARK else f"Must have no more than {MOST_OF_MARK // 1000} kB."
    )


def demuxer_of(content: bytes) -> str | None:
    """Return which of ffmpeg's readers opens this picture; None for what is no PNG, JPEG or WebP."""
    return next((name for mark, name in _DEMUXERS.items() if content.startswith(mark)), None)


def _store(
    content: bytes, folder: str, suffix: str, *, most: int = 64 * 10**6, **drawing: Any
) -> str:
    demuxer = demuxer_of(content)
    if demuxer is None:
        raise Refused("not_a_picture", "Choose a picture as PNG, JPEG or WebP.")
    with tempfile.TemporaryDirectory() as place:
        source, target = Path(place, "in"), Path(place, f"out{suffix}")
        source.write_bytes(content)
        try:
            ladder.picture(source, demuxer, target, ffmpeg=ffmpeg(), **drawing)
        except (sandbox.ProgramFailed, sandbox.TookTooLong) as failure:
            raise Refused(
                "not_a_picture", "This picture is damaged or too large. Save it again."
            ) from failure
        if target.stat().st_size > most:
            raise Refused(
                "too_detailed", "A logo or signature has few colors. Choose a simpler picture."
            )
        return storing.store(f"{folder}/{storing.sha256_of(target)[:32]}{suffix}", target)
