"""Scheduled cleanup of the job queue, sessions, and rate-limit counts."""

from django.conf import settings
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from accounts import kept_posts
from embedded.cluster import rotate_log
from portal.housekeeping import purge_counts, purge_sessions

_STALLED_AFTER_SECONDS = 60
_FINISHED_JOBS_KEPT_HOURS = 7 * 24


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="retry_stalled_jobs", pass_context=True)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Retry the jobs of a killed worker; every task must therefore be safe to run twice."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=_STALLED_AFTER_SECONDS):
        await manager.retry_job(job)


@app.periodic(cron="32 4 * * *")
@app.task(name="portal.purge", queueing_lock="portal.purge")
def purge(timestamp: int) -> None:
    """Delete expired sessions and rate-limit counts, every night.

    The log of the embedded database is rotated with them; there is none with DATABASE_URL.
    """
    purge_sessions()
    purge_counts(now=timezone.now())
    rotate_log(settings.DATA_DIR)


@app.periodic(cron="*/5 * * * *")
@app.task(name="portal.purge_kept_posts", queueing_lock="portal.purge_kept_posts")
def purge_kept_posts(timestamp: int) -> int:
    """Delete unsent forms whose time is up, every five minutes: they hold what people typed."""
    return kept_posts.purge(now=timezone.now())


@app.periodic(cron="37 4 * * *")
@app.task(name="portal.purge_jobs", queueing_lock="portal.purge_jobs", pass_context=True)
async def purge_jobs(context: JobContext, timestamp: int) -> None:
    """Delete jobs a week after they ended, failed ones too: their arguments contain the text of mails."""
    await context.app.job_manager.delete_old_jobs(
        nb_hours=_FINISHED_JOBS_KEPT_HOURS,
        include_failed=True,
        include_cancelled=True,
        include_aborted=True,
    )
