"""People with accounts, their professions, their mails, and what staff did about them."""

from accounts.models.merge import AccountMerge
from accounts.models.people import (
    AuditEntry,
    Degree,
    Mail,
    ParsCategory,
    Profession,
    User,
    UserManager,
)

__all__ = [
    "AccountMerge",
    "AuditEntry",
    "Degree",
    "Mail",
    "ParsCategory",
    "Profession",
    "User",
    "UserManager",
]
