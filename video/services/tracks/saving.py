"""Saves text tracks as a whole; a released course never loses its last captions."""

from django.db import transaction

from accounts.errors import Refused
from courses.models import TextTrack, Video
from video.services.cue_reader import read_cues
from video.services.cues import write_cues
from video.services.tracks.checking import check_track, length_of
from video.services.transcripts import forget_tracks


@transaction.atomic
def save_track(*, video: Video, kind: str, language: str, label: str, text: str) -> TextTrack:
    """Replace the text of this track, or add the track, as plain WebVTT. Saving the same again changes nothing.

    Learners see it within 30 seconds. Raises `Refused("faulty")` when a finding blocks.
    """
    if any(each.blocks for each in check_track(text, kind=kind, duration=length_of(video))):
        raise Refused("faulty", "Correct what is marked, then save again.")
    track, _ = TextTrack.objects.update_or_create(
        video=video,
        kind=kind,
        language=language,
        defaults={"vtt": write_cues(read_cues(text).cues), "label": label, "copied_at": None},
    )
    transaction.on_commit(forget_tracks)
    return track


@transaction.atomic
def delete_track(*, track: TextTrack) -> None:
    """Delete a track. Raises `Refused("last_captions")` if learners would be left without captions."""
    captions = TextTrack.objects.filter(video=track.video, kind=TextTrack.Kind.CAPTIONS)
    others = captions.select_for_update().exclude(pk=track.pk)
    if track.kind == TextTrack.Kind.CAPTIONS and track.video.released_at and not others:
        message = "These are the only captions of a released recording: correct them instead."
        raise Refused("last_captions", message)
    track.delete()
    transaction.on_commit(forget_tracks)
