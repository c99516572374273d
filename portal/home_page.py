"""What the home page shows: the first courses of the catalogue, and the one to go to now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from accounts.requests import acting_user
from courses.models import Course, Series
from courses.services.catalogue import Entry, courses_with_credit, shelves_of
from portal.own_courses import own_courses
from progress.services.next_course import NextCourse, what_is_next
from progress.status import CreditStatus

SHOWN = 12
"""How many courses the home page shows; the catalogue has them all."""


@dataclass(frozen=True)
class Row:
    """One course with what this learner has done in it; without a status, nothing."""

    entry: Entry
    status: CreditStatus | None


def home_page(request: HttpRequest, now: datetime) -> dict[str, Any]:
    """Return the context of the home page for whoever asks; a visitor costs no query of a learner's.

    `next` is where a learner goes on, as on the dashboard; `first` is the course for who has begun none of these.
    """
    courses = list(courses_with_credit()[: SHOWN + 1])
    going_on, statuses = _own(request, courses[:SHOWN], now)
    status_of = {status.course.pk: status for status in statuses}
    shelves: list[tuple[Series, list[Row]]] = [
        (shelf.series, [Row(entry, status_of.get(entry.course.pk)) for entry in shelf.entries])
        for shelf in shelves_of(courses[:SHOWN], now=now)
    ]
    rows = [row for _, own in shelves for row in own]
    open_courses = (row.entry.course for row in rows if not row.entry.expired)
    return {
        "shelves": shelves,
        "more": len(courses) > SHOWN,
        "all_samples": bool(rows) and all(row.entry.course.is_sample for row in rows),
        "next": going_on,
        "first": None if statuses else next(open_courses, None),
    }


def _own(
    request: HttpRequest, shown: list[Course], now: datetime
) -> tuple[NextCourse | None, list[CreditStatus]]:
    """Return where a learner goes on, and how far they are in what is shown."""
    if not request.user.is_authenticated:
        return None, []
    begun, others = own_courses(request)
    user = acting_user(request)
    of_shown = [
        CreditStatus(each.course, user, each, now) for each in begun.filter(course__in=shown)
    ]
    return what_is_next(user, begun, untouched=others, now=now), of_shown
