"""Guessing and flooding end in a pause, counted where every process sees it."""

import hashlib
import re
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client

from accounts.models import Profession, User
from portal.backends import hashed_key, shared_cache


@pytest.fixture(autouse=True)
def nothing_counted(db: None) -> None:
    cache.clear()


def test_one_mailbox_gets_four_codes_in_five_minutes(learner: User) -> None:
    for _ in range(6):
        page = Client().post("/accounts/login/", {"login": learner.email})
    assert len(mail.outbox) == 4
    assert "Too many tries" in page.text


def test_one_password_is_guessed_five_times(learner: User) -> None:
    learner.set_password("correct horse battery")
    learner.save()
    for _ in range(5):
        Client().post("/accounts/login/", {"login": learner.email, "password": "wrong wrong"})
    typed = {"login": learner.email, "password": "correct horse battery"}
    client = Client()
    page = client.post("/accounts/login/", typed)
    assert "Too many tries" in page.text
    assert "_auth_user_id" not in client.session


def test_a_flood_from_one_address_gets_the_page_that_says_wait(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"signup": "2/m/ip"}
    answers = [Client().post("/accounts/signup/", {}).status_code for _ in range(3)]
    assert answers == [200, 200, 429]


def test_the_counts_are_in_the_database_that_all_processes_share_and_name_nobody(
    learner: User,
) -> None:
    Client().post("/accounts/login/", {"login": learner.email})
    Client().post("/accounts/login/", {"login": learner.email, "password": "wrong wrong"})
    Client().post("/verify/", {"code": "K7M2-9QXW-4HTP-D"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM portal_cache")
        keys = [key for (key,) in cursor.fetchall()]
    assert len(keys) >= 4
    assert [key for key in keys if not re.fullmatch("[0-9a-f]{64}", key)] == []
    # Not a plain hash either: every network address there is can be hashed in an hour.
    assert settings.CACHES["default"]["KEY_FUNCTION"]("a", "", 1) == cache.make_key("a")
    assert hashlib.sha256(b":1:a").hexdigest() != cache.make_key("a")


@pytest.mark.parametrize("backend", ["", "redis://127.0.0.1:1/0"])
def test_keys_are_hashed_in_every_cache(backend: str) -> None:
    assert shared_cache(backend)["KEY_FUNCTION"] is hashed_key


def test_a_forwarded_address_is_not_believed(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"signup": "1/m/ip"}
    answers = [
        Client(headers={"x-forwarded-for": f"10.0.0.{n}"}).post("/accounts/signup/", {})
        for n in range(2)
    ]
    assert [answer.status_code for answer in answers] == [200, 429]


def test_a_mailbox_is_not_flooded_by_signing_up_again_and_again(learner: User) -> None:
    typed = {"full_name": "Ana Díaz", "profession": Profession.objects.order_by("pk")[0].pk}
    for email in (learner.email, "new@example.org"):
        answers = [Client().post("/accounts/signup/", typed | {"email": email}) for _ in range(7)]
        assert answers[-1].status_code == 429
        assert 1 <= len([each for each in mail.outbox if each.to == [email]]) <= 4


@pytest.mark.parametrize(
    ("action", "url", "known"),
    [
        ("signup", "/accounts/signup/", "email"),
        ("request_login_code", "/accounts/login/", "login"),
        ("reset_password", "/accounts/password/reset/", "email"),
    ],
)
def test_mail_to_whatever_address_a_stranger_types_is_bounded_in_an_hour(
    settings: Any, learner: User, action: str, url: str, known: str
) -> None:
    hourly = [rate for rate in settings.ACCOUNT_RATE_LIMITS[action].split(",") if "/h/ip" in rate]
    assert len(hourly) == 1
    assert 300 <= int(hourly[0].split("/")[0]) <= 600
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {action: "2/h/ip"}
    for number in range(2):
        Client().post(url, {known: f"stranger{number}@example.org"})
    sent = len(mail.outbox)
    answers = [Client().post(url, {known: who}) for who in (learner.email, "third@example.org")]
    assert len({answer.status_code for answer in answers}) == 1
    assert all("Too many tries" in answer.text for answer in answers)
    assert len(mail.outbox) == sent
    assert (
        "Too many tries"
        not in Client(REMOTE_ADDR="192.0.2.9").post(url, {known: "a@b.example"}).text
    )
