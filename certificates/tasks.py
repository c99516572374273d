"""Work of this app that the worker does by the clock."""

from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from certificates.services.retention import purge_expired


@jobs.periodic(cron="17 4 * * *")
@jobs.task(name="certificates.purge_expired", queueing_lock="certificates.purge_expired")
def purge_expired_certificates(timestamp: int) -> int:
    """Delete what is past its retention, every night."""
    return purge_expired(on=timezone.now().date())
