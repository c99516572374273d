"""Wherever a code is typed: what is none costs nothing, the page names its own mail, and no way ends there."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.test import Client

from accounts.models import Profession, User
from tests import factories
from tests.accounts.test_codes import PASTED
from tests.browser.passkey import passkey_of
from tests.second_factors import add_app

Code = Callable[[], str]
SIGN_UP, SIGN_IN = "/accounts/signup/", "/accounts/login/"
RESET = "/accounts/password/reset/"
ADDRESS_CODE, SIGN_IN_CODE = "/accounts/confirm-email/", "/accounts/login/code/confirm/"
RESET_CODE, CONFIRM = "/accounts/password/reset/confirm/", "/accounts/confirm/"
NORA = "nora@example.org"
CODE = "BCDF-GHJK"


@pytest.fixture(autouse=True)
def nothing_counted(db: None) -> None:
    cache.clear()


def ask(client: Client, page: str, email: str = NORA) -> str:
    """Ask for a code as a visitor does, and return the page that waits for it."""
    profession = Profession.objects.get(code="other").pk
    typed = {"full_name": "Nora Grant", "profession": profession, "email": email, "login": email}
    return str(client.post(page, typed, follow=True).request["PATH_INFO"])


def pasted_like(text: str, code: str) -> str:
    """The text with this code instead of the example's, letter by letter."""
    plain = iter(code.replace("-", ""))
    letters = re.compile("[BCDFGHJKbcdfghjkＢＣＤＦＧＨＪＫ]")
    start = re.search(
        r"[Bb Ｂ]\W*[CcＣ]\W*[DdＤ]\W*[FfＦ]\W*[GgＧ]\W*[HhＨ]\W*[JjＪ]\W*[KkＫ]", text
    )
    assert start
    inside = letters.sub(lambda _: next(plain), start[0])
    return text[: start.start()] + inside + text[start.end() :]


@pytest.mark.parametrize("text", [text for text in PASTED if text.upper().count("GHJK") < 2])
def test_what_a_person_pastes_signs_in(
    client: Client, learner: User, code_of_last_mail: Code, text: str
) -> None:
    ask(client, SIGN_IN)
    client.post(SIGN_IN_CODE, {"code": pasted_like(text, code_of_last_mail())})
    assert "_auth_user_id" in client.session


@pytest.mark.parametrize("page", [SIGN_IN, SIGN_UP, RESET])
def test_what_cannot_be_a_code_costs_no_try(
    client: Client, learner: User, code_of_last_mail: Code, page: str
) -> None:
    waits = ask(client, page, NORA if page != SIGN_UP else "kate@example.org")
    for text in ("BCDF-GHJ", "BCDF-GHJ0", "", "BCDF-GHJKL", "hello"):
        told = client.post(waits, {"code": text})
        assert told.status_code == 200
        assert "That code doesn’t match" not in told.text
    for _ in range(2):
        assert "That code doesn’t match" in client.post(waits, {"code": "BBBB-BBBB"}).text
    right = client.post(waits, {"code": code_of_last_mail().lower()})
    assert right.status_code == 302
    assert "login" not in right["Location"]


def test_nor_does_it_where_one_confirms_again(
    learner: User, sign_in: Callable[[User], Client], code_of_last_mail: Code
) -> None:
    client = sign_in(learner)
    client.post(CONFIRM, {"send": "1"})
    for text in ("BCDF-GHJ", "", "12345678"):
        assert "That code doesn’t match" not in client.post(CONFIRM, {"code": text}).text
    pasted = f"this is your code: {code_of_last_mail().lower()}."
    assert client.post(CONFIRM, {"code": pasted, "next": "/help/"})["Location"] == "/help/"


def test_a_further_address_takes_a_pasted_code(
    learner: User, sign_in: Callable[[User], Client], code_of_last_mail: Code
) -> None:
    client = sign_in(learner)
    client.post("/accounts/email/", {"action_add": "", "email": "nora@home.example"})
    client.post(ADDRESS_CODE, {"code": "short"})
    client.post(ADDRESS_CODE, {"code": code_of_last_mail().replace("-", "\u2011") + "\u200b"})
    assert EmailAddress.objects.get(email="nora@home.example", verified=True).user == learner


