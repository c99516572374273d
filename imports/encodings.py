"""Decoding of uploaded text files, in the encodings that people's programs write."""

import re
from dataclasses import dataclass

from charset_normalizer import CharsetMatch, from_bytes

from accounts.cleaning import clean_prose

_WIDE_MARKS = (
    # UTF-32 first: its mark begins with that of UTF-16.
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CODE_PAGES = (
    "cp1252", "mac_roman", "cp1250", "cp1251", "cp1253", "cp1254", "cp850",
    "cp932", "gb18030", "big5", "cp949",
)  # fmt: skip
"""What spreadsheets and editors write by default, in one country or another. The many others only compete."""
_SAMPLE = 32 * 1024
_ODD = re.compile(rb"[\x80-\xff]")
_UNDEFINED_IN_1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_STRAY_BYTES = re.compile("[\udc80-\udcff]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_MOST_CONTROLS = 0.002
"""Share of the characters. Text has one that slipped in at most; pictures, archives and PDFs have one in ten."""


class NotText(Exception):
    """The bytes are not text but, for example, a spreadsheet, a picture or an archive."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file, and how it was read.

    `guessed`: neither a mark nor the bytes themselves say which encoding it is, and letters past ASCII may
    be wrong. `encoding` is a name that people know, such as “utf-8” or “windows-1252”.
    """

    text: str
    encoding: str
    guessed: bool


def decode(data: bytes) -> Decoded:
    """Return the text of a file: cleaned as prose, every line ended by a newline alone. Raises `NotText`.

    No line is lost: numbers of lines are those that an editor shows. Bytes that mean nothing in the
    encoding become “�”, so that the loss is seen.
    """
    text, encoding, guessed = _decoded(data)
    text = _with_newlines(text.rstrip("\x1a"))  # programs of the DOS kind end a file with it
    return Decoded(clean_prose(_without_controls(text)), encoding, guessed)


def _decoded(data: bytes) -> tuple[str, str, bool]:
    for mark, encoding in _WIDE_MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), encoding, False
    if encoding := _wide(data):
        return data.decode(encoding, errors="replace"), "utf-16", False
    text = data.decode("utf-8", errors="surrogateescape")
    stray = sum(len(found[0]) for found in _STRAY_BYTES.finditer(text))
    if not stray:
        return text, "utf-8", False
    # A file put together from two: what is UTF-8 is never so by chance, and the rest stands beside it.
    past_ascii = sum(map(len, re.findall("[^\x00-\x7f]+", text))) - stray
    if data.startswith(b"\xef\xbb\xbf") or past_ascii > 3 * stray:
        return _STRAY_BYTES.sub(_from_1252, text), "utf-8", False
    name = _code_page(data)
    named = "windows-" + name[2:] if name.startswith("cp125") else name.replace("_", "-")
    return data.decode(name, errors="replace"), named, True


def _wide(data: bytes) -> str:
    """Return the byte order of UTF-16 without its mark, or "": of most letters, one byte is zero."""
    head = data[: _SAMPLE // 2 * 2]
    even, odd = head[::2].count(0), head[1::2].count(0)
    half = len(head) / 2
    if odd > 0.2 * half and even <= 0.01 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.2 * half and odd <= 0.01 * half else ""


def _from_1252(stray: re.Match[str]) -> str:
    """Return stray bytes amid UTF-8 as Windows-1252, or “�” where the file ends within a character."""
    if stray.end() == len(stray.string) and "\udcc2" <= stray[0][0] <= "\udcf4":
        return "\ufffd"
    return stray[0].encode("ascii", "surrogateescape").decode("cp1252", errors="replace")


def _code_page(data: bytes) -> str:
    """Return the likeliest encoding with one or two bytes a character: Windows-1252 unless it makes no words."""
    sample = _sample(data)
    undefined, past_ascii = len(_UNDEFINED_IN_1252.findall(sample)), len(_ODD.findall(sample))
    # A few bytes that Windows-1252 does not define, as other programs leave them: judged without.
    few = 0 < undefined * 10 <= past_ascii
    if few and any(map(_is_1252, _matches(_UNDEFINED_IN_1252.sub(b" ", sample)))):
        return "cp1252"
    found = _matches(sample)
    if b"\r" in data and b"\n" not in data and any(one.encoding == "mac_roman" for one in found):
        return "mac_roman"  # nothing else ends its lines so
    best = found[0].chaos + 0.05 if found else 0
    if not found or any(_is_1252(one) and one.chaos <= best for one in found):
        return "cp1252"
    return found[0].encoding


def _sample(data: bytes) -> bytes:
    """Return what stands around the first letters past ASCII: the rest says nothing."""
    sample, at = bytearray(), 0
    while len(sample) < _SAMPLE and (found := _ODD.search(data, at)):
        at, begin = found.start() + 100, max(at, found.start() - 100)
        sample += data[begin:at] + b"\n"
    return bytes(sample)


def _matches(sample: bytes) -> list[CharsetMatch]:
    return list(from_bytes(sample, cp_isolation=list(_CODE_PAGES), enable_fallback=False))


def _is_1252(found: CharsetMatch) -> bool:
    return "cp1252" in found.could_be_from_charset


def _with_newlines(text: str) -> str:
    # Written through a text mode that turned CRLF into CRCRLF: each is one end of a line.
    if "\r\r\n" in text and text.count("\r\r\n") == text.count("\n"):
        text = text.replace("\r\r\n", "\n")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _without_controls(text: str) -> str:
    """Return text without the few control characters that slip in, or raise `NotText`."""
    found = len(_CONTROLS.findall(text))
    if not found:
        return text
    if "\x00" in text or found > max(1, _MOST_CONTROLS * len(text)):
        raise NotText
    # What word processors write for a line break within a paragraph.
    kept = _CONTROLS.sub("", text.replace("\x0b", " "))
    if not kept.strip():
        raise NotText  # nothing but control characters
    return kept
