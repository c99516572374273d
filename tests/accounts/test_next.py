"""Whoever arrives on a deep link comes back to it once signed in, by whichever way."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from accounts.models import Profession, User
from tests import factories
from tests.second_factors import add_app
from tests.staff_members import sign_in

Code = Callable[[], str]
DEEP = "/courses/identification-and-response/learn/?part=2"
LOGIN_CODE = "/accounts/login/code/confirm/"


def next_in(url: str) -> str:
    return parse_qs(urlsplit(url).query)["next"][0]


def test_a_page_that_needs_an_account_leads_to_sign_in_and_names_itself(
    client: Client, db: None
) -> None:
    response = client.get("/accounts/profile/?x=1")
    assert response["Location"].startswith("/accounts/login/?")
    assert next_in(response["Location"]) == "/accounts/profile/?x=1"


@pytest.mark.parametrize("page", ["totp/activate/", "webauthn/add/", "recovery-codes/generate/"])
def test_a_page_that_needs_a_recent_proof_leads_a_visitor_to_sign_in(
    client: Client, db: None, page: str
) -> None:
    path = f"/accounts/2fa/{page}"
    response = client.get(path)
    assert response["Location"].startswith("/accounts/login/?")
    assert next_in(response["Location"]) == path


def test_the_code_step_keeps_the_way_back(
    client: Client, learner: User, code_of_last_mail: Code
) -> None:
    response = client.post("/accounts/login/", {"login": learner.email, "next": DEEP})
    assert next_in(response["Location"]) == DEEP
    page = client.get(response["Location"])
    assert f'name="next" value="{DEEP}"' in page.text
    response = client.post(LOGIN_CODE, {"code": code_of_last_mail(), "next": DEEP})
    assert response["Location"] == DEEP


def test_sign_in_and_sign_up_pass_the_way_back_to_each_other(client: Client, db: None) -> None:
    for page in ("/accounts/login/", "/accounts/signup/"):
        context = client.get(page, {"next": DEEP}).context
        assert next_in(context["signup_url"]) == DEEP
        assert next_in(context["login_url"]) == DEEP


def test_signing_up_leads_back_after_the_code(
    client: Client, db: None, code_of_last_mail: Code
) -> None:
    profession = Profession.objects.get(code="other").pk
    answers = {"full_name": "Nora", "email": "n@example.org", "profession": profession}
    client.post("/accounts/signup/", answers | {"next": DEEP})
    response = client.post("/accounts/confirm-email/", {"code": code_of_last_mail()})
    assert response["Location"] == DEEP


def test_another_deep_link_while_a_code_is_waited_for_wins(
    client: Client, learner: User, code_of_last_mail: Code
) -> None:
    client.post("/accounts/login/", {"login": learner.email, "next": "/help/"})
    response = client.get("/accounts/login/", {"next": DEEP})
    assert urlsplit(response["Location"]).path == LOGIN_CODE
    assert next_in(response["Location"]) == DEEP


def test_another_deep_link_while_a_sign_up_waits_wins(
    client: Client, db: None, code_of_last_mail: Code
) -> None:
    profession = Profession.objects.get(code="other").pk
    answers = {"full_name": "Nora", "email": "n@example.org", "profession": profession}
    client.post("/accounts/signup/", answers | {"next": "/help/"})
    client.get("/accounts/signup/", {"next": DEEP})
    response = client.post("/accounts/confirm-email/", {"code": code_of_last_mail()})
    assert response["Location"] == DEEP


@pytest.mark.parametrize(
    "evil", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_the_way_back_never_leads_away_from_here(
    client: Client, learner: User, code_of_last_mail: Code, evil: str
) -> None:
    client.post("/accounts/login/", {"login": learner.email, "next": evil})
    response = client.post(LOGIN_CODE, {"code": code_of_last_mail(), "next": evil})
    assert response["Location"] == "/dashboard/"


@pytest.mark.parametrize("odd", ["foo", "9", "accounts:profile", "x" * 5000, "?a=1", "http://["])
def test_only_a_path_is_followed_and_no_name_of_a_page_is_looked_up(
    client: Client, learner: User, odd: str
) -> None:
    client.force_login(learner)
    typed = {"full_name": "Nora Lee", "profession": learner.profession_id, "next": odd}
    response = client.post("/accounts/profile/", typed)
    assert (response.status_code, response["Location"]) == (302, "/accounts/profile/")
    for page in ("/accounts/login/", "/accounts/signup/"):
        assert client.get(page, {"next": odd})["Location"] == "/dashboard/"


@pytest.mark.parametrize("odd", ["foo", "9"])
def test_staff_are_led_to_their_pages_instead(db: None, odd: str) -> None:
    user = factories.make_user(is_staff=True, is_superuser=True)
    client = sign_in(user)
    add_app(user)
    response = client.get("/accounts/second-factor/", {"next": odd})
    assert response["Location"] == "/admin/"
