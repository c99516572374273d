"""Credit that a former system recorded."""

from itertools import count
from typing import Any

from certificates.models import HistoryImport, PastCredit
from certificates.services.past_credit import mailbox_key
from providers.models import Provider
from tests.factories.accounts import make_user
from tests.factories.moments import NOW
from tests.factories.providers import make_provider

_lines = count(2)


def make_past_credit(
    *, provider: Provider | None = None, address: str = "ana@example.org", **fields: Any
) -> PastCredit:
    """Return one record of who was known by `address`; it is kept unless there is a `learner`.

    The records of one provider come from one file.
    """
    provider = provider or make_provider()
    source = HistoryImport.objects.filter(provider=provider).first()
    if source is None:
        source = HistoryImport.objects.create(
            provider=provider, uploaded_by=make_user(), file_name="old.csv", sha256="0" * 64
        )
    defaults = {
        "source": source,
        "line": next(_lines),
        "email": "" if fields.get("learner") else address,
        "person_key": mailbox_key(address),
        "name": "Ana Díaz",
        "external_course_id": "C-1",
        "title": "Opioid safety",
        "credit_type_code": "ama-pra-1",
        "credit_quarters": 4,
        "completed_on": NOW.date(),
    }
    return PastCredit.objects.create(provider=provider, **defaults | fields)
