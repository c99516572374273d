"""Credit that a former system recorded."""

from itertools import count
from typing import Any

from certificates.models import PastCredit
from certificates.services.past_credit import mailbox_key
from imports.models import Import
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
    source = Import.objects.filter(provider=provider, kind="history").first()
    if source is None:
        source = Import.objects.create(
            provider=provider,
            kind="history",
            target=provider.slug,
            uploaded_by=make_user(),
            file_name="old.csv",
            sha256="0" * 64,
            state=Import.State.DONE,
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
