"""Work of this app that the worker does by the clock."""

from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from publishing.services.life_cycle import warn_of_endings
from publishing.services.publish_requests import publish_due


@jobs.periodic(cron="* * * * *")
@jobs.task(name="publishing.publish_due", queueing_lock="publishing.publish_due")
def publish_what_is_due(timestamp: int) -> int:
    """Publish what was allowed and whose moment has come, every minute; return how many appeared."""
    return publish_due(now=timezone.now())


@jobs.periodic(cron="11 * * * *")
@jobs.task(name="publishing.warn_of_endings", queueing_lock="publishing.warn_of_endings")
def warn(timestamp: int) -> int:
    """Warn of endings, in each provider's morning; return how many.

    Every hour, because mornings come at different hours; what was sent is remembered.
    """
    return warn_of_endings(now=timezone.now())
