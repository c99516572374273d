"""The end of what watching leaves behind; the record itself stays while its learner has an account."""

from datetime import date, datetime, timedelta

from progress.models import AdoptedPage, WatchDay
from progress.tokens import LIFETIME

WATCH_DAYS_KEPT = timedelta(days=392)
"""The shortest 13 months have 393 days, and the purge comes once a night."""
NONCES_KEPT = LIFETIME + timedelta(days=1)
"""A page whose token has expired is refused whatever its nonce."""


def purge_watch_days(*, on: date) -> int:
    """Delete the seconds gained on days that ended more than `WATCH_DAYS_KEPT` before `on`."""
    return WatchDay.objects.filter(day__lt=on - WATCH_DAYS_KEPT).delete()[0]


def purge_adopted_pages(*, now: datetime) -> int:
    """Forget the nonces of pages that opened more than `NONCES_KEPT` ago: none can come again."""
    return AdoptedPage.objects.filter(opened_at__lt=now - NONCES_KEPT).delete()[0]
