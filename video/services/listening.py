"""Speech detection, done once per recording, so that captions can be checked against it."""

import tempfile
from pathlib import Path
from shutil import copyfileobj

from django.core.files.storage import FileSystemStorage, default_storage

from courses.models import Video
from video.services.speech import speech_in


def listen_to(*, video_id: int) -> bool:
    """Save which parts of a recording sound like speech; False if it is gone or was analyzed before."""
    video = Video.objects.filter(pk=video_id, speech__isnull=True).first()
    if video is None:
        return False
    heard = [[round(start, 2), round(end, 2)] for start, end in _heard(str(video.file.name))]
    return bool(Video.objects.filter(pk=video_id, speech__isnull=True).update(speech=heard))


def _heard(name: str) -> list[tuple[float, float]]:
    if isinstance(default_storage, FileSystemStorage):
        return speech_in(Path(default_storage.path(name)))
    with tempfile.NamedTemporaryFile(suffix=Path(name).suffix) as local:
        with default_storage.open(name) as remote:
            copyfileobj(remote, local)
        local.flush()
        return speech_in(Path(local.name))
