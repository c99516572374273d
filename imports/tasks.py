"""Background and scheduled tasks of this app."""

from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from imports.services.importing import RUN_TASK, purge, resume, run


@jobs.task(name=RUN_TASK)
def run_import(source_id: str) -> None:
    """Go on with a file; safe to run again. A failure is shown on its page."""
    run(source_id=source_id, now=timezone.now())


@jobs.periodic(cron="*/10 * * * *")
@jobs.task(name="imports.resume", queueing_lock="imports.resume")
def resume_imports(timestamp: int) -> int:
    """Go on with files whose process died in the middle, every ten minutes."""
    return resume(now=timezone.now())


@jobs.periodic(cron="19 4 * * *")
@jobs.task(name="imports.purge", queueing_lock="imports.purge")
def purge_imports(timestamp: int) -> int:
    """Delete the lines of files that were uploaded more than 30 days ago, every night."""
    return purge(now=timezone.now())
