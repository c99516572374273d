"""Decoding of uploaded text files, in the encodings that people's programs write."""

from dataclasses import dataclass

from accounts.cleaning import clean_prose

_MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


class NotText(Exception):
    """The bytes are not text but, for example, a spreadsheet, a picture or an archive."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file, its encoding by the name that people know, and whether that was only guessed."""

    text: str
    encoding: str
    guessed: bool


def decode(data: bytes) -> Decoded:
    """Return the text of a file, cleaned as prose. Raises `NotText`.

    It is UTF-8, UTF-16 with a byte order mark, or else Windows-1252, which accepts nearly any byte: so
    other files are recognized by their control characters.
    """
    encoding = next((name for mark, name in _MARKS.items() if data.startswith(mark)), "utf-8")
    guessed = False
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        encoding, guessed = "windows-1252", True
        text = data.decode(encoding, errors="replace")
    if any(character < " " and character not in "\n\r\t\f" for character in text):
        raise NotText
    return Decoded(clean_prose(text), encoding, guessed)


def decoded(data: bytes) -> str:
    """Return the text of a file, as `decode` does. Raises `NotText`."""
    return decode(data).text
