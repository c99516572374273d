"""Days: only here does an instant become one, and only in a time zone.

A provider's days are those of its own zone (`Provider.zone`). What no provider owns (accounts, their mail,
the tables of the administration) has the portal's (docs/decisions/0045-whose-day-it-is.md).
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import date_format
from django.utils.module_loading import import_string
from django.utils.translation import gettext

_FIRST_ZONE = timezone(timedelta(hours=14))
_LAST_ZONE = timezone(timedelta(hours=-12))


def zone_named(name: str) -> ZoneInfo:
    """Return the zone with this name in the time zone database."""
    return ZoneInfo(name)


def portal_zone() -> tzinfo:
    """Return the zone of what no provider owns: the one that all providers share, else UTC."""
    find: Callable[[], tzinfo] = import_string(settings.PORTAL_ZONE)
    return find()


def day_of(moment: datetime, zone: tzinfo) -> date:
    """Return the calendar day that it was in `zone` at that moment."""
    return moment.astimezone(zone).date()


def day_everywhere(moment: datetime) -> date:
    """Return the latest day that has begun in every zone: what is kept until a day outlives no zone's."""
    return day_of(moment, _LAST_ZONE)


def day_somewhere(moment: datetime) -> date:
    """Return the latest day that has begun in any zone: a later one is to come for everybody."""
    return day_of(moment, _FIRST_ZONE)


def instant(day: date, clock: time, zone: tzinfo) -> datetime:
    """Return the moment at which clocks in `zone` show this day and time."""
    return datetime.combine(day, clock, tzinfo=zone)


def shown_date(day: date, *, short: bool = False) -> str:
    """Return a date as pages and emails show it, in the reader's language: “January 5, 2026”, or “Jan 5, 2026”.

    Raises `TypeError` for an instant, as `long_date` does.
    """
    if isinstance(day, datetime):
        raise TypeError("An instant is no day: say whose, with `day_words`.")
    # Translators: how a date is written, in the letters of Django's filter `date`.
    return date_format(day, gettext("M j, Y") if short else gettext("F j, Y"))


def day_words(moment: datetime, zone: tzinfo) -> str:
    """Return the day in the reader's language: “March 14, 2026”; with “UTC” where that stands in for a zone."""
    return shown_date(day_of(moment, zone)) + (" UTC" if zone is UTC else "")


def stamp(moment: datetime, zone: tzinfo) -> str:
    """Return the moment for a file, to the second: “2026-03-14T23:30:00-05:00” (ISO 8601)."""
    return moment.astimezone(zone).isoformat(timespec="seconds")


def clock_words(moment: datetime, zone: tzinfo) -> str:
    """Return the time that clocks in `zone` showed, with the zone's name: “11:30 PM CST”."""
    local = moment.astimezone(zone)
    return f"{date_format(local, gettext('g:i A'))} {_zone_name(local)}"


def clock_time(moment: datetime, zone: tzinfo) -> str:
    """Return a time of day to the second with the zone's name: “3:42:07 PM CST”.

    Two codes that one mailbox got within a minute are told apart by it.
    """
    local = moment.astimezone(zone)
    # Translators: how a time of day is written, in the letters of Django's filter `time`.
    return f"{date_format(local, gettext('g:i:s A'))} {_zone_name(local)}"


def moment_words(moment: datetime, zone: tzinfo) -> str:
    """Return day and time in the reader's language, with the zone's name: “March 14, 2026, 11:30 PM CDT”."""
    return f"{shown_date(moment.astimezone(zone).date())}, {clock_words(moment, zone)}"


def _zone_name(local: datetime) -> str:
    name = f"{local:%Z}"
    # A zone that has no letters of its own is called by its distance: “-03”.
    return name if name.isalpha() else f"UTC{name}"
