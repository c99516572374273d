"""Proof: certificates issued here, credit recorded before the portal, and the reports made of it."""

from certificates.models.certificate import RETENTION, Certificate, CertificateQuerySet
from certificates.models.exports import (
    Action,
    Export,
    ExportColumn,
    ExportExclusion,
    ExportLayout,
    ExportReply,
    ExportRow,
    Format,
    ProfessionCode,
    State,
    Subject,
    TrackingNumber,
)
from certificates.models.past_credit import HistoryImport, PastCredit, PastCreditQuerySet
from certificates.models.summary import CreditCell, IssuedDay

__all__ = [
    "RETENTION",
    "Action",
    "Certificate",
    "CertificateQuerySet",
    "CreditCell",
    "Export",
    "ExportColumn",
    "ExportExclusion",
    "ExportLayout",
    "ExportReply",
    "ExportRow",
    "Format",
    "HistoryImport",
    "IssuedDay",
    "PastCredit",
    "PastCreditQuerySet",
    "ProfessionCode",
    "State",
    "Subject",
    "TrackingNumber",
]
