"""Work of this app that the worker does later, or by the clock."""

from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from certificates.services.credit_import.importing import (
    CHECK_TASK,
    IMPORT_TASK,
    check,
    import_rows,
    mark_failed,
)
from certificates.services.past_credit import link_past_credit, purge_past_credit
from certificates.services.retention import purge_expired


@jobs.periodic(cron="17 4 * * *")
@jobs.task(name="certificates.purge_expired", queueing_lock="certificates.purge_expired")
def purge_expired_certificates(timestamp: int) -> int:
    """Delete what is past its retention, every night."""
    return purge_expired(on=timezone.now().date())


@jobs.task(name=CHECK_TASK)
def check_history(import_id: str) -> None:
    """Look through an uploaded file of former records; safe to run again."""
    check(import_id=import_id, today=timezone.now().date())


@jobs.task(name=IMPORT_TASK)
def import_history(import_id: str) -> int:
    """Import it, whole or not at all; safe to run again. A failure is shown on the import's page."""
    try:
        return import_rows(import_id=import_id, now=timezone.now())
    except Exception:
        mark_failed(import_id=import_id)
        raise


@jobs.periodic(cron="*/10 * * * *")
@jobs.task(name="certificates.link_past_credit", queueing_lock="certificates.link_past_credit")
def link(timestamp: int) -> int:
    """Give imported records to the accounts that were made since."""
    return link_past_credit()


@jobs.periodic(cron="19 4 * * *")
@jobs.task(name="certificates.purge_history", queueing_lock="certificates.purge_history")
def purge_history(timestamp: int) -> int:
    """Delete past credit after its retention, and files that nobody imported, every night."""
    return purge_past_credit(now=timezone.now())
