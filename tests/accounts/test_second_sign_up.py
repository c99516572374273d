"""Signing up again with an address that is known: every browser that asks gets in, and no page tells more."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import Profession, User
from tests import factories

Code = Callable[[], str]
SIGN_UP, CODE_PAGE = "/accounts/signup/", "/accounts/confirm-email/"
NEW = "kate@example.org"


@pytest.fixture(autouse=True)
def nothing_counted(db: None) -> None:
    cache.clear()


def sign_up(client: Client, email: str = NEW, name: str = "Kate Moore", job: str = "other") -> None:
    profession = Profession.objects.get(code=job).pk
    typed = {"full_name": name, "email": email, "profession": profession}
    assert client.post(SIGN_UP, typed)["Location"] == CODE_PAGE


def signed_in(client: Client) -> int | None:
    key = client.session.get("_auth_user_id")
    return int(key) if key else None


def test_two_devices_that_sign_up_with_one_address_each_have_a_code_that_works(
    code_of_last_mail: Code,
) -> None:
    phone, ward = Client(), Client()
    sign_up(phone)
    first = code_of_last_mail()
    sign_up(ward)
    second = code_of_last_mail()
    assert first != second
    ward.post(CODE_PAGE, {"code": second})
    phone.post(CODE_PAGE, {"code": first})
    kate = User.objects.get(email=NEW)
    assert signed_in(ward) == signed_in(phone) == kate.pk


def test_what_was_typed_by_who_reads_the_mail_takes_effect(code_of_last_mail: Code) -> None:
    stranger, owner = Client(), Client()
    sign_up(stranger, name="Somebody Else")
    sign_up(owner, name="Kate Moore", job="registered-nurse")
    owner.post(CODE_PAGE, {"code": code_of_last_mail()})
    kate = User.objects.get(email=NEW)
    assert signed_in(owner) == kate.pk
    assert (kate.full_name, kate.profession and kate.profession.code) == (
        "Kate Moore",
        "registered-nurse",
    )


def test_a_later_code_does_not_rename_an_account_that_was_used(code_of_last_mail: Code) -> None:
    first, second = Client(), Client()
    sign_up(first)
    code = code_of_last_mail()
    sign_up(second, name="Somebody Else")
    first.post(CODE_PAGE, {"code": code})
    second.post(CODE_PAGE, {"code": code_of_last_mail()})
    assert User.objects.get(email=NEW).full_name == "Kate Moore"


@pytest.mark.parametrize("leaves_first", [True, False])
@pytest.mark.parametrize("way", ["start over", "another address", "sign in"])
def test_who_starts_over_does_not_take_the_account_from_another_browser(
    code_of_last_mail: Code, leaves_first: bool, way: str
) -> None:
    browsers = Client(), Client()
    codes = []
    for browser in browsers:
        sign_up(browser)
        codes.append(code_of_last_mail())
    leaves, stays = browsers if leaves_first else browsers[::-1]
    match way:
        case "start over":
            leaves.post("/accounts/start-over/")
        case "another address":
            sign_up(leaves, email="other@example.org")
        case "sign in":
            leaves.post("/accounts/login/", {"login": NEW})
    stays.post(CODE_PAGE, {"code": codes[leaves_first]})
    assert signed_in(stays) == User.objects.get(email=NEW).pk


def test_who_reads_the_mail_of_an_address_that_was_left_signs_up_with_it(
    code_of_last_mail: Code,
) -> None:
    hasty, owner = Client(), Client()
    sign_up(hasty, name="Somebody Else")
    hasty.post("/accounts/start-over/")
    cache.clear()
    sign_up(owner, name="Kate Moore")
    owner.post(CODE_PAGE, {"code": code_of_last_mail()})
    assert User.objects.get(email=NEW).full_name == "Kate Moore"


def test_an_account_that_is_gone_meanwhile_is_told_and_not_an_error(
    code_of_last_mail: Code,
) -> None:
    client = Client()
    sign_up(client)
    User.objects.all().delete()
    answer = client.post(CODE_PAGE, {"code": code_of_last_mail()}, follow=True)
    assert "That code no longer works here" in answer.text
    assert f'value="{NEW}"' in answer.text


def test_back_with_another_address_takes_that_one(code_of_last_mail: Code) -> None:
    client = Client()
    sign_up(client, email="kaet@example.org")
    sign_up(client)
    assert mail.outbox[-1].to == [NEW]
    client.post(CODE_PAGE, {"code": code_of_last_mail()})
    assert signed_in(client) == User.objects.get(email=NEW).pk


@pytest.mark.parametrize("same_browser", [True, False])
def test_the_link_in_the_mail_to_a_known_address_leads_to_a_form_that_sends_and_takes_a_code(
    learner: User, code_of_last_mail: Code, same_browser: bool
) -> None:
    client = Client()
    sign_up(client, email=learner.email)
    found = re.search(r"https?://[^/]+(/accounts/\S+)", str(mail.outbox[-1].body))
    assert found
    client = client if same_browser else Client()
    page = client.get(found[1])
    assert page.status_code == 200
    assert (f'name="login" value="{learner.email}"' in page.text) is same_browser
    waits = client.post(found[1], {"login": learner.email})
    client.post(waits["Location"], {"code": code_of_last_mail()})
    assert signed_in(client) == learner.pk


def test_looking_at_the_sign_in_page_does_not_spend_the_code_of_a_sign_up(
    client: Client, code_of_last_mail: Code
) -> None:
    sign_up(client)
    page = client.get("/accounts/login/")
    assert "Enter the code" in page.text
    assert CODE_PAGE in page.text
    client.post(CODE_PAGE, {"code": code_of_last_mail()})
    assert signed_in(client) is not None


def test_signing_in_otherwise_forgets_the_code_of_a_sign_up(client: Client, learner: User) -> None:
    learner.set_password("correct horse battery")
    learner.save()
    sign_up(client)
    client.post("/accounts/login/", {"login": learner.email, "password": "correct horse battery"})
    assert signed_in(client) == learner.pk
    assert client.get(CODE_PAGE)["Location"] == "/accounts/email/"


def test_looking_at_the_sign_up_page_does_not_spend_the_code_of_a_sign_in(
    client: Client, learner: User, code_of_last_mail: Code
) -> None:
    client.post("/accounts/login/", {"login": learner.email})
    assert client.get(SIGN_UP).status_code == 200
    client.post("/accounts/login/code/confirm/", {"code": code_of_last_mail()})
    assert signed_in(client) == learner.pk


@pytest.mark.parametrize("page", [SIGN_UP, "/accounts/login/", "/accounts/password/reset/"])
def test_an_unconfirmed_account_gets_a_code_from_every_door(
    client: Client, page: str, code_of_last_mail: Code
) -> None:
    sign_up(Client())
    other = Profession.objects.get(code="other").pk
    typed = {"full_name": "Kate Moore", "profession": other, "email": NEW, "login": NEW}
    waits = client.post(page, typed)["Location"]
    answer = client.post(waits, {"code": code_of_last_mail()})
    assert "login" not in answer["Location"]
    assert EmailAddress.objects.get(email=NEW).verified


def test_an_account_that_staff_made_is_no_sign_up_to_be_taken_over(client: Client) -> None:
    made = factories.make_user(email=NEW, full_name="Kate of the Import")
    sign_up(client, name="Somebody Else")
    assert "You already have one" in str(mail.outbox[-1].body)
    client.post("/accounts/login/", {"login": NEW})
    made.refresh_from_db()
    assert made.full_name == "Kate of the Import"


def test_a_used_or_a_closed_account_is_no_unfinished_sign_up(client: Client) -> None:
    used, closed = "You already have one", "account that is closed"
    for facts, told in (
        ({"last_login": timezone.now()}, used),
        ({"is_active": False}, closed),
        ({"is_staff": True}, used),
    ):
        cache.clear()
        User.objects.all().delete()
        factories.make_unconfirmed(NEW)
        User.objects.update(**facts)
        sign_up(Client())
        assert told in str(mail.outbox[-1].body)


def test_a_code_that_could_not_be_mailed_leaves_the_account_of_another_browser(
    settings: Any, code_of_last_mail: Code
) -> None:
    first, second = Client(), Client()
    sign_up(first)
    settings.MAILERS = {"default": {"BACKEND": "tests.accounts.test_mail_away.AwayServer"}}
    profession = Profession.objects.get(code="other").pk
    typed = {"full_name": "Kate Moore", "email": NEW, "profession": profession}
    assert second.post(SIGN_UP, typed).status_code == 503
    first.post(CODE_PAGE, {"code": code_of_last_mail()})
    assert signed_in(first) is not None
