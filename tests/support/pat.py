"""Pat Lee, who is known only from a former system's file."""

from typing import Any

from certificates.models import PastCredit
from providers.models import Provider
from tests import factories


def past_credit_of_pat(provider: Provider, **fields: Any) -> PastCredit:
    """Return credit recorded for Pat Lee, of an activity of its own; it waits where no `learner` has it."""
    number = PastCredit.objects.count() + 2
    known = {"email": "pat@clinic.example", "name": "Pat Lee", "external_course_id": f"C-{number}"}
    return factories.make_past_credit(provider, **known | {"line": number} | fields)
