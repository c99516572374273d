"""What the home page shows: the first courses of the catalogue, and the one to go to now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from courses.models import Course, Series
from courses.services.catalogue import Entry, courses_with_credit, shelves_of
from progress.models import Enrolment
from progress.services.next_course import can_be_completed
from progress.status import CreditStatus

SHOWN = 12
"""How many courses the home page shows; the catalogue has them all."""


@dataclass(frozen=True)
class Row:
    """One course with what this learner has done in it; without a status, nothing."""

    entry: Entry
    status: CreditStatus | None


@dataclass(frozen=True)
class Next:
    """The course to go to now: one that was begun, with its next step, or the first that is open."""

    course: Course
    status: CreditStatus | None


def home_page(request: HttpRequest, now: datetime) -> dict[str, Any]:
    """Return the context of the home page for whoever asks; a visitor costs no query of a learner's."""
    courses = list(courses_with_credit()[: SHOWN + 1])
    begun = _begun(request, courses[:SHOWN], now)
    shelves: list[tuple[Series, list[Row]]] = [
        (shelf.series, [Row(entry, begun.get(entry.course.pk)) for entry in shelf.entries])
        for shelf in shelves_of(courses[:SHOWN], now=now)
    ]
    rows = [row for _, own in shelves for row in own]
    return {
        "shelves": shelves,
        "more": len(courses) > SHOWN,
        "all_samples": bool(rows) and all(row.entry.course.is_sample for row in rows),
        "next": _next(rows, begun),
    }


def _begun(
    request: HttpRequest, courses: Sequence[Course], now: datetime
) -> dict[int, CreditStatus]:
    """Return this learner's progress by course, what was begun last first."""
    if not request.user.is_authenticated:
        return {}
    own = Enrolment.objects.with_content().filter(user=request.user, course__in=courses)
    if impersonation := getattr(request, "impersonation", None):
        # Staff see only what was begun with their own providers.
        own = own.filter(course__series__provider__in=impersonation.providers)
    return {
        enrolment.course_id: CreditStatus(enrolment.course, request.user, enrolment, now)
        for enrolment in own.order_by("-acknowledged_at", "pk")
    }


def _next(rows: Sequence[Row], begun: dict[int, CreditStatus]) -> Next | None:
    for status in begun.values():
        if can_be_completed(status):
            return Next(status.course, status)
    open_ones = (row for row in rows if not row.entry.expired and row.status is None)
    first = next(open_ones, None)
    return Next(first.entry.course, None) if first else None
