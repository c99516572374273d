"""Background tasks of this app, deferred or scheduled."""

from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app as jobs
from procrastinate.exceptions import JobAborted

from video.services import uploads
from video.services.listening import listen_to
from video.services.poster_sizes import size_posters
from video.services.preparing import prepare
from video.services.sandbox import Stopped

# A job is retried only if its worker was asked to stop; any other failure is recorded and final.
_GIVEN_BACK = RetryStrategy(max_attempts=100, wait=5, retry_exceptions={JobAborted})


@jobs.task(name="video.listen")
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


@jobs.periodic(cron="* * * * *")
@jobs.task(name="video.size_posters", queueing_lock="video.size_posters")
def size_new_posters(timestamp: int) -> int:
    """Make the widths of posters chosen since the last minute, or before there were any; return of how many."""
    return size_posters()


@jobs.periodic(cron="12 4 * * *")
@jobs.task(name="video.purge_uploads", queueing_lock="video.purge_uploads")
def purge_uploads(timestamp: int) -> int:
    """Delete uploads abandoned for a week, every night; return how many."""
    return uploads.purge(now=timezone.now())
