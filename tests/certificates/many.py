"""A learner with more credit than one page holds."""

import uuid
from datetime import timedelta

from certificates.codes import new_code
from certificates.models import Certificate


def copies(certificate: Certificate, number: int) -> list[Certificate]:
    """Return `number` more certificates of the same learner, one a day earlier than the other."""
    fields = {
        field.attname: getattr(certificate, field.attname)
        for field in Certificate._meta.concrete_fields
    }
    return Certificate.objects.bulk_create(
        Certificate(
            **fields
            | {
                "id": uuid.uuid4(),
                "code": new_code(),
                "enrolment_id": None,
                "completed_on": certificate.completed_on - timedelta(days=day % 300),
                "title": f"Activity {day}",
            }
        )
        for day in range(number)
    )
