"""Who: a person with an account, what they do for a living, and what reporting their credit takes."""

from accounts.models.merge import AccountMerge
from accounts.models.people import (
    AuditEntry,
    Mail,
    ParsCategory,
    Profession,
    User,
    UserManager,
)
from accounts.models.reporting import (
    BoardId,
    CertifyingBoard,
    Consent,
    ConsentText,
    Licence,
    ReportingDestination,
    ReportingIdentity,
)

__all__ = [
    "AccountMerge",
    "AuditEntry",
    "BoardId",
    "CertifyingBoard",
    "Consent",
    "ConsentText",
    "Licence",
    "Mail",
    "ParsCategory",
    "Profession",
    "ReportingDestination",
    "ReportingIdentity",
    "User",
    "UserManager",
]
