"""Captions, chapters and descriptions as staff write them: read, checked line by line, saved."""

from video.services.tracks.checking import (
    Finding,
    check_saved,
    check_track,
    coverage_percent,
    length_of,
    speech_of,
)
from video.services.tracks.copies import copied_from
from video.services.tracks.editing import Edited, edited
from video.services.tracks.reading import LARGEST, read_file
from video.services.tracks.saving import delete_track, save_track

__all__ = [
    "LARGEST",
    "Edited",
    "Finding",
    "check_saved",
    "check_track",
    "copied_from",
    "coverage_percent",
    "delete_track",
    "edited",
    "length_of",
    "read_file",
    "save_track",
    "speech_of",
]
