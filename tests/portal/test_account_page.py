"""“Your account”: each part in one line with its state, for nobody but its owner."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import User
from tests import factories

pytestmark = pytest.mark.django_db
PAGE = "/accounts/"


@pytest.fixture
def learner() -> User:
    return factories.make_user(email="ann@example.org", full_name="Ann Example", verified=True)


def test_each_part_says_how_it_stands_and_leads_to_its_page(client: Client, learner: User) -> None:
    client.force_login(learner)
    page = client.get(PAGE).text
    states = ["Ann Example", "ann@example.org", "Emails never name your courses", "Code by email"]
    assert [state for state in states if state not in page] == []
    names = ["profile", "email", "2fa", "sessions", "reporting", "data", "delete"]
    assert [name for name in names if f'href="/accounts/{name}/' not in page] == []


def test_more_than_one_is_counted(client: Client, learner: User) -> None:
    client.force_login(learner)
    EmailAddress.objects.create(user=learner, email="ann@home.example", verified=True)
    learner.set_password("correct horse battery")
    learner.mail_names_course = True
    learner.save()
    client.force_login(learner)
    page = client.get(PAGE).text
    assert "ann@example.org and 1 more" in page
    assert "Code by email, password" in page
    assert "Emails may name your courses" in page


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    assert client.get(PAGE)["Location"] == "/accounts/login/?next=/accounts/"
