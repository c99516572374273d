"""Dates, numbers and nouns as sentences need them."""

from datetime import date, datetime


def long_date(day: date) -> str:
    """Return a date as statements and records write it, in English: “January 5, 2026”.

    Raises `TypeError` for an instant, which is no day before somebody's zone makes it one (accounts/days.py).
    """
    if isinstance(day, datetime):
        raise TypeError("An instant is no day: say whose, with `day_words`.")
    return f"{day:%B} {day.day}, {day.year}"


def plural(number: int, one: str, many: str = "") -> str:
    """Return the noun, or noun and verb, that goes with `number`; `many` defaults to `one` with an s."""
    return one if number == 1 else many or f"{one}s"


def counted(number: int, one: str, many: str = "") -> str:
    """Return the number with its noun: “1 question”, “2 questions”."""
    return f"{number} {plural(number, one, many)}"
