"""Background tasks of this app, deferred or scheduled."""

from procrastinate.contrib.django import app as jobs

from courses.services.front_matter import record_all_front_matter


@jobs.periodic(cron="*/10 * * * *")
@jobs.task(name="courses.record_front_matter", queueing_lock="courses.record_front_matter")
def record_what_is_told(timestamp: int) -> None:
    """Record each version of the front matter of published courses."""
    record_all_front_matter()
