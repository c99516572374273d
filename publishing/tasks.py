"""Periodic tasks of this app."""

from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from publishing.services.life_cycle import warn_of_endings
from publishing.services.publish_requests import publish_due


@jobs.periodic(cron="* * * * *")
@jobs.task(name="publishing.publish_due", queueing_lock="publishing.publish_due")
def publish_what_is_due(timestamp: int) -> int:
    """Every minute, publish courses whose requests are due; return how many."""
    return publish_due(now=timezone.now())


@jobs.periodic(cron="11 * * * *")
@jobs.task(name="publishing.warn_of_endings", queueing_lock="publishing.warn_of_endings")
def warn(timestamp: int) -> int:
    """Warn of courses and disclosures about to end, in each provider's morning; return how many.

    Runs every hour, because providers are in different time zones; each warning is sent once.
    """
    return warn_of_endings(now=timezone.now())
