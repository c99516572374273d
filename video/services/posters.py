"""The poster, shown in the player before it plays: a frame of the recording, or an uploaded picture."""

import tempfile
from pathlib import Path

from accounts.errors import Refused
from courses.models import Video
from video.services import ladder, sandbox, storing
from video.services.programs import ffmpeg

MOST_BYTES = 10 * 10**6
_DEMUXERS = {b"\x89PNG": "png_pipe", b"\xff\xd8\xff": "jpeg_pipe", b"RIFF": "webp_pipe"}


def choose_frame(*, video: Video, name: str) -> bool:
    """Use one of the frames made from the recording; False if `name` is none of them."""
    preparation = getattr(video, "preparation", None)
    if preparation is None or name not in preparation.frames:
        return False
    _set(video, name)
    return True


def set_poster(*, video: Video, content: bytes) -> None:
    """Use an uploaded picture, re-encoded as WebP: the uploaded bytes are never served.

    Raises `Refused`.
    """
    demuxer = demuxer_of(content)
    if demuxer is None:
        raise Refused("not_a_picture", "Choose a picture as PNG, JPEG or WebP.")
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in"), Path(folder, "out.webp")
        source.write_bytes(content)
        try:
            ladder.picture(source, demuxer, target, ffmpeg=ffmpeg())
        except (sandbox.ProgramFailed, sandbox.TookTooLong) as failure:
            raise Refused(
                "not_a_picture", "This picture is damaged or too large. Save it anew."
            ) from failure
        name = storing.store(f"poster/{storing.sha256_of(target)[:32]}.webp", target)
    _set(video, name)


def demuxer_of(content: bytes) -> str | None:
    """Return which of ffmpeg's readers opens this picture; None for what is no PNG, JPEG or WebP."""
    return next((name for mark, name in _DEMUXERS.items() if content.startswith(mark)), None)


def _set(video: Video, name: str) -> None:
    if video.poster.name == name:
        return
    video.poster.name = name
    video.poster_sizes = (
        None  # those of the former one; the worker makes the new ones (poster_sizes)
    )
    video.save(update_fields=["poster", "poster_sizes"])
