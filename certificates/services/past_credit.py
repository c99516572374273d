"""Past credit waits for the account with its address, which can be corrected, and is kept as long as a certificate."""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Q, Subquery

from accounts.days import day_everywhere
from accounts.errors import Refused
from accounts.models import User
from accounts.sentences import long_date
from certificates.models import RETENTION, HistoryImport, PastCredit
from courses.services.statements import amount

FILE_KEPT = timedelta(days=30)
"""How long an uploaded file is kept if it is not imported, because it names people."""


@dataclass(frozen=True)
class Readdressed:
    """A row of the person, the account that has the credit now, and how many rows the new address had already."""

    row: PastCredit
    owner: User | None
    doubles: int


def mailbox_key(email: str) -> str:
    """Return the `person_key` of who was recorded with this address, which is in its stored form."""
    return f"mail:{hashlib.sha256(email.encode()).hexdigest()[:32]}"


def link_past_credit() -> int:
    """Link records to accounts with their verified address, and erase the address; return how many."""
    owner = EmailAddress.objects.filter(email=OuterRef("email"), verified=True)
    waiting = PastCredit.objects.exclude(email="").filter(learner__isnull=True)
    owners = waiting.annotate(owner=Subquery(owner.values("user")[:1])).exclude(owner=None)
    return owners.update(learner=Subquery(owner.values("user")[:1]), email="")


@transaction.atomic
def correct_address(*, row: PastCredit, email: str) -> Readdressed:
    """Give all that the provider of `row` recorded of this person another address, and link it if that is proven.

    `email` is in its stored form. What is recorded under the new address as well stays once. Raises `Refused`:
    linked (an account has the credit by now), address_unchanged, differs (the two records contradict each other).
    """
    mine = list(PastCredit.objects.of_same_person(row).select_for_update())
    if not row.email or not mine:
        message = "This credit is in an account by now: its owner keeps the addresses there."
        raise Refused("linked", message)
    if email == row.email:
        raise Refused("address_unchanged", "This is the recorded address already.")
    owner = User.objects.filter(emailaddress__email=email, emailaddress__verified=True).first()
    whose = Q(email=email) | Q(learner=owner) if owner else Q(email=email)
    there = PastCredit.objects.filter(whose, provider=row.provider_id)
    theirs = {_activity(each): each for each in there}
    doubles = [each.pk for each in mine if _is_double(each, theirs.get(_activity(each)))]
    PastCredit.objects.filter(pk__in=doubles).delete()
    moved = PastCredit.objects.filter(pk__in=[each.pk for each in mine])
    moved.update(email=email)
    # They keep their keys where an account that had this address before has the new ones.
    with suppress(IntegrityError), transaction.atomic():
        moved.filter(person_key=mailbox_key(row.email)).update(person_key=mailbox_key(email))
    link_past_credit()
    return Readdressed(moved.first() or theirs[_activity(row)], owner, len(doubles))


def _activity(row: PastCredit) -> tuple[str, str]:
    return row.external_course_id, row.credit_type_code


def _is_double(mine: PastCredit, theirs: PastCredit | None) -> bool:
    """Say whether both are one credit. Raises `Refused` if they are of one activity and contradict each other."""
    if theirs is None:
        return False
    if (mine.credit_quarters, mine.completed_on) == (theirs.credit_quarters, theirs.completed_on):
        return True
    message = (
        f"“{mine.title}” is recorded under that address too: {_facts(theirs)}, and here {_facts(mine)}."
        " Find out which is right, and undo the import of the wrong one first."
    )
    raise Refused("differs", message)


def _facts(row: PastCredit) -> str:
    return f"{amount(row.credit_quarters)} on {long_date(row.completed_on)}"


def purge_past_credit(*, now: datetime) -> int:
    """Delete past credit after its retention period, and files not imported in time; return how many rows."""
    old = HistoryImport.objects.filter(uploaded_at__lt=now - FILE_KEPT).exclude(content="")
    old.exclude(state=HistoryImport.State.IMPORTING).update(
        content="", errors=[], state=HistoryImport.State.DISCARDED
    )
    over = day_everywhere(now) - RETENTION
    return PastCredit.objects.filter(completed_on__lt=over).delete()[0]
