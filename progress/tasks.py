"""Scheduled tasks of this app."""

from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from accounts.days import day_everywhere
from progress.services.reorder_responses import reorder_responses
from progress.services.retention import purge_adopted_pages, purge_watch_days


@jobs.periodic(cron="27 4 * * *")
@jobs.task(name="progress.purge", queueing_lock="progress.purge")
def purge(timestamp: int) -> tuple[int, int]:
    """Delete old watch days and obsolete nonces, every night; return how many of each."""
    now = timezone.now()
    return purge_watch_days(on=day_everywhere(now)), purge_adopted_pages(now=now)


@jobs.periodic(cron="7 4 * * *")
@jobs.task(
    name="progress.reorder_responses",
    aliases=["progress.mix_responses"],
    queueing_lock="progress.reorder_responses",
)
def reorder(timestamp: int) -> int:
    """Remove the order in which evaluations arrived, every night, before the backup."""
    return reorder_responses()
