"""The catalogue as visitors see it: series, and in each the courses with their credit."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from courses.models import Course, CreditOffer, Series, Video
from courses.services.front_matter import credit_lines


@dataclass(frozen=True, slots=True)
class Entry:
    """One course of the catalogue. An expired course stays readable, without credit."""

    course: Course
    video: Video | None
    credit: list[str]
    expired: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """A series with its published courses, in order."""

    series: Series
    entries: list[Entry]


def catalogue(*, now: datetime) -> list[Shelf]:
    """Return every series that has a published course. Four queries, however many there are."""
    courses = Course.objects.published().prefetch_related(
        Prefetch("offers", CreditOffer.objects.select_related("credit_type")), "videos"
    )
    series = Series.objects.published().select_related("provider")
    shelves = series.prefetch_related(Prefetch("courses", courses))
    return [
        Shelf(one, [_entry(one, course, now) for course in one.courses.all()]) for one in shelves
    ]


def _entry(series: Series, course: Course, now: datetime) -> Entry:
    course.series = series  # It has its provider: saves a query per course.
    today = series.provider.day_of(now)
    expired = course.expired(on=today)
    credit = [] if expired else credit_lines(course, on=today)
    return Entry(course, course.current_video, credit, expired)
