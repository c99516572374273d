"""A provider with two owners, and people to work for it."""

import pytest

from accounts.models import User
from providers.models import Provider
from tests import factories
from tests.staff_members import make_staff


@pytest.fixture
def provider(db: None) -> Provider:
    return factories.make_provider(name="Midwest Medical Society")


@pytest.fixture
def owner(provider: Provider) -> User:
    return make_staff("owner", provider, full_name="Olga Owner", email="olga@staff.example")


@pytest.fixture
def second_owner(provider: Provider) -> User:
    return make_staff("owner", provider, full_name="Otto Owner", email="otto@staff.example")


@pytest.fixture
def manager(provider: Provider) -> User:
    return make_staff("manager", provider, full_name="Mia Manager", email="mia@staff.example")


@pytest.fixture
def administrator(db: None) -> User:
    return factories.make_user(full_name="Ada Admin", is_staff=True, is_superuser=True)


@pytest.fixture
def kate(db: None) -> User:
    """A learner whose address is verified."""
    return factories.make_user(email="kate@example.org", full_name="Kate Novak", verified=True)
