"""Revoking a certificate: it is kept, and shown as revoked everywhere."""

from datetime import datetime

from django.db import transaction

from accounts.cleaning import says_something
from certificates.models import Certificate
from certificates.services.issuing import announce_revocation
from progress.errors import NotEligible


@transaction.atomic
def revoke(*, certificate: Certificate, reason: str, now: datetime) -> None:
    """Revoke a certificate for good, and mail its owner. A second call changes nothing, neither time nor reason.

    The reason is for the record and the owner; the public page says only that it was revoked.
    Only the newest of a chain of corrections can be revoked: an older one is no longer proof, and
    revoking it would leave the credit valid. Raises `NotEligible`: reason_missing, not_current.
    """
    if not says_something(reason):
        raise NotEligible("reason_missing", "Say why the certificate is revoked.")
    standing = Certificate.objects.live().filter(pk=certificate.pk)
    if standing.update(revoked_at=now, revocation_reason=reason.strip()):
        if certificate.learner:
            announce_revocation(certificate, user=certificate.learner)
        return
    if Certificate.objects.get(pk=certificate.pk).status == "superseded":
        newest = certificate.newest()
        message = (
            f"{certificate.printed_code} was replaced: revoke the newest, {newest.printed_code}."
        )
        raise NotEligible("not_current", message, newest.get_absolute_url())
