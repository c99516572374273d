"""Credit that a provider imported from a former system."""

from typing import Any

from certificates.models import HistoryImport, PastCredit
from certificates.services.past_credit import mailbox_key
from providers.models import Provider
from tests.factories.accounts import make_user
from tests.factories.moments import NOW


def make_past_person(
    provider: Provider, *, email: str = "pat@clinic.example", **fields: Any
) -> PastCredit:
    """Return credit recorded for Pat Lee under `email`, of an activity of its own; waiting without a `learner`."""
    source = HistoryImport.objects.filter(provider=provider).first()
    source = source or HistoryImport.objects.create(
        provider=provider,
        uploaded_by=make_user(),
        file_name="history.csv",
        sha256="0" * 64,
        uploaded_at=NOW,
    )
    line = PastCredit.objects.count() + 2
    known = {
        "source": source,
        "line": line,
        "email": "" if "learner" in fields else email,
        "person_key": mailbox_key(email),
        "name": "Pat Lee",
        "external_course_id": f"C-{line}",
        "title": "Opioid safety",
        "credit_type_code": "ama-pra-1",
        "credit_quarters": 4,
        "completed_on": NOW.date(),
    }
    return PastCredit.objects.create(provider=provider, **(known | fields))
