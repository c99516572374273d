"""Housekeeping of the job queue itself."""

from procrastinate import JobContext
from procrastinate.contrib.django import app

_STALLED_AFTER_SECONDS = 60


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="retry_stalled_jobs", pass_context=True)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Give back to the queue what a killed worker had begun; every task must bear to run twice."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=_STALLED_AFTER_SECONDS):
        await manager.retry_job(job)
