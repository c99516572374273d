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
    assert "If it was confirmed, nora@example.org still signs you in." in str(mail.outbox[-1].body)


def test_a_removal_is_told_to_both_mailboxes_with_what_each_can_do(
    learner: User, sign_in: SignIn, deliver_queued: Callable[[], None]
) -> None:
    address = EmailAddress.objects.create(user=learner, email="nora@home.example", verified=True)
    client = sign_in(learner)
    mail.outbox.clear()
    asked = client.get(f"{PAGE}?remove={address.pk}").text
    assert (
        "Remove <strong>nora@home.example</strong> from your account? It will no longer sign you in."
        in asked
    )
    # allauth compares addresses in small letters, whatever a hand-made form sends.
    client.post(PAGE, {"action_remove": "", "email": address.email.upper()})
    deliver_queued()
    bodies = {message.to[0]: str(message.body) for message in mail.outbox}
    assert set(bodies) == {"nora@example.org", "nora@home.example"}
    assert "If not, sign in;" in bodies["nora@example.org"]
    assert "sign in" not in bodies["nora@home.example"].lower()
    assert "reply to this email" in bodies["nora@home.example"]


def test_the_removal_of_an_address_that_nobody_confirmed_is_not_told_there(
    learner: User, sign_in: SignIn, deliver_queued: Callable[[], None]
) -> None:
    EmailAddress.objects.create(user=learner, email="kate@example.org", verified=False)
    client = sign_in(learner)
    mail.outbox.clear()
    client.post(PAGE, {"action_remove": "", "email": "kate@example.org"})
    deliver_queued()
    assert [message.to for message in mail.outbox] == [["nora@example.org"]]


def test_the_main_address_cannot_be_removed(learner: User, sign_in: SignIn) -> None:
    client = sign_in(learner)
    client.post(PAGE, {"action_remove": "", "email": learner.email})
    assert EmailAddress.objects.filter(email=learner.email).exists()
    for row in (EmailAddress.objects.get().pk, "x", ""):
        assert "action_remove" not in client.get(f"{PAGE}?remove={row}").text


def test_the_address_of_somebody_else_is_not_shown_by_asking_to_remove_it(
    learner: User, sign_in: SignIn
) -> None:
    kate = factories.make_user(email="kate@example.org", verified=True)
    other = EmailAddress.objects.create(user=kate, email="kate@home.example", verified=True)
    client = sign_in(learner)
    assert "kate" not in client.get(f"{PAGE}?remove={other.pk}").text


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
    assert not any(act in page for act in ("action_primary", "action_send", "?remove="))


def test_each_address_offers_what_works_with_it(learner: User, sign_in: SignIn) -> None:
    for email, verified in (("a@home.example", True), ("b@home.example", False)):
        EmailAddress.objects.create(user=learner, email=email, verified=verified)
    page = sign_in(learner).get(PAGE).text
    primary, confirmed, waiting = page.split('<li class="line-entry">')[1:]
    assert learner.email in primary
    assert "<form" not in primary.split("</li>")[0]
    assert "action_primary" in confirmed
    assert "action_send" not in confirmed
    assert "action_send" in waiting
    assert "action_primary" not in waiting
    assert all("?remove=" in row for row in (confirmed, waiting))
