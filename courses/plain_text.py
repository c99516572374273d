"""Decoding of uploaded text files, in the encodings that people's programs write."""

from accounts.cleaning import clean_prose

_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


class NotText(Exception):
    """The bytes are not text but, for example, a spreadsheet, a picture or an archive."""


def decoded(data: bytes) -> str:
    """Return the text of a file, cleaned as prose. Raises `NotText`.

    It is UTF-8, UTF-16 with a byte order mark, or else Windows-1252, which accepts nearly any byte: so
    other files are recognized by their control characters.
    """
    encoding = next((name for mark, name in _MARKS.items() if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if any(character < " " and character not in "\n\r\t\f" for character in text):
        raise NotText
    return clean_prose(text)
