"""Who holds the mailbox of a member of staff, and nothing else, makes no second factor and opens no staff page."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts.models import User
from tests.second_factors import add_app, add_codes

SignIn = Callable[[User], Client]
PROOF = ("/accounts/2fa/reauthenticate/", "/accounts/confirm/", "/accounts/reauthenticate/")
WAYS = [
    "/accounts/2fa/webauthn/add/",
    "/accounts/2fa/totp/deactivate/",
    "/accounts/2fa/recovery-codes/",
    "/accounts/2fa/recovery-codes/generate/",
    "/accounts/2fa/recovery-codes/download/",
    "/accounts/password/set/",
]


@pytest.fixture
def thief(learner: User, sign_in: SignIn) -> Client:
    """A browser signed in a moment ago, without the app that the member of staff has set up."""
    learner.is_staff = learner.is_superuser = True
    learner.save(update_fields=["is_staff", "is_superuser"])
    client = sign_in(learner)
    add_app(learner)
    add_codes(learner)
    return client


@pytest.mark.parametrize("page", WAYS)
def test_nothing_that_gives_or_shows_a_factor_opens(thief: Client, page: str) -> None:
    before = set(Authenticator.objects.values_list("pk", flat=True))
    for response in (thief.get(page), thief.post(page, {})):
        if response.status_code == 405:
            continue
        assert response.status_code == 302
        assert response["Location"].startswith(PROOF), response["Location"]
    assert set(Authenticator.objects.values_list("pk", flat=True)) == before
    assert thief.get("/admin/").status_code == 302


def test_a_code_by_mail_proves_nothing(thief: Client, mailoutbox: list[object]) -> None:
    mailoutbox.clear()
    for data in ({"send": "1"}, {"code": "000000"}):
        response = thief.post("/accounts/confirm/?next=/accounts/2fa/webauthn/add/", data)
        assert response["Location"].startswith("/accounts/2fa/reauthenticate/")
    assert thief.get("/accounts/2fa/webauthn/add/").status_code == 302
    assert not mailoutbox


def test_a_password_proves_nothing(thief: Client, learner: User) -> None:
    learner.set_password("correct horse battery")
    learner.save(update_fields=["password"])
    thief.force_login(learner)
    answer = thief.post("/accounts/reauthenticate/", {"password": "correct horse battery"})
    assert answer["Location"].startswith("/accounts/2fa/reauthenticate/")
    assert thief.get("/accounts/2fa/webauthn/add/").status_code == 302
    assert thief.get("/accounts/data.json").status_code == 302


def test_signing_in_is_a_recent_proof_whatever_a_learner_has(
    learner: User, sign_in: SignIn
) -> None:
    learner.set_password("correct horse battery")
    learner.save(update_fields=["password"])
    client = sign_in(learner)
    assert client.get("/accounts/2fa/webauthn/add/").status_code == 200