def test_the_digits_of_an_app_are_pasted_with_their_space(client: Client, learner: User) -> None:
    add_app(learner)
    learner.set_password("correct horse battery")
    learner.save()
    client.post(SIGN_IN, {"login": NORA, "password": "correct horse battery"})
    page = client.post("/accounts/2fa/authenticate/", {"code": "123 45"})
    assert "An app’s code has 6 digits" in page.text
    assert "Incorrect code" not in page.text


def test_a_passkey_that_does_not_fit_is_told_where_another_way_is(
    learner: User, sign_in: Callable[[User], Client]
) -> None:
    for sent in ("", "{}", '{"id": "x"}'):
        page = Client().post("/accounts/2fa/webauthn/login/", {"credential": sent}, follow=True)
        assert "This passkey did not sign you in" in page.text
    client = sign_in(learner)
    Authenticator.objects.create(
        user=learner, type=Authenticator.Type.WEBAUTHN, data=passkey_of("Phone")
    )
    again = "/accounts/2fa/webauthn/reauthenticate/"
    page = client.post(again, {"credential": "{}", "next": "/help/"}, follow=True)
    assert page.request["PATH_INFO"] == again
    assert "That passkey did not work" in page.text
    assert "Use a code by email" in page.text


PAGES = [(SIGN_IN, SIGN_IN_CODE), (SIGN_UP, ADDRESS_CODE), (RESET, RESET_CODE)]


@pytest.mark.parametrize(("page", "waits"), PAGES)
def test_each_page_names_its_own_mail_by_the_time_in_its_subject(page: str, waits: str) -> None:
    """Two devices within a minute: the seconds tell the mails apart."""
    factories.make_unconfirmed(NORA)
    jars = [Client(), Client()]
    with time_machine.travel("2026-11-23 15:42:07Z", tick=False) as clock:
        for jar in jars:
            ask(jar, page)
            clock.shift(20)
        shown = [jar.get(waits).text for jar in jars]
    times = ["3:42:07 PM UTC", "3:42:27 PM UTC"]
    assert [str(sent.subject).rpartition(", ")[2] for sent in mail.outbox] == times
    for text, own, other in zip(shown, times, times[::-1], strict=True):
        assert own in text
        assert other not in text


@pytest.mark.parametrize(("page", "waits"), PAGES)
def test_a_second_press_within_a_minute_sends_nothing_new(
    client: Client, page: str, waits: str, code_of_last_mail: Code
) -> None:
    factories.make_unconfirmed(NORA)
    with time_machine.travel("2026-11-23 15:42:07Z", tick=False) as clock:
        assert ask(client, page) == waits
        clock.shift(59)
        assert ask(client, page) == waits
        assert len(mail.outbox) == 1
        assert "3:42:07 PM UTC" in client.get(waits).text
        clock.shift(2)
        assert ask(client, page) == waits
        assert "3:43:08 PM UTC" in client.get(waits).text
        assert len(mail.outbox) == 2
        answer = client.post(waits, {"code": code_of_last_mail()})
    assert "login" not in answer["Location"]


@pytest.mark.parametrize(("page", "waits"), PAGES[:2])
def test_send_a_new_code_pressed_twice_sends_one_and_says_when(
    client: Client, page: str, waits: str, code_of_last_mail: Code
) -> None:
    factories.make_unconfirmed(NORA)
    with time_machine.travel("2026-11-23 15:42:07Z", tick=False) as clock:
        ask(client, page)
        clock.shift(14 * 60)
        for _press in range(2):
            page = client.post(waits, {"action": "resend"}, follow=True).text
            assert len(mail.outbox) == 2
            assert page.count("We sent a new code at 3:56:07 PM UTC") == 1
        clock.shift(14 * 60)  # it has 15 minutes of its own
        client.post(waits, {"code": code_of_last_mail()})
        assert "_auth_user_id" in client.session


def test_confirming_again_sends_one_code_for_two_presses(
    learner: User, sign_in: Callable[[User], Client]
) -> None:
    client = sign_in(learner)
    before = len(mail.outbox)
    for press in ("1", "1", "again", "again"):
        page = client.post(CONFIRM, {"send": press}, follow=True).text
        assert page.count("We sent a new code at") == (press == "again")
    assert len(mail.outbox) == before + 2
    subject = str(mail.outbox[-1].subject)
    assert subject.rpartition(", ")[2] in client.get(CONFIRM).text


