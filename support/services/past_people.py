"""Correcting where a person can be reached of whom only credit of a former system is known."""

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.audit import record
from accounts.mailboxes import shown_address
from accounts.models import User
from certificates.models import PastCredit
from certificates.services import past_credit
from providers.rights import Right
from providers.services.second_person import refuse_own_record
from support.services.actions import refuse_without_reason


@transaction.atomic
def correct_address(
    *, staff: User, row: PastCredit, email: str, reason: str
) -> past_credit.Readdressed:
    """Correct the address of a person's imported credit at one provider, and say what became of it.

    The audit line keeps the former address, so that a mistake can be undone. Raises `Refused`: reason_missing,
    own_record (one of the two addresses is that of who acts), and as `certificates`' `correct_address` does.
    """
    refuse_without_reason(reason)
    own = EmailAddress.objects.filter(user=staff).values_list("email", flat=True)
    if {row.email, email} & {staff.email, *own}:
        refuse_own_record(staff, staff, right=Right.CREDIT, provider=row.provider_id)
    done = past_credit.correct_address(row=row, email=email)
    record(
        staff,
        "past-credit-readdressed",
        done.row,
        provider=row.provider_id,
        learner=done.owner,
        reason=reason,
        former_address=shown_address(row.email),
        doubles=done.doubles,
    )
    return done
