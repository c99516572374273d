"""Reads uploaded captions: WebVTT or SubRip, in the encodings that caption editors write."""

import io
import re

import webvtt
from webvtt.errors import MalformedCaptionError, MalformedFileError

from accounts.errors import Refused
from courses.plain_text import NotText, decoded

LARGEST = 512 * 1024
"""Bytes. Captions of three hours of dense speech take four fifths of it; checking it all takes about a second."""


def track_text(data: bytes) -> str:
    """Return uploaded captions as WebVTT text, whether they come as WebVTT or as SubRip (.srt).

    WebVTT is returned unchanged, except for normalized line endings. Raises `Refused`: empty,
    too_large, not_text, not_captions.
    """
    if not data.strip():
        raise Refused("empty", "The file is empty. Choose a .vtt or .srt file with cues.")
    if len(data) > LARGEST:
        raise Refused("too_large", "The file is larger than 512 KB, so it is no caption file.")
    try:
        text = decoded(data)
    except NotText as refused:
        message = "The file is not text. Export the captions as WebVTT (.vtt) or SubRip (.srt)."
        raise Refused("not_text", message) from refused
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\n")
    if text.startswith("WEBVTT"):
        return text if text.endswith("\n") else f"{text}\n"
    return _from_subrip(text)


def _from_subrip(text: str) -> str:
    """Return SubRip as WebVTT. A block that the parser would skip is refused, never lost."""
    try:
        captions = webvtt.from_buffer(io.StringIO(text), format="srt")
    except (MalformedFileError, MalformedCaptionError) as failure:
        message = (
            "The file is neither WebVTT nor SubRip: its first lines are not those of captions."
        )
        raise Refused("not_captions", message) from failure
    timed = [at for at, line in enumerate(text.split("\n"), start=1) if "-->" in line]
    if len(captions) != len(timed):
        line = _first_unread(text, timed)
        message = f"Line {line} is not a SubRip time such as 00:01:02,000 --> 00:01:04,500."
        raise Refused("bad_time", message)
    return f"{captions.content.strip()}\n"


_TIMING = re.compile(r"\s*\d+:\d{1,2}:\d{1,2}[,.]\d+\s*-->\s*\d+:\d{1,2}:\d{1,2}[,.]\d+")


def _first_unread(text: str, timed: list[int]) -> int:
    lines = text.split("\n")
    for line in timed:
        number = lines[line - 2].strip() if line > 1 else ""
        if not _TIMING.match(lines[line - 1]) or not number.isdigit():
            return line
    return timed[0]