GONE = "That code no longer works here"


@pytest.mark.parametrize(("page", "waits"), PAGES)
@pytest.mark.parametrize("lost", ["session", "every cookie", "by the clock"])
def test_a_session_that_is_gone_is_told_and_the_address_kept(
    page: str, waits: str, lost: str, code_of_last_mail: Code
) -> None:
    factories.make_unconfirmed(NORA)
    client = Client(enforce_csrf_checks=True)
    with time_machine.travel("2026-11-23 15:42:07Z", tick=False) as clock:
        typed = _token(client.get(page).text)
        profession = Profession.objects.get(code="other").pk
        typed |= {"full_name": "Nora", "profession": profession, "email": NORA, "login": NORA}
        client.post(page, typed)
        form = _token(client.get(waits).text)
        if lost == "session":
            del client.cookies["sessionid"]
        elif lost == "every cookie":
            client.cookies.clear()
        else:
            clock.shift(26 * 60)
        answer = client.post(waits, form | {"code": CODE, "next": "/help/"}, follow=True)
        assert GONE in answer.text
        assert f'value="{NORA}"' in answer.text
        assert NORA not in answer.request["PATH_INFO"] + answer.request["QUERY_STRING"]
        again = answer.request["PATH_INFO"]
        client.post(again, _token(answer.text) | {"login": NORA, "email": NORA}, follow=True)
        assert len(mail.outbox) == 2
        assert re.search(r"^[A-Z]{4}-[A-Z]{4}$", str(mail.outbox[1].body), re.MULTILINE)


def _token(page: str) -> dict[str, Any]:
    fields = re.findall(r'name="(csrfmiddlewaretoken|sent_to)" value="([^"]+)"', page)
    return dict(fields)


def test_an_address_that_nobody_signed_is_not_filled_in(client: Client, db: None) -> None:
    answer = client.post(SIGN_IN_CODE, {"code": CODE, "sent_to": "evil@example.org"}, follow=True)
    assert GONE in answer.text
    assert "evil@example.org" not in answer.text


FOREIGN = [
    {"Origin": "https://evil.example"},  # as browsers send it that know no Sec-Fetch-Site
    {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "null"},
    {"Referer": "https://evil.example/"},
    {},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
@pytest.mark.parametrize(("page", "waits"), PAGES)
def test_another_site_gets_neither_a_session_nor_its_address_filled_in(
    client: Client, page: str, waits: str, headers: dict[str, str]
) -> None:
    ask(client, page)
    form = _token(client.get(waits).text)
    visitor = Client(enforce_csrf_checks=True)
    answer = visitor.post(waits, form | {"code": CODE}, headers=headers, secure=True)
    assert answer.status_code == 403
    assert "sessionid" not in answer.cookies


def test_after_three_wrong_codes_the_address_is_still_there(client: Client, learner: User) -> None:
    ask(client, SIGN_IN)
    for _ in range(3):
        answer = client.post(SIGN_IN_CODE, {"code": "BBBB-BBBB"}, follow=True)
    assert "that code no longer works" in answer.text
    assert f'value="{NORA}"' in answer.text


def test_a_password_where_none_is_set_is_answered_with_the_way_in(
    client: Client, learner: User
) -> None:
    page = client.post(SIGN_IN, {"login": NORA, "password": "a wrong one"})
    assert "Leave it blank to get a code by email" in page.text
    assert page.text.count("Leave it blank to get a code by email") == 1  # help and error
    assert ask(client, SIGN_IN) == SIGN_IN_CODE


@pytest.mark.parametrize("page", [SIGN_UP, RESET])
@pytest.mark.parametrize("used_up", [True, False])
def test_who_signs_in_sees_no_address_of_the_person_before(
    learner: User,
    sign_in: Callable[[User], Client],
    client: Client,
    page: str,
    used_up: bool,
) -> None:
    waits = ask(client, page, "private-person@example.org")
    for _ in range(3 * used_up):
        client.post(waits, {"code": "BBBB-BBBB"})
    sign_in(learner)
    for shown in ("/accounts/email/", RESET, RESET_CODE, ADDRESS_CODE, SIGN_IN, "/dashboard/"):
        assert "private-person" not in client.get(shown, follow=True).text
    assert "private-person" not in str(dict(client.session))
