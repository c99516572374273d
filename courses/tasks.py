"""Work of this app that the worker does later, or by the clock."""

from procrastinate.contrib.django import app as jobs

from courses.services.listening import listen_to


@jobs.task(name="courses.listen")
def listen(video_id: int) -> bool:
    """Find what sounds like speech in a recording; safe to run again."""
    return listen_to(video_id=video_id)
