"""Shared by the readers of question files: a question found, an error with its line, decoding."""

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from accounts.cleaning import clean_prose
from accounts.errors import Refused
from courses.services.question_content import QuestionContent

MOST_BYTES = 512 * 1024
"""Read within a request: a second of processor time at the worst."""
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Found:
    """One question of a file, with the line on which it begins and notes for staff."""

    line: int
    content: QuestionContent
    notes: tuple[str, ...] = ()

    def map(self, change: Callable[[QuestionContent], QuestionContent]) -> "Found":
        return replace(self, content=change(self.content))


@dataclass(frozen=True, slots=True)
class LineError:
    """What must be fixed, and on which line (from 1)."""

    line: int
    message: str


def text_of(data: bytes) -> tuple[str, str]:
    """Return the text and a note if the encoding is a guess. Raises `Refused`: empty, too_large, not_text, encoding."""
    if not data.strip():
        raise Refused("empty", "The file is empty.")
    if len(data) > MOST_BYTES:
        raise Refused("too_large", "The file is larger than 512 KB. Split it into several.")
    text, note = _decoded(data)
    if found := _NOT_TEXT.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise Refused(
            "not_text",
            f"Line {line} holds a character that no text has (code {ord(found[0])}). Is this a text"
            " file? Save it as plain text in UTF-8.",
        )
    return clean_prose(text).replace("\r\n", "\n").replace("\r", "\n"), note


def _decoded(data: bytes) -> tuple[str, str]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _in(data, "utf-16"), ""
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        note = (
            "The file is not UTF-8; it was read as Windows-1252. Check accents, quotation marks and"
            " dashes below."
        )
        return _in(data, "windows-1252"), note


def _in(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise Refused(
            "encoding", "The file's characters cannot be read. Save it as plain text in UTF-8."
        ) from None
