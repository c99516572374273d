"""Tracks that were copied from an earlier recording and not read against their own since."""

from courses.models import TextTrack
from video.services.cues import clock


def copied_from(track: TextTrack) -> str:
    """Return a sentence that says so, with both lengths where they differ; "" if it was not copied."""
    if track.copied_at is None:
        return ""
    here = track.video
    source = (
        TextTrack.objects.filter(video__course=here.course_id, video__version__lt=here.version)
        .filter(kind=track.kind, language=track.language, vtt=track.vtt)
        .order_by("-video__version")
        .select_related("video")
        .first()
    )
    lengths = ""
    if source and source.video.seconds != here.seconds:
        lengths = f" of {clock(source.video.seconds)}, and this one lasts {clock(here.seconds)}"
    return f"{track}: copied from an earlier recording{lengths}. Check it against this one."
