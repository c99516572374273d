"""Which names a certificate can print, checked as a name is entered, before it is too late."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.cleaning import clean_name
from accounts.fonts import printable_characters

NAME_LENGTH = 80
CREDENTIALS_LENGTH = 40
"""What a certificate has room for, even in capitals and without a single space."""

_NEVER = frozenset("<>@")
"""Of addresses and of markup: somebody took the wrong field."""
_UNSEEN = {"Cn", "Co", "Cs"}
_TITLES = re.compile(
    r"^(?:(?:Dr|Prof|Doctor|Professor|med|h\.? ?c)(?:\.\s*|\s+))+(?=\S)", re.IGNORECASE
)
# Two capitals and few small letters between: MD, PhD, R.N., DNP-BC, FACEP. “III” belongs to the name.
_CREDENTIAL = re.compile(
    r"(?!(?:[IVX]+|[JS]R)\.?$)(?=.*[A-Z].*[A-Z])(?!.*[a-z]{3}(?!.*D\.?$))[A-Z][A-Za-z.()/-]*"
)
_ALONE = re.compile(
    r"(?<=[^A-Z\W] )(?:(?:MD|M\.D\.|DO|D\.O\.|PhD|Ph\.D\.|RN|NP|PA-C|LPN|APRN|MPH|MBBS|PharmD|DNP|LCSW) ?)+$"
)


def check_name(value: str) -> str:
    """Return the name as it is stored and printed (`clean_name`).

    Raises `ValidationError` with one sentence that says what to do.
    """
    name = clean_name(value)
    if not name:
        raise ValidationError(_("Enter your name as on your license."), code="empty")
    # A whole name can be one letter only where letters have no capitals: 李.
    if not any(map(str.isalpha, name)) or (len(name) < 2 and unicodedata.category(name) != "Lo"):
        raise ValidationError(_("Enter your full name, in letters."), code="short")
    return _check(name, longest=NAME_LENGTH)


def check_credentials(value: str) -> str:
    """Return credentials such as “MD, MPH” as they are stored and printed; they may be empty."""
    return _check(clean_name(value), longest=CREDENTIALS_LENGTH)


def without_titles(name: str) -> tuple[str, str] | None:
    """Return name and credentials of a clean name that holds more: “Dr. Ada Brontë, MD”. None if it does not.

    A guess, to be offered and never taken: the credentials of a name without any are "".
    """
    bare = _TITLES.sub("", name, count=1)
    after: list[str] = []
    parts = [part.strip() for part in bare.split(",") if part.strip()]
    while len(parts) > 1 and _is_credentials(parts[-1]):
        after.insert(0, parts.pop())
    bare = ", ".join(parts)
    if alone := _ALONE.search(bare):
        bare, after = bare[: alone.start()].strip(), [*alone.group().split(), *after]
    return (bare, ", ".join(after)) if bare and (after or len(bare) < len(name)) else None


def _is_credentials(text: str) -> bool:
    return all(map(_CREDENTIAL.fullmatch, text.split()))


def _check(text: str, *, longest: int) -> str:
    if len(text) > longest:
        raise ValidationError(
            _("A certificate has room for %(most)d characters; this has %(number)d. Shorten it."),
            code="long",
            params={"most": longest, "number": len(text)},
        )
    for index, character in enumerate(text):
        if character in _NEVER:
            raise ValidationError(
                _("A name cannot have “%(letter)s”. Enter it as on your license."),
                code="sign",
                params={"letter": character},
            )
        if unicodedata.category(character) in _UNSEEN:
            raise ValidationError(
                _(
                    "There is an invisible character (U+%(code)04X) after “%(before)s”. "
                    "Delete it, or type this again by hand."
                ),
                code="invisible",
                params={"code": ord(character), "before": text[:index]},
            )
        if ord(character) not in printable_characters():
            raise ValidationError(
                _(
                    "A certificate cannot print “%(letter)s”. Leave it out, or type your name in Latin "
                    "letters as on your license."
                ),
                code="unprintable",
                params={"letter": character},
            )
    return text
