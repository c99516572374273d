"""Scheduled deletion of old invitations."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db.models import Q

from accounts.models import User
from accounts.services import empty_audit_labels
from staff.models import Invitation

CLOSED_KEPT = timedelta(days=30)
"""How long an invitation is kept after it ended, so that staff can see what became of it."""


def purge_invitations(*, now: datetime) -> int:
    """Delete invitations that ended over `CLOSED_KEPT` ago; return how many.

    The address of somebody who never joined is removed from the audit trail, too.
    """
    before = now - CLOSED_KEPT
    never = Invitation.objects.filter(accepted_at__isnull=True)
    never = never.filter(Q(withdrawn_at__lt=before) | Q(expires_at__lt=before))
    empty_audit_labels(subjects=list(never))
    accepted = Invitation.objects.filter(accepted_at__lt=before)
    return never.delete()[0] + accepted.delete()[0]


def forget_invitations(*, user: User) -> None:
    """Delete invitations to the confirmed addresses of an account that is about to be deleted.

    The addresses are removed from the audit trail, too.
    """
    own = EmailAddress.objects.filter(user=user, verified=True).values("email")
    theirs = Invitation.objects.filter(email__in=own)
    empty_audit_labels(subjects=list(theirs))
    theirs.delete()
