"""Work of this app that the worker does by the clock."""

from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from certificates.services.history.importing import (
    CHECK_TASK,
    IMPORT_TASK,
    check,
    import_rows,
    mark_failed,
)
from certificates.services.past_credit import link_past_credit, purge_past_credit
from certificates.services.reporting.exporting import MAKE_TASK, make_export, remove_old_files
from certificates.services.retention import purge_expired
from certificates.services.summaries import mark_everything, refresh_summaries


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


@jobs.periodic(cron="* * * * *")
@jobs.task(name="certificates.refresh_summaries", queueing_lock="certificates.refresh_summaries")
def refresh(timestamp: int) -> int:
    """Count again what has changed since the last minute; return how many cells."""
    return refresh_summaries(now=timezone.now())


@jobs.periodic(cron="47 3 * * 0")
@jobs.task(name="certificates.recount_summaries", queueing_lock="certificates.recount_summaries")
def recount(timestamp: int) -> None:
    """Have everything counted again, every Sunday: it mends whatever no mark was left for."""
    mark_everything()


@jobs.task(name=MAKE_TASK)
def make(export_id: int) -> None:
    """Make the file of a large export; safe to run again."""
    make_export(export_id=export_id, now=timezone.now())


@jobs.periodic(cron="32 4 * * *")
@jobs.task(name="certificates.remove_old_files", queueing_lock="certificates.remove_old_files")
def remove_old_export_files(timestamp: int) -> int:
    """Delete the files of exports after their 30 days, every night; hash and rows stay."""
    return remove_old_files(now=timezone.now())
