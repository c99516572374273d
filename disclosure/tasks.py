"""Background tasks of this app, deferred or scheduled. They keep the names under which jobs are queued."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app as jobs

from disclosure.services.disclosures import SEND_TASK, deliver_disclosure, remind

# As for other mail: a mail server may be down for a night.
_RETRY = RetryStrategy(max_attempts=5, exponential_wait=8)


@jobs.task(name=SEND_TASK, queue="mail", retry=_RETRY)
def send_disclosure(request_id: int, mail_id: int, template: str) -> None:
    """Send one mail with the link of a disclosure form; safe to run again."""
    deliver_disclosure(request_id=request_id, mail_id=mail_id, template=template)


@jobs.periodic(cron="11 * * * *")
@jobs.task(name="courses.remind", queueing_lock="courses.remind")
def remind_of_disclosures(timestamp: int) -> int:
    """Send reminders of open disclosure forms, by day at each provider; return how many.

    Runs every hour, because providers are in different time zones; each reminder is sent once.
    """
    return remind(now=timezone.now())
