"""Exceptions as the staff who help learners ask for them, and those learners asked for themselves."""

from typing import Any

from accounts.models import User
from progress.models import CreditException, Enrolment
from progress.services.exceptions import ask_exception
from providers.rights import Right, providers_with
from providers.services.second_person import refuse_own_record


def ask_for_learner(*, staff: User, enrolment: Enrolment, **asked: Any) -> CreditException:
    """Ask for an exception for somebody else. Raises `Refused`: own_record, and as `ask_exception` does."""
    provider = enrolment.course.series.provider_id
    right = Right.HELP_LEARNERS
    refuse_own_record(staff, enrolment.user, right=right, provider=provider, alone=False)
    return ask_exception(enrolment=enrolment, by=staff, **asked)


def wishes_for(staff: User) -> list[CreditException]:
    """Return the requests of other people that nobody has put forward, oldest first."""
    own = providers_with(staff, Right.HELP_LEARNERS)
    rows = CreditException.objects.open().filter(
        enrolment__course__series__provider__in=own, put_forward_by__isnull=True
    )
    rows = rows.exclude(enrolment__user=staff)
    return list(rows.select_related("enrolment__user", "enrolment__course").order_by("asked_at"))
