"""Who is known from credit of a former system."""

from typing import Any

from certificates.models import PastCredit
from providers.models import Provider
from tests.factories.past_credit import make_past_credit


def make_past_person(
    provider: Provider, *, email: str = "pat@clinic.example", **fields: Any
) -> PastCredit:
    """Return credit recorded for Pat Lee under `email`, of an activity of its own; waiting without a `learner`."""
    known = {"name": "Pat Lee", "external_course_id": f"P-{PastCredit.objects.count()}"}
    return make_past_credit(provider=provider, address=email, **(known | fields))
