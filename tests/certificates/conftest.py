"""A learner who is ready to claim, and one who has claimed."""

import re
from datetime import datetime

import pytest
from django.test import Client

from accounts.models import User
from certificates.models import Certificate
from certificates.services.claims import claim_credit
from progress.models import Enrolment
from tests import factories


@pytest.fixture
def enrolment(db: None) -> Enrolment:
    """A physician who has done everything but claim; one credit of each type is offered."""
    course = factories.make_course(offers={"ama-pra-1": 4, "participation": 4})
    user = factories.make_user(full_name="Ana Díaz", credentials="MD")
    return factories.evaluated(user=user, course=course)


@pytest.fixture
def certificate(enrolment: Enrolment) -> Certificate:
    """A claim of 0.75 AMA PRA Category 1 Credits™ (three quarters)."""
    return claim(enrolment)


def claim(
    enrolment: Enrolment,
    credit: str = "ama-pra-1",
    quarters: int = 3,
    now: datetime = factories.NOW,
) -> Certificate:
    """Claim as the learner does."""
    return claim_credit(
        enrolment=enrolment,
        credit_type_code=credit,
        quarters=quarters,
        attested=True,
        now=now,
    )


def filled_in(client: Client, url: str, typed: dict[str, str]) -> dict[str, str | list[str]]:
    """Return what the browser of who opens this form sends: what they type, and what the page showed."""
    shown = re.findall(r'name="statement" value="(\w+)"', client.get(url).content.decode())
    return {**typed, "statement": shown}


@pytest.fixture
def learner(enrolment: Enrolment) -> User:
    return enrolment.user


@pytest.fixture
def signed_in(client: Client, learner: User) -> Client:
    """The learner's browser."""
    client.force_login(learner)
    return client


@pytest.fixture
def stranger(db: None) -> Client:
    """Another learner's browser."""
    client = Client()
    client.force_login(factories.make_user())
    return client
