"""Exceptions that learners asked for themselves, for the staff who help them."""

from accounts.models import User
from progress.models import CreditException
from providers.rights import Right, providers_with


def wishes_for(staff: User) -> list[CreditException]:
    """Return the learners' own requests that nobody has put forward, oldest first."""
    own = providers_with(staff, Right.HELP_LEARNERS)
    rows = CreditException.objects.open().filter(
        enrolment__course__series__provider__in=own, put_forward_by__isnull=True
    )
    return list(rows.select_related("enrolment__user", "enrolment__course").order_by("asked_at"))
