"""Whose: a provider, its accreditation statement, and who works for it."""

from providers.models.membership import Membership
from providers.models.provider import CountedFrom, Provider, Providership, StatementTemplate

__all__ = [
    "CountedFrom",
    "Membership",
    "Provider",
    "Providership",
    "StatementTemplate",
]
