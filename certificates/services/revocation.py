"""Taking a certificate back: it stays, and says so wherever it is shown."""

from datetime import datetime

from certificates.models import Certificate
from progress.errors import NotEligible


def revoke(*, certificate: Certificate, reason: str, now: datetime) -> None:
    """Revoke a certificate for good. A second call changes nothing: moment and reason stand.

    The reason is for the record and the owner; the public page says only that it was revoked.
    Raises `NotEligible("reason_missing")`.
    """
    if not reason.strip():
        raise NotEligible("reason_missing", "Say why the certificate is revoked.")
    Certificate.objects.filter(pk=certificate.pk, revoked_at__isnull=True).update(
        revoked_at=now, revocation_reason=reason.strip()
    )
