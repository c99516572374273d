"""Work of this app that the worker does later, or by the clock."""

from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app as jobs
from procrastinate.exceptions import JobAborted

from courses.services import uploads
from courses.services.disclosures import SEND_TASK, deliver_disclosure, remind
from courses.services.front_matter import record_all_front_matter
from courses.services.life_cycle import warn_of_endings
from courses.services.listening import listen_to
from courses.services.publish_requests import publish_due
from courses.services.video.preparing import prepare
from courses.services.video.sandbox import Stopped

# A worker that is asked to stop gives the work back; whatever else fails is noted and stays failed.
_GIVEN_BACK = RetryStrategy(max_attempts=100, wait=5, retry_exceptions={JobAborted})

# As for other mail: a mail server may be away for a night.
_RETRY = RetryStrategy(max_attempts=5, exponential_wait=8)


@jobs.task(name="courses.listen")
def listen(video_id: int) -> bool:
    """Find what sounds like speech in a recording; safe to run again."""
    return listen_to(video_id=video_id)


@jobs.task(name=uploads.PREPARE_TASK, queue="video", pass_context=True, retry=_GIVEN_BACK)
def prepare_video(context: JobContext, preparation_id: int) -> None:
    """Make a video of an upload; safe to run again, from the start."""
    try:
        prepare(preparation_id=preparation_id, should_stop=context.should_abort)
    except Stopped as stopped:
        raise JobAborted from stopped


@jobs.periodic(cron="12 4 * * *")
@jobs.task(name="courses.purge_uploads", queueing_lock="courses.purge_uploads")
def purge_uploads(timestamp: int) -> int:
    """Delete uploads that nobody has gone on with for a week, every night; return how many."""
    return uploads.purge(now=timezone.now())


@jobs.task(name=SEND_TASK, queue="mail", retry=_RETRY)
def send_disclosure(request_id: int, mail_id: int, template: str) -> None:
    """Send one mail with the link of a disclosure form; safe to run again."""
    deliver_disclosure(request_id=request_id, mail_id=mail_id, template=template)


@jobs.periodic(cron="* * * * *")
@jobs.task(name="courses.publish_due", queueing_lock="courses.publish_due")
def publish_what_is_due(timestamp: int) -> int:
    """Publish what was allowed and whose moment has come, every minute; return how many appeared."""
    return publish_due(now=timezone.now())


@jobs.periodic(cron="*/10 * * * *")
@jobs.task(name="courses.record_front_matter", queueing_lock="courses.record_front_matter")
def record_what_is_told(timestamp: int) -> None:
    """Keep each version of what published courses tell before the start."""
    record_all_front_matter()


@jobs.periodic(cron="11 * * * *")
@jobs.task(name="courses.morning", queueing_lock="courses.morning")
def morning(timestamp: int) -> tuple[int, int]:
    """Warn of endings and remind of open forms, in each provider's morning; return how many of each.

    Every hour, because mornings come at different hours; what was sent is remembered.
    """
    now = timezone.now()
    return warn_of_endings(now=now), remind(now=now)
