"""Captions, chapters and descriptions as staff write them: read, checked line by line, saved."""

from video.services.tracks.checking import Finding, check_track
from video.services.tracks.reading import LARGEST, track_text
from video.services.tracks.saving import delete_track, save_track

__all__ = ["LARGEST", "Finding", "check_track", "delete_track", "save_track", "track_text"]
