"""Dates, numbers and nouns as they stand in sentences."""

from datetime import date


def long_date(day: date) -> str:
    """Return a day as the statements write it: “January 5, 2026”."""
    return f"{day:%B} {day.day}, {day.year}"


def plural(number: int, one: str, many: str = "") -> str:
    """Return the noun, or noun and verb, that goes with `number`; `many` is `one` with an s if it is left out."""
    return one if number == 1 else many or f"{one}s"


def counted(number: int, one: str, many: str = "") -> str:
    """Return the number with its noun: “1 question”, “2 questions”."""
    return f"{number} {plural(number, one, many)}"
