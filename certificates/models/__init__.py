"""Proof of credit: certificates issued here, and credit recorded before this portal."""

from certificates.models.certificate import RETENTION, Certificate, CertificateQuerySet
from certificates.models.credit_move import CreditMove
from certificates.models.past_credit import PastCredit, PastCreditQuerySet
from certificates.models.transcript_file import TranscriptFile

__all__ = [
    "RETENTION",
    "Certificate",
    "CertificateQuerySet",
    "CreditMove",
    "PastCredit",
    "PastCreditQuerySet",
    "TranscriptFile",
]
