"""Deleting by-products of watching; the record itself is kept as long as the learner's account."""

from datetime import date, datetime, timedelta

from progress.models import AdoptedPage, WatchDay
from progress.tokens import LIFETIME

WATCH_DAYS_KEPT = timedelta(days=392)
"""13 months have at least 393 days, and the purge runs once a night."""
NONCES_KEPT = LIFETIME + timedelta(days=1)
"""A page whose token has expired is refused anyway, whatever its nonce."""


def purge_watch_days(*, on: date) -> int:
    """Delete the seconds gained on days more than `WATCH_DAYS_KEPT` before `on`; return how many rows."""
    return WatchDay.objects.filter(day__lt=on - WATCH_DAYS_KEPT).delete()[0]


def purge_adopted_pages(*, now: datetime) -> int:
    """Delete the nonces of pages opened more than `NONCES_KEPT` ago, whose tokens have expired; return how many."""
    return AdoptedPage.objects.filter(opened_at__lt=now - NONCES_KEPT).delete()[0]
