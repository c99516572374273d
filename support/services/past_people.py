"""Correcting where a person can be reached of whom only credit of a former system is known."""

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.audit import record
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

    The audit line outlives the person's account, so it keeps the key of the former address, which tells
    whether it was a given one, and no address. Raises `Refused`: reason_missing, own_record (one of the two
    addresses is that of who acts), and as `certificates`' `correct_address` does.
    """
    refuse_without_reason(reason)
    own = EmailAddress.objects.filter(user=staff).values_list("email", flat=True)
    if {row.email, email} & {staff.email, *own}:
        refuse_own_record(staff, staff, right=Right.CREDIT, provider=row.provider_id)
    former_key = past_credit.mailbox_key(row.email)
    done = past_credit.correct_address(row=row, email=email)
    record(
        staff,
        "past-credit-readdressed",
        done.row,
        provider=row.provider_id,
        learner=done.owner,
        reason=reason,
        former_key=former_key,
        doubles=done.doubles,
    )
    return done
