"""Identifiers issued by others: how each is normalized, and which errors can be found without the issuer."""

import calendar
import re
from collections.abc import Callable

from django.utils.translation import gettext

from accounts.cleaning import clean_key

_NPI = re.compile(r"[12][0-9]{9}")
_LUHN_PREFIX = "80840"
# Illinois: 036 is a permanent licence of a physician and surgeon, 125 a temporary one of a trainee
# (DOMAIN §5.2). Other professions have other codes, so this is advice and never a refusal.
_ILLINOIS_PHYSICIAN = re.compile(r"(036|125)[0-9]{6}")


def tidy_npi(typed: str) -> str:
    """Return an NPI without the spaces and hyphens people type in it."""
    return re.sub("[ -]", "", clean_key(typed))


def npi_is_valid(npi: str) -> bool:
    """Say whether `npi` is ten digits that begin with 1 or 2 and end in their check digit.

    It is the Luhn check digit of the number with 80840 in front (the card issuer prefix of US health
    applications); Luhn over the number alone accepts and refuses the wrong ones.
    """
    if not _NPI.fullmatch(npi):
        return False
    total = 0
    for place, character in enumerate(reversed(_LUHN_PREFIX + npi)):
        digit = int(character) * (2 if place % 2 else 1)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0


def tidy_licence(typed: str) -> str:
    """Return a licence number without spaces. Leading zeros and punctuation are part of it."""
    return clean_key(typed).replace(" ", "")


def licence_key(number: str) -> str:
    """Return the form in which spellings of a licence number are compared: letters and digits, in capitals."""
    return "".join(filter(str.isalnum, clean_key(number))).upper()


def licence_advice(*, state: str, number: str, is_physician: bool) -> str:
    """Return a warning if the number does not look like one of its state, else ""; it is never refused."""
    advise = _ADVICE.get(state)
    return advise(number) if advise and is_physician else ""


def _illinois(number: str) -> str:
    if _ILLINOIS_PHYSICIAN.fullmatch(licence_key(number)):
        return ""
    return gettext(
        "Illinois physician licenses are 036 or 125 followed by six digits. We saved what you entered; check"
        " it against your license."
    )


_ADVICE: dict[str, Callable[[str], str]] = {"IL": _illinois}


def birth_day(*, month: int, day: int) -> str:
    """Return month and day as MM-DD. Raises `ValueError` for a day that does not exist; 29 February does."""
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(2024, month)[1]:
        raise ValueError("no such day")
    return f"{month:02d}-{day:02d}"


def birth_day_is_real(value: str) -> bool:
    """Say whether `value` is a real month and day, as MM-DD."""
    match = re.fullmatch(r"([0-9]{2})-([0-9]{2})", value)
    if match is None:
        return False
    try:
        return birth_day(month=int(match[1]), day=int(match[2])) == value
    except ValueError:
        return False


def masked(value: str) -> str:
    """Mask all but the last three characters, enough to compare by telephone; mask short values entirely."""
    return "•" * max(len(value) - 3, 3) + value[-3:] if len(value) > 3 else "•••"
