"""Every page of one's own account opens, in our frame and without a foreign script."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts.models import User
from courses.models import Course
from tests import factories
from tests.second_factors import add_app

SignIn = Callable[[User], Client]
PAGES = [
    "/accounts/profile/",
    "/accounts/delete/",
    "/accounts/confirm/",
    "/accounts/email/",
    "/accounts/password/set/",
    "/accounts/sessions/",
    "/accounts/logout/",
    "/accounts/2fa/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/2fa/totp/activate/",
]
OPEN_PAGES = ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"]


@pytest.fixture(autouse=True)
def course(db: None) -> Course:
    """A published course of a series that shows the exit: pages of no course show it, too."""
    return factories.make_course()


def check(page: str) -> None:
    assert page.count("<h1") == 1
    assert "Exit this page" in page
    assert " style=" not in page
    assert "onclick" not in page
    assert "placeholder=" not in page, "a label says it, and stays while one types"
    for start in page.split("<script")[1:]:
        tag = start.split(">")[0]
        assert "src=" in tag or 'type="application/json"' in tag


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_the_account_opens(learner: User, sign_in: SignIn, path: str) -> None:
    page = sign_in(learner).get(path)
    assert page.status_code == 200
    check(page.text)


@pytest.mark.parametrize("path", OPEN_PAGES)
def test_a_page_for_everyone_opens(client: Client, db: None, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 200
    check(page.text)


def test_recovery_codes_are_offered_with_an_authenticator_app_only(
    learner: User, sign_in: SignIn
) -> None:
    client = sign_in(learner)
    assert "Recovery codes" not in client.get("/accounts/2fa/").text
    add_app(learner)
    Authenticator.objects.create(
        user=learner, type=Authenticator.Type.RECOVERY_CODES, data={"migrated_codes": []}
    )
    assert "Recovery codes" in client.get("/accounts/2fa/").text


def test_the_tick_that_makes_a_passkey_serve_alone_is_set_and_hidden(
    learner: User, sign_in: SignIn
) -> None:
    page = sign_in(learner).get("/accounts/2fa/webauthn/add/").text
    tick = page.split('name="passwordless"')[1].split(">")[0]
    assert "hidden" in tick
    assert "checked" in tick
