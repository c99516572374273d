"""Past credit waits for the account with its address, which can be corrected, and is kept as long as a certificate."""

import hashlib
from dataclasses import dataclass
from datetime import date
from itertools import batched

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, Subquery

from accounts.errors import Refused
from accounts.models import AccountMerge, User
from accounts.sentences import long_date
from certificates.models import RETENTION, PastCredit
from courses.services.statements import amount

_BATCH = 1000
ONE_CREDIT = ("provider_id", "external_course_id", "credit_type_code")
"""What two rows of one person have in common if they are the same credit."""


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
    """Link records to accounts with their verified address, and erase the address; return how many.

    One credit counts once: what an account has already stays as it is, unlinked, and is linked when the
    other one is gone. So does what was left to an account that was merged into another.
    """
    owner = EmailAddress.objects.filter(email=OuterRef("email"), verified=True).values("user")[:1]
    merged = AccountMerge.objects.filter(merged=OuterRef("learner")).values("kept")[:1]
    linked = 0
    for waiting, whose in [
        (PastCredit.objects.filter(learner__isnull=True).exclude(email=""), owner),
        (PastCredit.objects.filter(learner__merged_into__isnull=False), merged),
    ]:
        rows = waiting.annotate(owner=Subquery(whose)).exclude(owner=None)
        same = {name: OuterRef(name) for name in ONE_CREDIT}
        has = PastCredit.objects.filter(learner=OuterRef("owner"), **same)
        first = rows.filter(~Exists(has)).order_by("owner", *ONE_CREDIT, "pk")
        chosen = dict(first.distinct("owner", *ONE_CREDIT).values_list("pk", "owner"))
        for some in batched(chosen, _BATCH):
            of_these = PastCredit.objects.filter(pk__in=some)
            linked += of_these.update(learner=Subquery(whose), email="")
    return linked


@transaction.atomic
def correct_address(*, row: PastCredit, email: str) -> Readdressed:
    """Give all that the provider of `row` recorded of this person another address, and link it if that is proven.

    `email` is in its stored form. What is recorded under the new address as well is kept, since the file that
    brought the other record can be undone; one credit counts once. Raises `Refused`: linked (an account has the
    credit by now), erased (the account was deleted), address_unchanged, differs (the two records contradict
    each other).
    """
    mine = list(PastCredit.objects.of_same_person(row).select_for_update())
    if PastCredit.objects.filter(pk=row.pk, learner=None, email="").exists():
        message = "The account with this credit was deleted, and its addresses erased with it."
        raise Refused("erased", message)
    if not row.email or not mine:
        message = "This credit is in an account by now: its owner keeps the addresses there."
        raise Refused("linked", message)
    if email == row.email:
        raise Refused("address_unchanged", "This is the recorded address already.")
    owner = User.objects.filter(emailaddress__email=email, emailaddress__verified=True).first()
    whose = Q(email=email) | Q(learner=owner) if owner else Q(email=email)
    there = PastCredit.objects.filter(whose, provider=row.provider_id)
    theirs = {_activity(each): each for each in there}
    doubles = [each for each in mine if _is_double(each, theirs.get(_activity(each)))]
    # Of two records of one activity, the one that had the mailbox's own key has it afterwards.
    for each in sorted(mine, key=lambda each: each.person_key != mailbox_key(row.email)):
        _move(each, email)
    link_past_credit()
    shown = theirs[_activity(row)] if row in doubles else PastCredit.objects.get(pk=row.pk)
    return Readdressed(shown, owner, len(doubles))


def _move(row: PastCredit, email: str) -> None:
    """Give a row another address, and its key; where another record of the credit has that, one that begins with it."""
    row.email, row.person_key = email, mailbox_key(email)
    try:
        with transaction.atomic():
            row.save(update_fields=["email", "person_key"])
    except IntegrityError:
        row.person_key = f"{mailbox_key(email)}:{row.pk}"
        row.save(update_fields=["email", "person_key"])


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


def forget_addresses(*, user: User) -> None:
    """Erase the confirmed addresses of an account that is about to be deleted from credit that was not linked to it.

    Such credit stays like the linked one: with its name, for nobody's account.
    """
    own = EmailAddress.objects.filter(user=user, verified=True).values("email")
    PastCredit.objects.filter(learner__isnull=True, email__in=own).update(email="")


def purge_past_credit(*, on: date) -> int:
    """Delete past credit that no account has, once its retention period is over; return how many rows."""
    over = PastCredit.objects.with_account().filter(
        Q(("has_account", False)), completed_on__lt=on - RETENTION
    )
    return PastCredit.objects.filter(pk__in=over.values("pk")).delete()[0]
