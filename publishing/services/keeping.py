"""A published course keeps what publishing requires, whatever is changed in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from courses.models import Course
from courses.services.front_matter import record_front_matter
from publishing.services.publishing import Incomplete, Missing, missing_for_publication

_ADVICE_ONCE_LIVE = {"objective_unmeasured"}
"""What prevents publishing, and no change of a live course: the released test cannot follow its prose."""


@contextmanager
def keeps_publishable(course: Course, *, now: datetime) -> Iterator[None]:
    """Make a change atomically; on a published course, record the front matter that learners read then.

    Raises `Incomplete`, and changes nothing, if the course would lack what publishing requires.

    What was missing before is tolerated: an old error must not stop somebody from fixing another.
    """
    with transaction.atomic():
        before = {reason.key for reason in _missing(course, now)} if course.published_at else set()
        yield
        _settle(course, before, now)


def _settle(course: Course, before: set[tuple[str, str]], now: datetime) -> None:
    if not course.published_at:
        return
    if lost := [reason for reason in _missing(course, now) if reason.key not in before]:
        raise Incomplete("published_needs_it", lost)
    record_front_matter(Course.objects.with_front_matter().get(pk=course.pk))


def _missing(course: Course, now: datetime) -> list[Missing]:
    fresh = Course.objects.with_front_matter().get(pk=course.pk)
    missing = missing_for_publication(fresh, now=now)
    return [reason for reason in missing if reason.code not in _ADVICE_ONCE_LIVE]
