"""The catalogue as visitors see it: series, and in each the courses with their credit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import Max, Prefetch
from django.db.models.functions import Greatest

from courses.models import Course, CourseQuerySet, CreditOffer, Series
from courses.services.offered import current_offers


@dataclass(frozen=True, slots=True)
class Entry:
    """One course of the catalogue. An expired course stays readable, without credit."""

    course: Course
    credit: list[str]
    expired: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """A series with its published courses, in order."""

    series: Series
    entries: list[Entry]


def courses_with_credit() -> CourseQuerySet:
    """Return the courses of the catalogue in order, with what an entry shows."""
    offers = Prefetch("offers", CreditOffer.objects.select_related("credit_type"))
    return Course.objects.in_catalogue().prefetch_related(offers)


def courses_by_last_change() -> CourseQuerySet:
    """Return the published courses, the newest change first: `changed_at` is when visitors could first see it.

    That is the newest of these: it was published, a recording was released, new front matter was told.
    """
    moments = (
        "published_at",
        Max("videos__released_at"),
        Max("front_matter_versions__first_shown_at"),
    )
    return (
        Course.objects.published()
        .annotate(changed_at=Greatest(*moments))
        .order_by("-changed_at", "pk")
    )


def shelves_of(courses: Iterable[Course], *, now: datetime) -> list[Shelf]:
    """Return these courses of the catalogue, or a page of them, by series. Queries nothing itself."""
    return [
        Shelf(series, [_entry(series, course, now) for course in group])
        for series, group in groupby(courses, key=lambda course: course.series)
    ]


def _entry(series: Series, course: Course, now: datetime) -> Entry:
    today = series.provider.day_of(now)
    expired = course.expired(on=today)
    offers = [] if expired else current_offers(course, on=today)
    return Entry(course, [offer.credit_type.name_plural for offer in offers], expired)
