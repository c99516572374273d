"""What the home page shows: the first courses of the catalogue, and the one to go to now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from courses.models import Series
from courses.services.catalogue import Entry, courses_with_credit, shelves_of
from progress.services.next_course import begun_by, what_is_next
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

    `next` is where a learner goes on, as on the dashboard; `first` is the course for who has begun none.
    """
    courses = list(courses_with_credit()[: SHOWN + 1])
    begun = _begun(request, now)
    status_of = {status.course.pk: status for status in begun}
    shelves: list[tuple[Series, list[Row]]] = [
        (shelf.series, [Row(entry, status_of.get(entry.course.pk)) for entry in shelf.entries])
        for shelf in shelves_of(courses[:SHOWN], now=now)
    ]
    rows = [row for _, own in shelves for row in own]
    untouched = [row.entry.course for row in rows if not row.entry.expired and row.status is None]
    return {
        "shelves": shelves,
        "more": len(courses) > SHOWN,
        "all_samples": bool(rows) and all(row.entry.course.is_sample for row in rows),
        "next": what_is_next(begun, untouched=untouched, now=now),
        "first": None if begun else next(iter(untouched), None),
    }


def _begun(request: HttpRequest, now: datetime) -> list[CreditStatus]:
    if not request.user.is_authenticated:
        return []
    own = begun_by(request.user)
    if impersonation := getattr(request, "impersonation", None):
        # Staff see only what was begun with their own providers.
        own = own.filter(course__series__provider__in=impersonation.providers)
    return [CreditStatus(each.course, request.user, each, now) for each in own]
