"""Background jobs for staff: mail to be sent, and scheduled cleanup."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app as jobs

from staff.services.invitations import SEND_TASK, deliver_invitation
from staff.services.retention import purge_invitations

# As for other mail: a mail server may be down for a night.
_RETRY = RetryStrategy(max_attempts=5, exponential_wait=8)


@jobs.task(name=SEND_TASK, queue="mail", retry=_RETRY)
def send_invitation(invitation_id: int, mail_id: int) -> None:
    """Send one invitation; safe to run again."""
    deliver_invitation(invitation_id=invitation_id, mail_id=mail_id)


@jobs.periodic(cron="37 4 * * *")
@jobs.task(name="staff.purge", queueing_lock="staff.purge")
def purge(timestamp: int) -> int:
    """Delete invitations that ended over 30 days ago, every night; return how many."""
    return purge_invitations(now=timezone.now())
