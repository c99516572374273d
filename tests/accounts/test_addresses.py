"""A new address is a new way in to the same account, never a new account."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from accounts.models import User
from tests import factories
from tests.second_factors import PROOFS

Code = Callable[[], str]
SignIn = Callable[[User], Client]
PAGE = "/accounts/email/"


def add(client: Client, email: str) -> None:
    client.post(PAGE, {"action_add": "", "email": email})


def test_an_address_is_added_once_its_code_is_typed(
    learner: User, sign_in: SignIn, code_of_last_mail: Code
) -> None:
    client = sign_in(learner)
    add(client, "nora@home.example")
    assert mail.outbox[-1].to == ["nora@home.example"]
    assert not EmailAddress.objects.filter(email="nora@home.example").exists()
    page = client.post("/accounts/confirm-email/", {"code": code_of_last_mail()}, follow=True)
    assert EmailAddress.objects.get(email="nora@home.example").user == learner
    assert page.redirect_chain[-1][0] == PAGE
    assert "Email address confirmed." in page.content.decode()


def test_a_change_of_address_keeps_the_account_and_warns_the_old_mailbox(
    learner: User, sign_in: SignIn, deliver_queued: Callable[[], None]
) -> None:
    EmailAddress.objects.create(user=learner, email="nora@home.example", verified=True)
    client = sign_in(learner)
    client.post(PAGE, {"action_primary": "", "email": "nora@home.example"})
    deliver_queued()
    changed = User.objects.get()
    assert (changed.pk, changed.email) == (learner.pk, "nora@home.example")
    assert mail.outbox[-1].to == ["nora@example.org"]
    assert mail.outbox[-1].subject == "Your primary email address was changed"


def test_the_main_address_cannot_be_removed(learner: User, sign_in: SignIn) -> None:
    client = sign_in(learner)
    client.post(PAGE, {"action_remove": "", "email": learner.email})
    assert EmailAddress.objects.filter(email=learner.email).exists()


@pytest.mark.parametrize("kind", [Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP])
def test_a_passkey_or_an_app_does_not_forbid_a_second_address(
    learner: User, sign_in: SignIn, kind: str
) -> None:
    client = sign_in(learner)
    Authenticator.objects.create(user=learner, type=kind, data={})
    session = client.session
    session[PROOFS][-1]["reauthenticated"] = True
    session.save()
    add(client, "nora@home.example")
    assert mail.outbox[-1].to == ["nora@home.example"]


def test_the_address_of_another_account_is_not_told_apart(learner: User, sign_in: SignIn) -> None:
    other = factories.make_user(email="kate@example.org", verified=True)
    client = sign_in(learner)
    response = client.post(PAGE, {"action_add": "", "email": other.email})
    assert response["Location"] == "/accounts/confirm-email/"


def test_the_primary_address_is_not_made_primary_again(learner: User, sign_in: SignIn) -> None:
    client = sign_in(learner)
    mail.outbox.clear()
    page = client.post(PAGE, {"action_primary": "", "email": learner.email}, follow=True)
    assert "This is already your primary address." in page.content.decode()
    assert mail.outbox == []


def test_what_cannot_be_done_with_the_only_address_is_not_offered(
    learner: User, sign_in: SignIn
) -> None:
    page = sign_in(learner).get(PAGE).content.decode()
    assert "action_add" in page
    assert not any(act in page for act in ("action_primary", "action_send", "action_remove"))
