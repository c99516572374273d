"""Dates, numbers and nouns as sentences need them."""

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext


def long_date(day: date) -> str:
    """Return a date as statements and records write it, in English: “January 5, 2026”.

    Raises `TypeError` for an instant, which is no day before somebody's zone makes it one (accounts/days.py).
    """
    if isinstance(day, datetime):
        raise TypeError("An instant is no day: say whose, with `day_words`.")
    return f"{day:%B} {day.day}, {day.year}"


def shown_date(day: date, *, short: bool = False) -> str:
    """Return a date as pages and emails show it, in the reader's language: “January 5, 2026”, or “Jan 5, 2026”.

    Raises `TypeError` for an instant, as `long_date` does.
    """
    if isinstance(day, datetime):
        raise TypeError("An instant is no day: say whose, with `day_words`.")
    # Translators: how a date is written, in the letters of Django's filter `date`.
    return date_format(day, gettext("M j, Y") if short else gettext("F j, Y"))


def plural(number: int, one: str, many: str = "") -> str:
    """Return the noun, or noun and verb, that goes with `number`; `many` defaults to `one` with an s."""
    return one if number == 1 else many or f"{one}s"


def counted(number: int, one: str, many: str = "") -> str:
    """Return the number with its noun: “1 question”, “2 questions”."""
    return f"{number} {plural(number, one, many)}"
