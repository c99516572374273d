"""Dates, times, numbers and nouns as sentences need them."""

from datetime import date, datetime

from django.utils import timezone


def long_date(day: date) -> str:
    """Return a date as the statements write it: “January 5, 2026”."""
    return f"{day:%B} {day.day}, {day.year}"


def clock_time(moment: datetime) -> str:
    """Return a time of day to the second, in the installation's zone, which it names: “3:42:07 PM UTC”.

    For what belongs to nobody's provider: two codes that one mailbox got within a minute are told apart by it.
    """
    local = timezone.localtime(moment, timezone.get_default_timezone())
    return f"{local.hour % 12 or 12}:{local:%M:%S %p %Z}"


def plural(number: int, one: str, many: str = "") -> str:
    """Return the noun, or noun and verb, that goes with `number`; `many` defaults to `one` with an s."""
    return one if number == 1 else many or f"{one}s"


def counted(number: int, one: str, many: str = "") -> str:
    """Return the number with its noun: “1 question”, “2 questions”."""
    return f"{number} {plural(number, one, many)}"
