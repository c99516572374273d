"""Days and times in templates. An instant needs to be told whose day it is; a date is one already."""

from datetime import date, datetime, tzinfo
from typing import Any

from django import template

from accounts.days import day_of, day_words, moment_words, portal_zone, shown_date

register = template.Library()


@register.filter
def day(value: date | None, whose: Any = None) -> str:
    """Write a date, or the day of an instant: `{{ sent_at|day:provider }}`, or `|day:"portal"`.

    `whose` is a provider, a zone, or "portal" for what no provider owns. Raises `TypeError` for an instant
    without it. Nothing is written for None.
    """
    if not value:
        return ""
    return day_words(value, _zone(whose)) if isinstance(value, datetime) else shown_date(value)


@register.filter
def short_day(value: date | None, whose: Any = None) -> str:
    """Write the same for the cell of a table: “Mar 14, 2026”."""
    if not value:
        return ""
    on = day_of(value, _zone(whose)) if isinstance(value, datetime) else value
    return shown_date(on, short=True)


@register.filter
def day_and_time(moment: datetime | None, whose: Any) -> str:
    """Write an instant by the clock of `whose`, with the name of its zone."""
    return moment_words(moment, _zone(whose)) if moment else ""


@register.filter
def machine_time(moment: datetime) -> str:
    """Write an instant for machines, with its offset: for `datetime` of `<time>`, which takes no microseconds."""
    return moment.isoformat(timespec="seconds")


def _zone(whose: Any) -> tzinfo:
    if whose == "portal":
        return portal_zone()
    zone = getattr(whose, "zone", whose)
    if not isinstance(zone, tzinfo):
        raise TypeError(f"Whose day it is must be a provider, a zone or “portal”, not {whose!r}.")
    return zone
