"""What people type or paste, cleaned before it is compared or stored: as a key, as a name, or as prose.

Text comes out of mails, spreadsheets and word processors with characters that nobody sees, and one that is
seen can be written in several ways. Each of the three ways is idempotent: clean text comes out as it went in.
"""

import re
import unicodedata
from functools import cache
from typing import Literal

LONGEST = 4_000
"""How many characters of a key or a name are read."""
JOINERS = "\u200c\u200d"
"""Persian, Hindi and related scripts join and separate letters with these; elsewhere they are invisible."""

# Unicode classifies these as letters, marks and symbols, yet nobody can see them.
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | frozenset(
    map(chr, [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])
)
_JOINERS_IN_A_ROW = re.compile(f"([{JOINERS}])[{JOINERS}]+")
_MINUS = "\u2212"
# Letters that no normalization takes apart, then those of Cyrillic and Greek that look like Latin ones.
_AS_LATIN = str.maketrans(
    dict(zip("łŁøØđĐðÐħĦŧŦıĿŀ", "lLoOdDdDhHtTiLl", strict=True))
    | {"ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "þ": "th", "Þ": "TH"}
    | dict(zip("аеорсухіјѕһԁԛԝАВЕКМНОРСТУХІЈЅ", "aeopcyxijshdqwABEKMHOPCTYXIJS", strict=True))
    | dict(zip("οαινυρΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "oaivupABEZHIKMNOPTYX", strict=True))
)
# Never meant by who writes a sentence: marks of a file's encoding, and orders to show text backwards.
_NEVER_PROSE = dict.fromkeys(map(ord, "\0\ufeff\u200b\u202d\u202e"))


def clean_key(text: str) -> str:
    """Return text that is compared, such as a code, an address or a search: NFKC, and nothing invisible.

    Every dash is a hyphen, and every blank or line break one space; none is left at the ends. Nothing beyond
    the first `LONGEST` characters is read: no key is as long, nor the mail that one is pasted with.
    """
    seen = "".join(part for part in text[:LONGEST] if not _is_invisible(part))
    return _fold(_normalized("NFKC", seen))


def clean_name(text: str) -> str:
    """Return a name or credentials as they are stored and printed: NFC, and nothing invisible.

    Blanks, dashes and length as in `clean_key`. One joiner stays between letters of a script that needs it.
    """
    text = _JOINERS_IN_A_ROW.sub(r"\1", text[:LONGEST])
    seen = "".join(part for part in text if part in JOINERS or not _is_invisible(part))
    kept = "".join(
        part for place, part in enumerate(seen) if part not in JOINERS or _joins(seen, place)
    )
    return _fold(_normalized("NFC", kept))


def clean_prose(text: str) -> str:
    """Return a sentence or a statement: NFC, lines end in LF; no NUL, BOM, zero-width space, order to turn text."""
    # Never NFKC, which would make “™” into “TM”; dashes and blanks stay.
    text = text.translate(_NEVER_PROSE).replace("\r\n", "\n").replace("\r", "\n")
    return _normalized("NFC", text)


def latin_letters(text: str) -> str:
    """Return the text as it is compared where a letter must not hide in another: no accents, no look-alikes.

    “Łukasz” is “Lukasz”, and a Cyrillic “С” a Latin “C”: what merely looks alike counts as the same.
    """
    if text.isascii():
        return text
    parts = _few_marks(unicodedata.normalize("NFD", text))
    bare = "".join(part for part in parts if not unicodedata.combining(part))
    return unicodedata.normalize("NFC", bare.translate(_AS_LATIN))


def says_something(text: str) -> bool:
    """Say whether a reason or a proof holds at least one letter or digit: dots and blanks say nothing."""
    seen = (part for part in text if not _is_invisible(part))
    return any(unicodedata.category(part)[0] in "LN" for part in seen)


def _normalized(form: Literal["NFC", "NFKC"], text: str) -> str:
    """Return the text in this normalization form, in time proportional to its length.

    Marks upon one letter are sorted, in time that grows with the square of their number. 30 are as many as
    Unicode reckons with (UAX 15, stream-safe text); the rest is dropped.
    """
    if text.isascii():
        return text
    # Again: what is one mark may be written as two.
    return _few_marks(unicodedata.normalize(form, _few_marks(text)))


def _few_marks(text: str) -> str:
    # Which characters there are is seen thirty times sooner than whether they stand in a row.
    if _marks().isdisjoint(text):
        return text
    return _too_many_marks().sub(r"\1", text)


@cache
def _marks() -> frozenset[str]:
    points = map(chr, range(0x300, 0x20000))
    return frozenset(point for point in points if unicodedata.combining(point))


@cache
def _too_many_marks() -> re.Pattern[str]:
    marks = "".join(sorted(_marks()))
    return re.compile(f"([{marks}]{{30}})[{marks}]+")


def _fold(text: str) -> str:
    return " ".join("".join(map(_folded, text)).split())


def _folded(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Pd" or character == _MINUS:
        return "-"
    return " " if category in {"Cc", "Zs", "Zl", "Zp"} else character


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) == "Cf" or character in _BLANKS


def _joins(text: str, place: int) -> bool:
    """Say whether a joiner stands between two letters of a script that could need it."""
    around = text[place - 1 : place] + text[place + 1 : place + 2]
    return len(around) == 2 and all(map(_may_be_joined, around))


def _may_be_joined(character: str) -> bool:
    # From Arabic's first letter to the last of the scripts of South and Southeast Asia.
    return "\u0620" <= character < "\u1c00" and unicodedata.category(character)[0] in "LM"
