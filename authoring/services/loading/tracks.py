"""Captions and chapters checked against the recording they belong to."""

from authoring.services.loading.reading import Folder
from video.services.tracks.checking import check_track


def read_track(folder: Folder, name: str, *, duration: float) -> str:
    """Return a WebVTT file's text. Cues must be in order, not overlap, not be empty, and end within the video."""
    text = folder.text(name)
    if text:
        for finding in check_track(text, kind="", duration=duration):
            folder.error(name, finding.message, line=finding.line)
    return text
