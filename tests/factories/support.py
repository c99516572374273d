"""Commercial support of a course."""

from datetime import date
from decimal import Decimal
from typing import Any

from accounts import private_files
from courses.models import CommercialSupport, Course, SupportNature

PDF = b"%PDF-1.7 agreement"
COMPLETE_SUPPORT: dict[str, Any] = {
    "source": "Acme Devices, Inc.",
    "nature": SupportNature.GRANT,
    "amount": Decimal("2500.00"),
    "use": "Recording and captions.",
    "signed_on": date(2024, 11, 4),
    "agreement": "agreement-of-acme",
    "agreement_name": "agreement.pdf",
}


def make_support(*, course: Course, content: bytes = b"", **fields: Any) -> CommercialSupport:
    """Return complete support; its agreement is in storage only if `content` is given."""
    support = CommercialSupport.objects.create(course=course, **COMPLETE_SUPPORT | fields)
    if content:
        support.agreement = f"agreement-{support.pk}"
        support.save(update_fields=["agreement"])
        private_files.keep(support.agreement, content)
    return support
