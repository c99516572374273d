"""Background and scheduled tasks of this app."""

from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from reporting.services.export_files import remove_old_files
from reporting.services.exporting import MAKE_TASK, make_export


@jobs.task(name=MAKE_TASK)
def make(export_id: int) -> None:
    """Make the file of a large export; safe to run again."""
    make_export(export_id=export_id, now=timezone.now())


@jobs.periodic(cron="32 4 * * *")
@jobs.task(name="reporting.remove_old_files", queueing_lock="reporting.remove_old_files")
def remove_old_export_files(timestamp: int) -> int:
    """Delete the files of exports after their 30 days, every night; hash and rows stay."""
    return remove_old_files(now=timezone.now())
