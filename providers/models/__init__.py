"""Providers, their accreditation statements, and who works for them."""

from providers.models.membership import Membership
from providers.models.owner_answer import OwnerAnswer
from providers.models.provider import (
    BRAND_TEXTS,
    CountedFrom,
    Provider,
    Providership,
    StatementTemplate,
)

__all__ = [
    "BRAND_TEXTS",
    "CountedFrom",
    "Membership",
    "OwnerAnswer",
    "Provider",
    "Providership",
    "StatementTemplate",
]
