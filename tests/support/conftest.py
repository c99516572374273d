"""Two providers, a learner of the first, and staff of each."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import User
from courses.models import Course
from progress.models import Enrolment
from providers.models import Provider
from tests import factories
from tests.staff_members import make_staff, sign_in


@pytest.fixture
def course(db: None) -> Course:
    return factories.make_course(offers={"ama-pra-1": 4, "participation": 4}, max_attempts=2)


@pytest.fixture
def provider(course: Course) -> Provider:
    return course.series.provider


@pytest.fixture
def learner(db: None) -> User:
    name = "Ana Díaz-O'Hara"
    user = factories.make_user(email="ana@clinic.example", full_name=name, verified=True)
    EmailAddress.objects.create(user=user, email="ana.private@home.example", verified=True)
    return user


@pytest.fixture
def other(db: None) -> User:
    """The same person's second account."""
    return factories.make_user(email="ana.old@clinic.example", full_name="Ana Díaz", verified=True)


@pytest.fixture
def enrolment(learner: User, course: Course) -> Enrolment:
    """Everything is done but the claim."""
    return factories.evaluated(user=learner, course=course)


@pytest.fixture
def support(provider: Provider) -> User:
    return make_staff("support", provider, full_name="Sam Support")


@pytest.fixture
def support_client(support: User) -> Client:
    """Support's browser."""
    return sign_in(support)


@pytest.fixture
def elsewhere(db: None) -> Client:
    """The browser of support at another provider, which has learners of its own."""
    other = factories.make_course()
    factories.enrol(course=other)
    return sign_in(make_staff("support", other.series.provider))
