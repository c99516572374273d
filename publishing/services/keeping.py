"""A published course keeps what publishing requires, whatever is changed in it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from accounts.errors import Refused
from courses.models import Course
from courses.services.front_matter import record_front_matter
from publishing.services.publishing import Incomplete, Missing, missing_for_publication

_ADVICE_ONCE_LIVE = {"objective_unmeasured"}
"""What prevents publishing, and no change of a live course: the released test cannot follow its prose."""
_OWN_WORDING = "override_incomplete"


@contextmanager
def keeps_publishable(course: Course, *, now: datetime) -> Iterator[None]:
    """Make a change atomically; on a published course, record the front matter that learners read then.

    Whether it is published is read under the lock: the caller's `course` may be older. Raises `Incomplete`,
    and changes nothing, if the course would lack what publishing requires.

    What was missing before is tolerated: an old error must not stop somebody from fixing another.
    """
    with transaction.atomic():
        before = _before(_lock([course.pk]), now)
        yield
        for key, known in before.items():
            if lost := _lost(key, known, now):
                raise Incomplete("published_needs_it", lost)
            _record(key)


@contextmanager
def keeps_all_publishable(courses: Iterable[Course], *, now: datetime) -> Iterator[None]:
    """As `keeps_publishable`, for what many courses tell: a person, or the provider.

    Raises `Refused`: published_needs_it, which names each course that would lack something.
    """
    with transaction.atomic():
        locked = _lock([course.pk for course in courses])
        before = _before(locked, now)
        yield
        lost = {course: _lost(course.pk, before[course.pk], now) for course in locked}
        if sentences := [_sentence(course, found) for course, found in lost.items() if found]:
            raise Refused("published_needs_it", " ".join(sentences))
        for key in before:
            _record(key)


def _lock(courses: list[int]) -> list[Course]:
    """Lock the courses, always in the same order, and return those that are published now."""
    rows = Course.objects.select_for_update(of=("self",), no_key=True)
    locked = rows.filter(pk__in=courses).order_by("pk")
    return [course for course in locked if course.published_at]


def _before(courses: list[Course], now: datetime) -> dict[int, set[tuple[str, str]]]:
    return {course.pk: {reason.key for reason in _missing(course.pk, now)} for course in courses}


def _lost(course_id: int, before: set[tuple[str, str]], now: datetime) -> list[Missing]:
    return [reason for reason in _missing(course_id, now) if reason.key not in before]


def _sentence(course: Course, lost: list[Missing]) -> str:
    words = " ".join(reason.message for reason in lost)
    if any(reason.code == _OWN_WORDING for reason in lost):
        words += " Remove its own wording in the Credit step first, then write it again."
    return f"{course} is published, and this would remove what publishing requires. {words}"


def _record(course_id: int) -> None:
    record_front_matter(Course.objects.with_front_matter().get(pk=course_id))


def _missing(course_id: int, now: datetime) -> list[Missing]:
    fresh = Course.objects.with_front_matter().get(pk=course_id)
    missing = missing_for_publication(fresh, now=now)
    return [reason for reason in missing if reason.code not in _ADVICE_ONCE_LIVE]
