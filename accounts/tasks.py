"""Background tasks of this app, deferred or scheduled."""

from typing import Any

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app as jobs

from accounts.mail import DELIVER_TASK, deliver
from accounts.services import purge_mail, purge_unfinished_sign_ups

# Waits of 8 s, 1 min, 8 min, 1 h, 9 h: a mail server may be down for a night.
_RETRY = RetryStrategy(max_attempts=5, exponential_wait=8)


@jobs.task(name=DELIVER_TASK, queue="mail", retry=_RETRY)
def deliver_mail(mail_id: int, template: str, context: dict[str, Any]) -> None:
    """Send one queued mail; safe to run again."""
    deliver(mail_id=mail_id, template=template, context=context)


@jobs.periodic(cron="22 4 * * *")
@jobs.task(name="accounts.purge", queueing_lock="accounts.purge")
def purge(timestamp: int) -> tuple[int, int]:
    """Delete unfinished sign-ups and old records of mail, every night; return how many of each."""
    now = timezone.now()
    return purge_unfinished_sign_ups(now=now), purge_mail(now=now)
