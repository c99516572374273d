"""Work of this app that the worker does later, or by the clock."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app as jobs

from courses.services.disclosures import SEND_TASK, deliver_disclosure, remind
from courses.services.front_matter import record_all_front_matter

# As for other mail: a mail server may be away for a night.
_RETRY = RetryStrategy(max_attempts=5, exponential_wait=8)


@jobs.task(name=SEND_TASK, queue="mail", retry=_RETRY)
def send_disclosure(request_id: int, mail_id: int, template: str) -> None:
    """Send one mail with the link of a disclosure form; safe to run again."""
    deliver_disclosure(request_id=request_id, mail_id=mail_id, template=template)


@jobs.periodic(cron="*/10 * * * *")
@jobs.task(name="courses.record_front_matter", queueing_lock="courses.record_front_matter")
def record_what_is_told(timestamp: int) -> None:
    """Keep each version of what published courses tell before the start."""
    record_all_front_matter()


@jobs.periodic(cron="11 * * * *")
@jobs.task(name="courses.remind", queueing_lock="courses.remind")
def remind_of_disclosures(timestamp: int) -> int:
    """Remind of open disclosure forms, in each provider's morning; return how many.

    Every hour, because mornings come at different hours; what was sent is remembered.
    """
    return remind(now=timezone.now())
