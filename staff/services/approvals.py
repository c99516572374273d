"""Requests that wait for a second person: one source for each kind, all listed on one page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo

from django.urls import reverse

from accounts.days import portal_zone
from accounts.models import User
from certificates.models import CreditMove
from progress.models import CreditException
from progress.services.exceptions import may_decide
from providers.models import Provider
from providers.rights import Right, may, providers_with
from providers.services.second_person import decides_alone, is_alone
from publishing.models import CourseChange, PublishRequest
from publishing.services.course_changes import KINDS, reverse_of
from publishing.services.publish_requests import may_approve
from staff.models import FactorReset
from staff.services.factor_resets import may_reset


@dataclass(frozen=True)
class Waiting:
    """One request: what, about whom or what, who asked and why. No provider: about a member of any of them.

    `own`: the viewer may not decide, since they asked for it, or are the learner.
    """

    kind: str
    title: str
    about: str
    asked_by: str
    asked_at: datetime
    provider: Provider | None
    reason: str
    url: str
    own: bool
    learner: int | None = None

    @property
    def zone(self) -> tzinfo:
        return self.provider.zone if self.provider else portal_zone()


def approvals_for(staff: User) -> list[Waiting]:
    """Return the requests waiting at this staff member's providers, oldest first."""
    rows = [row for source in SOURCES for row in source(staff)]
    return sorted(rows, key=lambda row: row.asked_at)


def is_stuck(row: Waiting, staff: User) -> bool:
    """Say whether the viewer may not decide the request, and nobody else can: somebody has to be invited."""
    if not row.own or row.provider is None:
        return False
    return is_alone(staff, right=Right.APPROVE, provider=row.provider.pk, about=row.learner)


def _exceptions(staff: User) -> Iterator[Waiting]:
    own = providers_with(staff, Right.APPROVE)
    rows = CreditException.objects.open().filter(
        enrolment__course__series__provider__in=own, put_forward_by__isnull=False
    )
    for row in rows.select_related(
        "enrolment__user", "enrolment__course__series__provider", "put_forward_by"
    ):
        yield Waiting(
            kind="Exception",
            title=row.get_kind_display(),
            about=f"{row.enrolment.user.full_name}, {row.enrolment.course.title}",
            provider=row.enrolment.course.series.provider,
            asked_by=row.put_forward_by.full_name if row.put_forward_by else "",
            asked_at=row.asked_at,
            reason=row.reason,
            url=reverse("support:decide", args=[row.pk]),
            own=not may_decide(row, staff),
            learner=row.enrolment.user_id,
        )


def _credit_moves(staff: User) -> Iterator[Waiting]:
    own = providers_with(staff, Right.APPROVE)
    rows = CreditMove.objects.open().filter(certificate__course__series__provider__in=own)
    for row in rows.select_related("certificate__course__series__provider", "asked_by"):
        provider, learner = row.certificate.course.series.provider, row.certificate.learner_id
        alone = decides_alone(staff, right=Right.APPROVE, provider=provider.pk, about=learner)
        yield Waiting(
            kind="Credit",
            title="Move to a physician’s credit",
            about=f"{row.certificate.name}, {row.certificate.title}",
            provider=provider,
            asked_by=row.asked_by.full_name,
            asked_at=row.asked_at,
            reason=row.proof,
            url=reverse("support:decide-move", args=[row.pk]),
            own=staff.pk == learner or (staff.pk == row.asked_by_id and not alone),
            learner=learner,
        )


def _publishing(staff: User) -> Iterator[Waiting]:
    own = providers_with(staff, Right.APPROVE)
    rows = PublishRequest.objects.to_approve().filter(course__series__provider__in=own)
    for row in rows.select_related("course__series__provider", "asked_by"):
        yield Waiting(
            kind="Publishing",
            title=row.course.title,
            about=str(row.course.series.provider),
            provider=row.course.series.provider,
            asked_by=row.asked_by.full_name,
            asked_at=row.asked_at,
            reason=row.note,
            url=reverse("staff:publish-requests"),
            own=not may_approve(row, staff),
        )


def _changes(staff: User) -> Iterator[Waiting]:
    own = providers_with(staff, Right.APPROVE)
    rows = CourseChange.objects.open().filter(course__series__provider__in=own)
    for row in rows.select_related("course__series__provider", "asked_by"):
        provider = row.course.series.provider
        alone = decides_alone(staff, right=Right.APPROVE, provider=provider.pk)
        yield Waiting(
            kind="Change",
            title=f"A change to {KINDS[row.kind].words}",
            about=f"{row.course.title}, {provider}",
            provider=provider,
            asked_by=row.asked_by.full_name,
            asked_at=row.asked_at,
            reason="",
            url=reverse_of(row),
            own=staff.pk == row.asked_by_id and not alone,
        )


def _factor_resets(staff: User) -> Iterator[Waiting]:
    if not may(staff, Right.TEAM):
        return
    rows = FactorReset.objects.filter(approved_at=None, withdrawn_at=None)
    for row in rows.select_related("person", "asked_by"):
        if may_reset(staff, row.person):
            yield Waiting(
                kind="Second factor",
                title="Remove a lost second factor",
                about=row.person.full_name,
                provider=None,
                asked_by=row.asked_by.full_name,
                asked_at=row.asked_at,
                reason=row.reason,
                url=reverse("staff:factor-reset", args=[row.pk]),
                own=row.asked_by_id == staff.pk,
            )


SOURCES: list[Callable[[User], Iterator[Waiting]]] = [
    _exceptions,
    _credit_moves,
    _publishing,
    _changes,
    _factor_resets,
]
