"""Captions and chapters checked against the recording they belong to."""

from authoring.services.loading.reading import Folder
from video.services.tracks import check_track, edited


def read_track(folder: Folder, name: str, *, duration: float) -> str:
    """Return WebVTT or SubRip as plain WebVTT. Cues must be in order, not overlap, and end within the video."""
    text = folder.text(name)
    if not text:
        return ""
    for finding in check_track(text, kind="", duration=duration):
        folder.error(name, finding.message, line=finding.line)
    return edited(text).text
