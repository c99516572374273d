"""Linking past credit to the account with its verified address, and deleting it as late as a certificate."""

import hashlib
from datetime import date
from itertools import batched

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, Subquery

from accounts.models import AccountMerge
from certificates.models import RETENTION, PastCredit

_BATCH = 1000
ONE_CREDIT = ("provider_id", "external_course_id", "credit_type_code")
"""What two rows of one person have in common if they are the same credit."""


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


def purge_past_credit(*, on: date) -> int:
    """Delete past credit whose retention period is over on that day; return how many rows."""
    return PastCredit.objects.filter(completed_on__lt=on - RETENTION).delete()[0]
