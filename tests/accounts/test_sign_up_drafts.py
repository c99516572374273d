"""Whose name an account gets: what was typed by who reads its mail, in the browser that asked for the code."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.test import Client

from accounts.models import Profession, User
from tests import factories
from tests.accounts.test_second_sign_up import CODE_PAGE, NEW, SIGN_UP, sign_up, signed_in

Code = Callable[[], str]
SIGN_IN = "/accounts/login/"


@pytest.fixture(autouse=True)
def nothing_counted(db: None) -> None:
    cache.clear()


def sign_in(client: Client, code: Code) -> str:
    """Sign in by code at the sign-in page, and return where that leads."""
    waits = client.post(SIGN_IN, {"login": NEW})["Location"]
    return client.post(waits, {"code": code()})["Location"]


@pytest.mark.parametrize("later", [timedelta(minutes=2), timedelta(days=1)])
def test_signing_in_where_a_stranger_had_signed_up_takes_nothing_of_theirs(
    code_of_last_mail: Code, later: timedelta
) -> None:
    phone, ward = Client(), Client()
    with time_machine.travel("2026-11-23 08:00Z", tick=False) as clock:
        sign_up(phone, name="Kate Moore")
        sign_up(ward, name="Somebody Else")
        clock.shift(later)
        cache.clear()
        sign_in(ward, code_of_last_mail)
        assert signed_in(ward) == User.objects.get(email=NEW).pk
    assert User.objects.get(email=NEW).full_name == ""


def test_what_was_typed_lasts_as_long_as_the_codes_that_are_sent_for_it(
    client: Client, code_of_last_mail: Code
) -> None:
    with time_machine.travel("2026-11-23 08:00Z", tick=False) as clock:
        sign_up(client, name="Kate Moore")
        for _ in range(2):
            clock.shift(timedelta(minutes=14))
            client.post(CODE_PAGE, {"action": "resend"})
        clock.shift(timedelta(minutes=14))
        client.post(CODE_PAGE, {"code": code_of_last_mail()})
        assert signed_in(client)
    assert User.objects.get(email=NEW).full_name == "Kate Moore"


def test_a_correction_within_a_minute_counts_though_nothing_is_mailed_again(
    client: Client, code_of_last_mail: Code
) -> None:
    sign_up(client, name="Kte Moore")
    nurse = Profession.objects.get(code="registered-nurse")
    typed = {"full_name": "Kate Moore", "email": NEW, "profession": nurse.pk, "shared": "on"}
    assert client.post(SIGN_UP, typed)["Location"] == CODE_PAGE
    assert len(mail.outbox) == 1
    client.post(CODE_PAGE, {"code": code_of_last_mail()})
    kate = User.objects.get(email=NEW)
    assert (kate.full_name, kate.profession) == ("Kate Moore", nurse)
    assert client.session.get_expire_at_browser_close()


@pytest.mark.parametrize("known", [True, False])
def test_a_wrong_correction_within_a_minute_is_told(client: Client, known: bool) -> None:
    if known:
        factories.make_user(email=NEW, verified=True)
    sign_up(client)
    page = client.post(SIGN_UP, {"full_name": "", "email": NEW})
    assert page.status_code == 200
    assert "Enter your name as on your license" in page.text
    assert len(mail.outbox) == 1


def test_a_shared_computer_ticked_at_the_second_press_counts(
    client: Client, learner: User, code_of_last_mail: Code
) -> None:
    client.post(SIGN_IN, {"login": learner.email})
    for _ in range(6):  # more often than a mailbox is sent codes
        answer = client.post(SIGN_IN, {"login": learner.email, "shared": "on"})
    client.post(answer["Location"], {"code": code_of_last_mail()})
    assert len(mail.outbox) == 1
    assert signed_in(client) == learner.pk
    assert client.session.get_expire_at_browser_close()


def test_an_account_has_no_name_before_the_code(client: Client, code_of_last_mail: Code) -> None:
    sign_up(client, name="Kate Moore")
    waiting = User.objects.get(email=NEW)
    assert (waiting.full_name, waiting.credentials, waiting.profession) == ("", "", None)
    assert str(waiting) == f"<{NEW}>"
    client.post(CODE_PAGE, {"code": code_of_last_mail()})
    assert User.objects.get(email=NEW).full_name == "Kate Moore"


def test_who_first_comes_by_the_sign_in_page_is_asked_for_the_name_a_stranger_typed(
    client: Client, code_of_last_mail: Code
) -> None:
    sign_up(Client(), name="Somebody Else", job="physician-md")
    asks = sign_in(client, code_of_last_mail)
    assert asks == "/accounts/profile/?next=%2Fdashboard%2F"
    page = client.get(asks).text
    assert "Enter your name as on your license, and your profession" in page
    assert "Somebody Else" not in page
    assert client.get("/dashboard/").status_code == 200
    nurse = Profession.objects.get(code="registered-nurse")
    typed = {"full_name": "Kate Moore", "profession": nurse.pk, "next": "/dashboard/"}
    assert client.post("/accounts/profile/", typed)["Location"] == "/dashboard/"
    kate = User.objects.get(email=NEW)
    assert (kate.full_name, kate.profession) == ("Kate Moore", nurse)
    cache.clear()
    assert sign_in(Client(), code_of_last_mail) == "/dashboard/"


def test_a_sign_up_completed_after_a_nameless_sign_in_still_gives_the_name(
    code_of_last_mail: Code,
) -> None:
    phone, ward = Client(), Client()
    sign_up(phone, name="Kate Moore")
    code = code_of_last_mail()
    sign_in(ward, code_of_last_mail)
    phone.post(CODE_PAGE, {"code": code})
    assert User.objects.get(email=NEW).full_name == "Kate Moore"
