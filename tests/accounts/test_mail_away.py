"""While mail is not going out every door says so, keeps what was typed, and mails a code on the next try."""

import re
import smtplib
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client

from accounts.models import Mail, Profession, User
from tests import factories
from tests.accounts.test_enumeration import told

AWAY = "We cannot send email right now"
KNOWN, UNKNOWN = "nora@example.org", "kate@example.org"


class AwayServer(BaseEmailBackend):
    """A mail server that does not answer; `tried` counts the messages given to it."""

    tried = 0

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        AwayServer.tried += len(email_messages)
        raise TimeoutError("no answer")


@pytest.fixture(autouse=True)
def nothing_counted(db: None) -> None:
    cache.clear()
    AwayServer.tried = 0


@pytest.fixture
def away(settings: Any) -> Callable[[], None]:
    """Mail is away until the test calls this."""
    before = settings.MAILERS
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.AwayServer"}}

    def answers_again() -> None:
        settings.MAILERS = before

    return answers_again


def sign_up(email: str) -> dict[str, Any]:
    profession = Profession.objects.get(code="other").pk
    return {"full_name": "Kate Moore", "email": email, "profession": profession, "shared": "on"}


DOORS: dict[str, tuple[str, Callable[[str], dict[str, Any]]]] = {
    "sign up": ("/accounts/signup/", sign_up),
    "sign in": ("/accounts/login/", lambda email: {"login": email}),
    "reset": ("/accounts/password/reset/", lambda email: {"email": email}),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("email", [KNOWN, UNKNOWN])
def test_the_form_says_so_keeps_what_was_typed_and_mails_on_the_next_try(
    away: Callable[[], None], learner: User, door: str, email: str
) -> None:
    path, typed = DOORS[door]
    client = Client()
    for _ in range(6):  # more often than a mailbox is sent codes
        page = client.post(path, typed(email))
        assert page.status_code == 503
        assert AWAY in page.text
        assert f'value="{email}"' in page.text
    assert not User.objects.filter(email=UNKNOWN).exclude(full_name="").exists()
    away()
    assert client.post(path, typed(email)).status_code == 302
    assert [message.to for message in mail.outbox] == [[email]]
    has_code = (email == KNOWN) is (door != "sign up")
    assert (
        bool(re.search(r"^[A-Z]{4}-[A-Z]{4}$", str(mail.outbox[0].body), re.MULTILINE)) is has_code
    )


@pytest.mark.parametrize("door", DOORS)
def test_known_and_unknown_addresses_are_tried_alike(
    away: Callable[[], None], learner: User, door: str
) -> None:
    path, typed = DOORS[door]
    pages = []
    for email in (KNOWN, UNKNOWN):
        before = AwayServer.tried
        pages.append(told(Client().post(path, typed(email)).text).replace(email, "x"))
        assert AwayServer.tried == before + 1
    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    ("door", "page"),
    [("sign up", "/accounts/confirm-email/"), ("sign in", "/accounts/login/code/confirm/")],
)
def test_another_code_is_tried_alike_and_the_first_one_still_counts(
    settings: Any, learner: User, door: str, page: str
) -> None:
    path, typed = DOORS[door]
    pages, before = [], settings.MAILERS
    for email in (KNOWN, UNKNOWN):
        settings.MAILERS = before
        client, tried = Client(), AwayServer.tried
        client.post(path, typed(email))
        settings.MAILERS = {"default": {"BACKEND": f"{__name__}.AwayServer"}}
        again = client.post(page, {"action": "resend"})
        assert again.status_code == 503
        assert AwayServer.tried == tried + 1
        assert f'href="{page}"' in again.text
        pages.append(told(again.text).replace(email, "x"))
        assert "We sent a code to <strong>" in client.get(page).text
    assert pages[0] == pages[1]
    assert AWAY in pages[0]


@pytest.mark.parametrize("door", ["sign up", "sign in"])
def test_another_code_goes_to_strangers_too(learner: User, door: str) -> None:
    path, typed = DOORS[door]
    page = {"sign up": "/accounts/confirm-email/", "sign in": "/accounts/login/code/confirm/"}[door]
    for email in (KNOWN, UNKNOWN):
        client, sent = Client(), len(mail.outbox)
        client.post(path, typed(email))
        client.post(page, {"action": "resend"})
        assert [message.to for message in mail.outbox[sent:]] == [[email], [email]]


def test_the_first_code_still_signs_in_when_another_could_not_be_mailed(
    settings: Any, learner: User, code_of_last_mail: Callable[[], str]
) -> None:
    client = Client()
    client.post("/accounts/login/", {"login": KNOWN})
    before = settings.MAILERS
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.AwayServer"}}
    client.post("/accounts/login/code/confirm/", {"action": "resend"})
    settings.MAILERS = before
    client.post("/accounts/login/code/confirm/", {"code": code_of_last_mail()})
    assert "_auth_user_id" in client.session


def test_who_is_signed_in_is_told_too(
    away: Callable[[], None], learner: User, client: Client
) -> None:
    client.force_login(learner)
    session = client.session
    session["accounts.signed_in_at"] = 2**40  # a proof that stays fresh
    session.save()
    added = client.post("/accounts/email/", {"email": "second@example.org", "action_add": ""})
    assert added.status_code == 503
    assert 'value="second@example.org"' in added.text
    assert AWAY in added.text
    confirm = client.post("/accounts/confirm/", {"send": ""})
    assert confirm.status_code == 503
    assert AWAY in confirm.text
    assert "We sent a code" not in client.get("/accounts/confirm/").text
    away()
    client.post("/accounts/email/", {"email": "second@example.org", "action_add": ""})
    assert mail.outbox[-1].to == ["second@example.org"]


def test_an_unconfirmed_address_gets_its_code_on_the_next_try(
    away: Callable[[], None], client: Client
) -> None:
    user = factories.make_user(email="ann@example.org", verified=False)
    user.set_password("correct horse battery")
    user.save()
    typed = {"login": user.email, "password": "correct horse battery"}
    assert client.post("/accounts/login/", typed).status_code == 503
    away()
    client.post("/accounts/login/", typed)
    assert [message.to for message in mail.outbox] == [["ann@example.org"]]


def test_a_refused_address_is_called_that(settings: Any, client: Client, learner: User) -> None:
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.RefusingServer"}}
    page = client.post("/accounts/login/", {"login": KNOWN})
    assert page.status_code == 503
    assert "does not deliver to this address" in page.text
    assert Mail.objects.get().failure


class RefusingServer(BaseEmailBackend):
    """A mail server that knows no such mailbox."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise smtplib.SMTPRecipientsRefused({KNOWN: (550, b"no such mailbox")})
