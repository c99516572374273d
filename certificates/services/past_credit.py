"""Linking past credit to the account with its verified address, and deleting it as late as a certificate."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db.models import OuterRef, Subquery

from accounts.days import day_everywhere
from certificates.models import RETENTION, HistoryImport, PastCredit

FILE_KEPT = timedelta(days=30)
"""How long an uploaded file is kept if it is not imported, because it names people."""


def link_past_credit() -> int:
    """Link records to accounts with their verified address, and erase the address; return how many."""
    owner = EmailAddress.objects.filter(email=OuterRef("email"), verified=True)
    waiting = PastCredit.objects.exclude(email="").filter(learner__isnull=True)
    owners = waiting.annotate(owner=Subquery(owner.values("user")[:1])).exclude(owner=None)
    return owners.update(learner=Subquery(owner.values("user")[:1]), email="")


def purge_past_credit(*, now: datetime) -> int:
    """Delete past credit after its retention period, and files not imported in time; return how many rows."""
    old = HistoryImport.objects.filter(uploaded_at__lt=now - FILE_KEPT).exclude(content="")
    old.exclude(state=HistoryImport.State.IMPORTING).update(
        content="", errors=[], state=HistoryImport.State.DISCARDED
    )
    over = day_everywhere(now) - RETENTION
    return PastCredit.objects.filter(completed_on__lt=over).delete()[0]
