"""A stranger at an open computer gives an account no way in of their own: that asks for a fresh proof."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.models import User

SignIn = Callable[[User], Client]
CONFIRM = "/accounts/confirm/?next="
WAYS = ["/accounts/2fa/webauthn/add/", "/accounts/2fa/totp/activate/", "/accounts/password/set/"]
STRANGER = {"action_add": "", "email": "stranger@example.org"}


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-23 08:00Z", tick=False) as clock:
        yield clock


@pytest.mark.parametrize("page", WAYS)
def test_a_new_way_in_asks_for_a_fresh_proof(
    learner: User, sign_in: SignIn, clock: time_machine.Traveller, page: str
) -> None:
    client = sign_in(learner)
    assert client.get(page).status_code == 200
    clock.shift(16 * 60)
    assert client.get(page)["Location"].startswith(CONFIRM)
    assert client.post(page, {})["Location"].startswith(CONFIRM)


def test_a_new_address_waits_for_a_fresh_proof_and_then_goes_on(
    learner: User,
    sign_in: SignIn,
    clock: time_machine.Traveller,
    code_of_last_mail: Callable[[], str],
) -> None:
    client = sign_in(learner)
    clock.shift(16 * 60)
    asked = client.post("/accounts/email/", STRANGER)["Location"]
    assert asked.startswith(CONFIRM)
    assert not EmailAddress.objects.filter(email=STRANGER["email"]).exists()
    client.post(asked, {"send": "1"})
    response = client.post(asked, {"code": code_of_last_mail()})
    assert response["Location"] == "/accounts/confirm-email/"


@pytest.mark.parametrize("act", ["action_primary", "action_remove"])
def test_another_primary_address_and_a_removal_wait_for_a_fresh_proof(
    learner: User, sign_in: SignIn, clock: time_machine.Traveller, act: str
) -> None:
    other = EmailAddress.objects.create(user=learner, email="nora@home.example", verified=True)
    client = sign_in(learner)
    clock.shift(16 * 60)
    asked = client.post("/accounts/email/", {act: "", "email": other.email})
    assert asked["Location"].startswith(CONFIRM)
    other.refresh_from_db()
    assert not other.primary


def test_the_password_page_asks_a_stranger_to_sign_in(client: Client, db: None) -> None:
    assert client.get("/accounts/password/set/")["Location"].startswith("/accounts/login/")


def test_a_password_sent_too_late_is_not_kept_in_the_session(
    learner: User, sign_in: SignIn, clock: time_machine.Traveller
) -> None:
    client = sign_in(learner)
    clock.shift(16 * 60)
    client.post(WAYS[2], {"password1": "correct horse", "password2": "correct horse"})
    learner.refresh_from_db()
    assert not learner.has_usable_password()
    assert "correct horse" not in str([each.get_decoded() for each in Session.objects.all()])
