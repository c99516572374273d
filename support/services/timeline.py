"""One learner's whole record for staff: the timeline, and their status in each course."""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from accounts.audit import record
from accounts.days import day_of, portal_zone
from accounts.models import AuditEntry, User
from certificates.models import Certificate
from certificates.timeline import certificate_events, certificates_of, past_credit_events
from progress.models import CreditException, Enrolment
from progress.status import CreditStatus
from progress.timeline import (
    attempt_events,
    course_events,
    enrolments_of,
    exception_events,
    watch_events,
)
from providers.models import Provider
from providers.timeline import Event, LearnerScope, account_events, mail_events, staff_events
from reporting.timeline import consent_events, export_events

OPENED = "learner-opened"
SOURCES: list[Callable[[LearnerScope], Iterator[Event]]] = [
    account_events,
    course_events,
    watch_events,
    attempt_events,
    exception_events,
    certificate_events,
    past_credit_events,
    consent_events,
    export_events,
    mail_events,
    staff_events,
]
"""The events of the timeline, each kind from the app it happens in. New kinds are added here."""


@dataclass(frozen=True)
class CourseProgress:
    """One course of a learner: their status, with its certificates and exceptions, newest first."""

    enrolment: Enrolment
    status: CreditStatus
    certificates: list[Certificate]
    exceptions: list[CreditException]


def timeline_of(
    scope: LearnerScope, *, kind: str = "", course_id: int | None = None
) -> list[Event]:
    """Return the events, newest first; if given, only those of one kind or one course."""
    sources = [sorted(source(scope), key=_when, reverse=True) for source in SOURCES]
    events = heapq.merge(*sources, key=_when, reverse=True)
    return [
        event
        for event in events
        if (not kind or event.kind == kind) and (course_id is None or event.course_id == course_id)
    ]


def course_progress_of(scope: LearnerScope, *, now: datetime) -> list[CourseProgress]:
    """Return every course the learner has begun at these providers, with what is left to do."""
    issued: dict[int, list[Certificate]] = {}
    for certificate in certificates_of(scope):
        issued.setdefault(certificate.course_id, []).append(certificate)
    rows = enrolments_of(scope).with_content().prefetch_related("exceptions")
    return [
        CourseProgress(
            row,
            CreditStatus(row.course, scope.user, row, now),
            issued.get(row.course_id, []),
            list(row.exceptions.all()),
        )
        for row in rows.filter(user=scope.user)
    ]


@transaction.atomic
def note_opening(*, staff: User, scope: LearnerScope, now: datetime) -> None:
    """Record that `staff` opened this person's record: one audit entry a day for each provider in it, of its days."""
    lines = AuditEntry.objects.filter(actor=staff, learner=scope.user, action=OPENED)
    last = dict(lines.order_by().values_list("provider").annotate(Max("at")))
    providers = concerned(scope)
    known = Provider.objects.in_bulk([each for each in providers if each])
    for provider in providers:
        zone = known[provider].zone if provider else portal_zone()
        if provider not in last or day_of(last[provider], zone) < day_of(now, zone):
            record(staff, OPENED, scope.user, provider=provider, learner=scope.user)


def concerned(scope: LearnerScope) -> list[int | None]:
    """Return the providers of this person's enrolments and certificates; [None] if there are none."""
    mine = set(enrolments_of(scope).values_list("course__series__provider", flat=True))
    mine |= set(certificates_of(scope).values_list("course__series__provider", flat=True))
    return [*sorted(mine)] or [None]


def _when(event: Event) -> datetime:
    return event.at
