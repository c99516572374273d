"""Scheduled jobs of this app."""

from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from analytics.services.coverage import count_coverage
from analytics.services.releases import release_evaluations
from analytics.services.summaries import mark_everything_stale, refresh_summaries


@jobs.periodic(cron="* * * * *")
@jobs.task(name="analytics.refresh_summaries", queueing_lock="analytics.refresh_summaries")
def refresh(timestamp: int) -> int:
    """Recount what has changed, every minute; return how many cells."""
    return refresh_summaries(now=timezone.now())


@jobs.periodic(cron="47 3 * * 0")
@jobs.task(name="analytics.recount_summaries", queueing_lock="analytics.recount_summaries")
def recount(timestamp: int) -> None:
    """Have everything counted again, every Sunday, to correct changes that left no mark."""
    mark_everything_stale()


@jobs.periodic(cron="52 * * * *")
@jobs.task(name="analytics.count_coverage", queueing_lock="analytics.count_coverage")
def count_watching(timestamp: int) -> int:
    """Count which parts of each video were watched, every hour; return how many videos."""
    return count_coverage(now=timezone.now())


@jobs.periodic(cron="*/10 * * * *")
@jobs.task(name="analytics.release_evaluations", queueing_lock="analytics.release_evaluations")
def release(timestamp: int) -> int:
    """Add evaluations to the reports, five or more at a time, every ten minutes; return how many."""
    return release_evaluations(now=timezone.now())
