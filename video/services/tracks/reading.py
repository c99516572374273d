"""Reads uploaded captions as text, in the encodings that caption editors write."""

import re

from accounts.errors import Refused
from imports.encodings import Decoded, NotText, decode

LARGEST = 2_000_000
"""Bytes. Three hours of dense speech take a fifth of it; styles and positions for each word fill the rest."""

_ARROW = re.compile(r"-->|[0-9:.,]+ ?(?:->|→|[–—] ?>)")


def read_file(data: bytes) -> Decoded:
    """Return the text of a file that has at least one thing like a caption's time.

    Raises `Refused`: empty, too_large, not_text, not_captions.
    """
    if not data.strip():
        raise Refused("empty", "The file is empty. Choose a .vtt or .srt file with captions.")
    if len(data) > LARGEST:
        raise _too_large()
    try:
        file = decode(data)
    except NotText as refused:
        message = "The file is not text. Export the captions as WebVTT (.vtt) or SubRip (.srt)."
        raise Refused("not_text", message) from refused
    if len(file.text.encode()) > LARGEST:  # UTF-16 has fewer bytes in some scripts
        raise _too_large()
    if not _ARROW.search(file.text):
        message = "No caption was found: a caption begins with its times, as 00:01:02,000 --> 00:01:04,500."
        raise Refused("not_captions", message)
    return file


def _too_large() -> Refused:
    return Refused("too_large", "The file is larger than 2 MB, so it is not a caption file.")
