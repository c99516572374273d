"""Proof: certificates issued here, and credit that was recorded before the portal."""

from certificates.models.certificate import RETENTION, Certificate, CertificateQuerySet
from certificates.models.past_credit import HistoryImport, PastCredit, PastCreditQuerySet
from certificates.models.summary import CreditCell, IssuedDay

__all__ = [
    "RETENTION",
    "Certificate",
    "CertificateQuerySet",
    "CreditCell",
    "HistoryImport",
    "IssuedDay",
    "PastCredit",
    "PastCreditQuerySet",
]
