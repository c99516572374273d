"""Signing in: by code first, by password if one was set, for two weeks or until the browser closes."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from accounts.models import Profession, User
from tests.second_factors import add_app

Code = Callable[[], str]
CODE_PAGE = "/accounts/login/code/confirm/"
PASSWORD = "correct horse battery"


def ask_for_code(client: Client, email: str, **more: str) -> None:
    client.post("/accounts/login/", {"login": email} | more)


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_an_address_is_enough_to_get_a_code(
    client: Client, learner: User, code_of_last_mail: Code
) -> None:
    ask_for_code(client, "NORA@example.org")
    response = client.post(CODE_PAGE, {"code": code_of_last_mail()})
    assert response["Location"] == "/dashboard/"
    assert is_signed_in(client)


def test_a_wrong_code_is_told_and_three_are_the_end(client: Client, learner: User) -> None:
    ask_for_code(client, learner.email)
    assert "That code doesn’t match" in client.post(CODE_PAGE, {"code": "BBBB-BBBB"}).text
    client.post(CODE_PAGE, {"code": "BBBB-BBBB"})
    end = client.post(CODE_PAGE, {"code": "BBBB-BBBB"}, follow=True)
    assert "Too many tries" in end.text
    assert not is_signed_in(client)


def test_a_password_signs_in_where_one_was_set(client: Client, learner: User) -> None:
    learner.set_password(PASSWORD)
    learner.save()
    client.post("/accounts/login/", {"login": learner.email, "password": PASSWORD})
    assert is_signed_in(client)
    assert not mail.outbox


def test_a_secondary_address_signs_in_too(
    client: Client, learner: User, code_of_last_mail: Code
) -> None:
    EmailAddress.objects.create(user=learner, email="nora@home.example", verified=True)
    ask_for_code(client, "nora@home.example")
    client.post(CODE_PAGE, {"code": code_of_last_mail()})
    assert client.session["_auth_user_id"] == str(learner.pk)
    assert mail.outbox[0].to == ["nora@home.example"]


def test_an_inactive_account_does_not_get_a_code(client: Client, learner: User) -> None:
    User.objects.update(is_active=False)
    ask_for_code(client, learner.email)
    assert "account that is closed" in str(mail.outbox[0].body)


@pytest.mark.parametrize(("tick", "at_close"), [({}, False), ({"shared": "on"}, True)])
def test_a_session_by_code_lasts_two_weeks_or_until_the_browser_closes(
    client: Client,
    learner: User,
    code_of_last_mail: Code,
    tick: dict[str, str],
    at_close: bool,
) -> None:
    ask_for_code(client, learner.email, **tick)
    client.post(CODE_PAGE, {"code": code_of_last_mail()})
    assert is_signed_in(client)
    assert client.session.get_expire_at_browser_close() is at_close
    max_age = client.cookies["sessionid"]["max-age"]
    assert max_age == ("" if at_close else 14 * 24 * 3600)


def test_a_session_by_password_ends_with_the_browser_on_a_shared_computer(
    client: Client, learner: User
) -> None:
    learner.set_password(PASSWORD)
    learner.save()
    typed = {"login": learner.email, "password": PASSWORD, "shared": "on"}
    client.post("/accounts/login/", typed)
    assert is_signed_in(client)
    assert client.cookies["sessionid"]["max-age"] == ""


def test_a_first_session_ends_with_the_browser_on_a_shared_computer(
    client: Client, db: None, code_of_last_mail: Code
) -> None:
    answers = {"full_name": "Nora", "email": "n@example.org", "shared": "on"}
    profession = Profession.objects.get(code="other").pk
    client.post("/accounts/signup/", answers | {"profession": profession})
    client.post("/accounts/confirm-email/", {"code": code_of_last_mail()})
    assert is_signed_in(client)
    assert client.cookies["sessionid"]["max-age"] == ""


def test_a_passkey_on_a_phone_does_not_lock_its_owner_out_of_the_code(
    client: Client, learner: User, code_of_last_mail: Code
) -> None:
    Authenticator.objects.create(user=learner, type=Authenticator.Type.WEBAUTHN, data={})
    ask_for_code(client, learner.email)
    client.post(CODE_PAGE, {"code": code_of_last_mail()})
    assert is_signed_in(client)


def test_an_authenticator_app_is_asked_for_after_the_code(
    client: Client, learner: User, code_of_last_mail: Code
) -> None:
    add_app(learner)
    Authenticator.objects.create(user=learner, type=Authenticator.Type.RECOVERY_CODES, data={})
    ask_for_code(client, learner.email)
    response = client.post(CODE_PAGE, {"code": code_of_last_mail()})
    assert response["Location"] == "/accounts/2fa/authenticate/"
    assert not is_signed_in(client)


def test_the_secret_of_an_authenticator_app_is_not_readable_in_the_database(learner: User) -> None:
    secret = add_app(learner)
    kept = Authenticator.objects.get(user=learner).data["secret"]
    assert secret not in kept


def test_signing_out_is_a_post_that_clears_the_device(
    learner: User, sign_in: Callable[[User], Client]
) -> None:
    client = sign_in(learner)
    page = client.get("/accounts/logout/")
    assert "data-clear-device" in page.text
    assert is_signed_in(client)
    client.post("/accounts/logout/")
    assert not is_signed_in(client)


def test_no_cookie_outlives_the_session(client: Client, learner: User) -> None:
    client.get("/accounts/login/")
    ask_for_code(client, learner.email)
    two_weeks = 14 * 24 * 60 * 60
    assert {client.cookies[name]["max-age"] for name in ("csrftoken", "sessionid")} == {two_weeks}


FAILURES = [
    ("/accounts/login/", {"login": "nora@example.org", "password": "wrong"}, "wrong password"),
    ("/accounts/login/", {"login": "nobody@example.org", "password": "wrong"}, "wrong password"),
    ("/accounts/login/code/confirm/", {"code": "BBBB-BBBB"}, "wrong code or passkey"),
]


@pytest.mark.parametrize(("page", "typed", "kind"), FAILURES)
def test_a_failed_sign_in_is_one_line_without_the_address(
    client: Client,
    learner: User,
    caplog: pytest.LogCaptureFixture,
    page: str,
    typed: dict[str, str],
    kind: str,
) -> None:
    if "code" in typed:
        client.post("/accounts/login/", {"login": learner.email})
    client.post(page, typed)
    failed = [record for record in caplog.records if record.name == "accounts.sign_in"]
    assert [record.getMessage() for record in failed] == [f"Sign-in failed: {kind}"]
    assert "example.org" not in caplog.text
    assert "127.0.0.1" not in caplog.text
