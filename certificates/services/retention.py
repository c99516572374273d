"""The end of a certificate: deleted when nobody must be able to verify it any more."""

from datetime import date

from django.db import transaction

from accounts.services import empty_audit_labels
from certificates.models import RETENTION, Certificate


@transaction.atomic
def purge_expired(*, on: date) -> int:
    """Delete certificates completed more than six years and 30 days before `on`; return how many.

    Safe to repeat. The database refuses to delete any younger row, whoever asks. The lines about them in
    the logs of staff stay, without the name that was on them.
    """
    over = Certificate.objects.filter(completed_on__lt=on - RETENTION)
    empty_audit_labels(subjects=list(over.only("pk")))
    purged = 0
    # Newest of each chain first: a certificate outlives what it superseded.
    while removed := over.filter(superseded_by__isnull=True).delete()[0]:
        purged += removed
    return purged
