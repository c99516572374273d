"""The poster, shown in the player before it plays: a frame of the recording, or an uploaded picture."""

from courses.models import Video
from video.services.pictures import store_poster


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
    _set(video, store_poster(content))


def _set(video: Video, name: str) -> None:
    if video.poster.name == name:
        return
    video.poster.name = name
    video.poster_sizes = (
        None  # those of the former one; the worker makes the new ones (poster_sizes)
    )
    video.save(update_fields=["poster", "poster_sizes"])
