"""Closing one credit of a published course: from then on nobody can claim it, those who were told of it included."""

from datetime import datetime

from django.db import transaction

from accounts.audit import record
from accounts.cleaning import says_something
from accounts.errors import Refused
from accounts.models import User
from courses.models import Course, CreditOffer
from courses.services.front_matter import record_front_matter
from publishing.models import CourseChange
from publishing.services.course_changes import (
    ChangeKind,
    Difference,
    Payload,
    change_or_ask,
    register,
)


def close_offer(
    *, offer: CreditOffer, actor: User, reason: str, now: datetime
) -> CourseChange | None:
    """Close an offer; learners who were told of it read the reason. Certificates stay, other offers too.

    In a live course it may take two people. Idempotent: the first reason stays. Raises `Refused`:
    not_published (an offer of a draft is simply removed), reason_missing; and as `change_or_ask` does.
    """
    return _ask(offer, reason.strip()[:500], actor, now)


def reopen_offer(*, offer: CreditOffer, actor: User, now: datetime) -> CourseChange | None:
    """Open a closed offer again, to those who were told of it and to who starts now; as closing, else."""
    return _ask(offer, None, actor, now)


def _ask(offer: CreditOffer, reason: str | None, actor: User, now: datetime) -> CourseChange | None:
    return change_or_ask(
        course=offer.course,
        kind=CLOSING,
        payload={"offer": offer.pk, "reason": reason},
        subject=str(offer.pk),
        actor=actor,
        now=now,
    )


def _difference(course: Course, payload: Payload) -> list[Difference]:
    reason = payload["reason"]
    rows = CreditOffer.objects.filter(course=course, pk=payload["offer"])
    return [
        {
            "label": str(offer),
            "old": _words(offer.closed_reason if offer.closed_at else None),
            "new": _words(reason),
        }
        for offer in rows.select_related("credit_type")
        if (offer.closed_at is None) != (reason is None)
    ]


def _words(reason: str | None) -> str:
    return "" if reason is None else f"Closed: {reason}"


@transaction.atomic
def _apply(course: Course, payload: Payload, actor: User, now: datetime) -> None:
    reason: str | None = payload["reason"]
    rows = CreditOffer.objects.select_related("course__series", "credit_type")
    offer = rows.select_for_update(of=("self",)).get(pk=payload["offer"])
    if (offer.closed_at is None) == (reason is None):
        return
    if reason is None:
        _save(offer, actor, "offer-reopened", (None, None, ""), now)
        return
    if not offer.course.published_at:
        message = "The course is not published: clear the amount in its Credit step instead."
        raise Refused("not_published", message)
    if not says_something(reason):
        raise Refused("reason_missing", "Say why this credit is closed: learners read it.")
    _save(offer, actor, "offer-closed", (now, actor, reason), now)


def _save(
    offer: CreditOffer,
    actor: User,
    action: str,
    closing: tuple[datetime | None, User | None, str],
    now: datetime,
) -> None:
    said = closing[2] or offer.closed_reason
    offer.closed_at, offer.closed_by, offer.closed_reason = closing
    offer.save(update_fields=["closed_at", "closed_by", "closed_reason"])
    course = offer.course
    record(
        actor,
        action,
        course,
        provider=course.series.provider_id,
        reason=said,
        credit_type=offer.credit_type.code,
    )
    record_front_matter(Course.objects.with_front_matter().get(pk=course.pk), now=now)


CLOSING = register(
    ChangeKind(
        code="offer-closing",
        words="credit that can be claimed",
        step="credit",
        covers=("A credit is closed, or opened again",),
        difference=_difference,
        apply=_apply,
    )
)
