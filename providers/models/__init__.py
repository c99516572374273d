"""Providers, their accreditation statements, and who works for them."""

from providers.models.membership import Membership
from providers.models.provider import CountedFrom, Provider, Providership, StatementTemplate

__all__ = [
    "CountedFrom",
    "Membership",
    "Provider",
    "Providership",
    "StatementTemplate",
]
