"""What the dashboard shows: what a learner has in progress and has completed, and the one next action."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from accounts.paging import page_of
from accounts.requests import SignedInRequest
from certificates.models import Certificate
from courses.models import Course
from portal.own_courses import own_courses
from progress.services.next_course import what_is_next
from progress.status import CreditStatus

SHOWN = 20


@dataclass(frozen=True)
class Begun:
    """One course that was begun, and the certificate that came of it."""

    status: CreditStatus
    certificate: Certificate | None

    @property
    def course(self) -> Course:
        return self.status.course

    @property
    def steps_done(self) -> int:
        return sum(step.state == "done" for step in self.status.steps)


def dashboard_page(request: SignedInRequest, now: datetime) -> dict[str, Any]:
    """Return the context of the dashboard: what is in progress first, then what was completed last."""
    newest = Certificate.objects.filter(superseded_at__isnull=True)
    current = Prefetch("certificates", queryset=newest, to_attr="current_certificates")
    begun, others = own_courses(request)
    page = page_of(request, begun.prefetch_related(current), size=SHOWN)
    rows = [
        Begun(
            CreditStatus(enrolment.course, request.user, enrolment, now),
            next(iter(enrolment.current_certificates), None),
        )
        for enrolment in page
    ]
    not_begun = page_of(request, others, size=SHOWN, key="others")
    courses = [*(row.course for row in rows), *not_begun]
    first = page.number == 1
    going_on = what_is_next(request.user, begun, untouched=others, now=now) if first else None
    return {
        "in_progress": [row for row in rows if not row.status.claimed],
        "completed": [row for row in rows if row.status.claimed],
        "page": page,
        "others": not_begun,
        "next": going_on,
        "caught_up": first and going_on is None,
        "all_samples": bool(courses) and all(course.is_sample for course in courses),
    }
