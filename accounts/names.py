"""Which names a certificate can print, checked as a name is entered, before it is too late."""

import unicodedata

from django.core.exceptions import ValidationError

from accounts.fonts import printable_characters

NAME_LENGTH = 80
CREDENTIALS_LENGTH = 40

# Persian, Hindi and related scripts join and separate letters with these; elsewhere they are just invisible.
_JOINERS = "\u200c\u200d"
# Unicode classifies these as letters and marks, yet nobody can see them.
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | frozenset(
    map(chr, [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])
)
_UNSEEN = {"Cc", "Cf", "Cn", "Co", "Cs"}


def check_name(value: str) -> str:
    """Return the name as it is stored and printed: NFC, single spaces.

    Raises `ValidationError` with one sentence that says what to do.
    """
    name = _tidy(value)
    if not name:
        raise ValidationError("Enter your name as it stands on your licence.", code="empty")
    if len(name) < 2 or not any(map(str.isalpha, name)):
        raise ValidationError("Enter your full name, in letters.", code="short")
    return _check(name, longest=NAME_LENGTH)


def check_credentials(value: str) -> str:
    """Return credentials such as “MD, MPH” as they are stored and printed; they may be empty."""
    return _check(_tidy(value), longest=CREDENTIALS_LENGTH)


def _tidy(value: str) -> str:
    return unicodedata.normalize("NFC", " ".join(value.split()))


def _check(text: str, *, longest: int) -> str:
    if len(text) > longest:
        raise ValidationError(
            f"A certificate has room for {longest} characters; this has {len(text)}. "
            "Please shorten it.",
            code="long",
        )
    for index, character in enumerate(text):
        if _is_unseen(text, index):
            raise ValidationError(
                f"There is an invisible character (U+{ord(character):04X}) after "
                f"“{text[:index]}”. Please delete it, or type this again by hand.",
                code="invisible",
            )
        if ord(character) not in printable_characters():
            raise ValidationError(
                f"A certificate cannot print “{character}”. Please leave it out, or type your "
                "name in Latin letters as on your licence.",
                code="unprintable",
            )
    return text


def _is_unseen(text: str, index: int) -> bool:
    character = text[index]
    if character in _JOINERS:
        around = text[index - 1 : index] + text[index + 1 : index + 2]
        # Every script that needs a joiner comes at or after Arabic's first letter in Unicode.
        return len(around) < 2 or not all(part >= "\u0620" for part in around)
    return character in _BLANKS or unicodedata.category(character) in _UNSEEN
