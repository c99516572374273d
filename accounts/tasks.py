"""Work of this app that the worker does later."""

from typing import Any

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app as jobs

from accounts.mail import DELIVER_TASK, deliver

# Waits of 8 s, 1 min, 8 min, 1 h, 9 h: a mail server may be away for a night.
_RETRY = RetryStrategy(max_attempts=5, exponential_wait=8)


@jobs.task(name=DELIVER_TASK, queue="mail", retry=_RETRY)
def deliver_mail(mail_id: int, template: str, context: dict[str, Any]) -> None:
    """Send one queued mail; safe to run again."""
    deliver(mail_id=mail_id, template=template, context=context)
