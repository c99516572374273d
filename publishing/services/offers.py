"""Closing one credit of a published course: from then on nobody can claim it, those who were told of it included."""

from datetime import datetime

from django.db import transaction

from accounts.audit import record
from accounts.cleaning import says_something
from accounts.errors import Refused
from accounts.models import User
from courses.models import Course, CreditOffer
from courses.services.front_matter import record_front_matter


@transaction.atomic
def close_offer(*, offer: CreditOffer, actor: User, reason: str, now: datetime) -> CreditOffer:
    """Close an offer; learners who were told of it read the reason. Certificates stay, other offers too.

    Idempotent: the first reason stays. Raises `Refused`: not_published (an offer of a draft is simply
    removed), reason_missing.
    """
    locked = _locked(offer)
    if locked.closed_at:
        return locked
    if not locked.course.published_at:
        message = "The course is not published: empty the amount on its Credit step instead."
        raise Refused("not_published", message)
    if not says_something(reason):
        raise Refused("reason_missing", "Say why this credit is closed: learners read it.")
    return _save(locked, actor, "offer-closed", (now, actor, reason.strip()[:500]), now)


@transaction.atomic
def reopen_offer(*, offer: CreditOffer, actor: User, now: datetime) -> CreditOffer:
    """Open a closed offer again, to those who were told of it and to who starts now. Idempotent."""
    locked = _locked(offer)
    if locked.closed_at is None:
        return locked
    return _save(locked, actor, "offer-reopened", (None, None, ""), now)


def _locked(offer: CreditOffer) -> CreditOffer:
    rows = CreditOffer.objects.select_related("course__series", "credit_type")
    return rows.select_for_update(of=("self",)).get(pk=offer.pk)


def _save(
    offer: CreditOffer,
    actor: User,
    action: str,
    closing: tuple[datetime | None, User | None, str],
    now: datetime,
) -> CreditOffer:
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
    return offer
