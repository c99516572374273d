"""Deleting certificates that belong to no account, once their retention period has ended."""

from datetime import date

from django.db import transaction

from accounts.services import empty_audit_labels
from certificates.models import RETENTION, Certificate


@transaction.atomic
def purge_expired(*, on: date) -> int:
    """Delete certificates without an account, completed more than six years and 30 days before `on`; return how many.

    Those of living accounts are kept: six years is the least. Safe to repeat. The database refuses to
    delete younger rows, and any of an account. Entries about the deleted ones stay in
    the audit trail and the admin's log, without the name.
    """
    over = Certificate.objects.filter(learner=None, completed_on__lt=on - RETENTION)
    empty_audit_labels(subjects=list(over.only("pk")))
    purged = 0
    # Newest of each chain first, because it protects the one that it supersedes.
    while removed := over.filter(superseded_by__isnull=True).delete()[0]:
        purged += removed
    return purged
