"""An account that staff made: its first code confirms it, and no code that is asked for puts it in danger."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.services import purge_unfinished_sign_ups
from support.services.merging import merge_accounts
from tests import factories

pytestmark = pytest.mark.django_db
Code = Callable[[], str]
LOGIN, RESET = "/accounts/login/", "/accounts/password/reset/"
LONG_AGO = timezone.now() - timedelta(days=30)


@pytest.fixture
def made() -> User:
    return factories.make_user(email="kate@example.org", date_joined=LONG_AGO)


def purge() -> int:
    return purge_unfinished_sign_ups(now=timezone.now())


def test_its_first_code_signs_in_and_confirms_the_address(
    made: User, client: Client, code_of_last_mail: Code
) -> None:
    waits = client.post(LOGIN, {"login": made.email})["Location"]
    answer = client.post(waits, {"code": code_of_last_mail()})
    assert answer["Location"] == "/dashboard/"
    assert client.session["_auth_user_id"] == str(made.pk)
    own = EmailAddress.objects.get(user=made)
    assert (own.email, own.verified, own.primary) == (made.email, True, True)


def test_the_code_for_a_new_password_confirms_the_address(
    made: User, client: Client, code_of_last_mail: Code
) -> None:
    waits = client.post(RESET, {"email": made.email})["Location"]
    client.post(waits, {"code": code_of_last_mail()})
    assert EmailAddress.objects.get(user=made).verified
    assert purge() == 0


def test_a_password_without_the_code_after_it_leaves_no_sign_up(made: User, client: Client) -> None:
    made.set_password("correct horse battery")
    made.save()
    client.post(LOGIN, {"login": made.email, "password": "correct horse battery"})
    assert not EmailAddress.objects.get(user=made).verified
    assert purge() == 0
    client.post("/accounts/start-over/")
    assert User.objects.filter(pk=made.pk).exists()


def test_two_that_nobody_used_stay_when_they_are_joined(made: User) -> None:
    boss = factories.make_user(is_superuser=True, is_staff=True)
    enrolment = factories.enrol(user=factories.make_user(email="old@example.org"))
    merge_accounts(staff=boss, kept=made, merged=enrolment.user, reason="One.", now=factories.NOW)
    assert purge() == 0
    enrolment.refresh_from_db()
    assert enrolment.user == made


def test_each_address_of_two_joined_ones_signs_in_by_its_first_code(
    made: User, code_of_last_mail: Code
) -> None:
    boss = factories.make_user(is_superuser=True, is_staff=True)
    old = factories.make_user(email="old@example.org")
    merge_accounts(staff=boss, kept=made, merged=old, reason="One.", now=factories.NOW)
    for email in ("old@example.org", "kate@example.org"):
        client = Client()
        waits = client.post(LOGIN, {"login": email})["Location"]
        client.post(waits, {"code": code_of_last_mail()})
        assert client.session["_auth_user_id"] == str(made.pk)


def test_a_sign_up_to_which_another_account_was_joined_stays() -> None:
    boss = factories.make_user(is_superuser=True, is_staff=True)
    waiting = factories.make_unconfirmed("kate@example.org")
    User.objects.filter(pk=waiting.pk).update(date_joined=LONG_AGO)
    enrolment = factories.enrol(user=factories.make_user(email="old@example.org"))
    merge_accounts(
        staff=boss, kept=waiting, merged=enrolment.user, reason="One.", now=factories.NOW
    )
    assert purge() == 0
