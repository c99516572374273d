"""Whose name an account gets: what was typed by who reads its mail, in the browser that asked for the code."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from tests.accounts.test_second_sign_up import CODE_PAGE, NEW, sign_up, signed_in

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
    assert User.objects.get(email=NEW).full_name != "Somebody Else"


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
