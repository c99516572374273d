"""Dates, numbers and nouns as sentences need them."""

from datetime import date


def long_date(day: date) -> str:
    """Return a date as the statements write it: “January 5, 2026”."""
    return f"{day:%B} {day.day}, {day.year}"


def plural(number: int, one: str, many: str = "") -> str:
    """Return the noun, or noun and verb, that goes with `number`; `many` defaults to `one` with an s."""
    return one if number == 1 else many or f"{one}s"


def counted(number: int, one: str, many: str = "") -> str:
    """Return the number with its noun: “1 question”, “2 questions”."""
    return f"{number} {plural(number, one, many)}"
