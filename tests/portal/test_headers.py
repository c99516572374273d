"""What every response promises a browser, and that a failing database makes no error page worse."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from courses.models import Course
from tests import factories
from tests.progress.pages import proof_now
from tests.staff_members import prove

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "media-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
OPEN = ["/", "/courses/", "/courses/{0}/", "/courses/{0}/learn/", "/courses/{0}/transcript/"]
OPEN += ["/courses/{0}/learn/?read={1}"]
OPEN += ["/help/", "/privacy/", "/accessibility/", "/verify/"]
# These ask for something to be sent, so they bring the token against forged forms.
FORMS = ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"]
ERRORS = {
    "/nowhere/": 404,
    "/errors/forbidden/": 403,
    "/errors/too-many/": 429,
    "/errors/broken/": 500,
}
OTHERS = ERRORS | {
    "/courses": 301,
    "/dashboard/": 302,
    "/verify/mistyped/": 404,
    "/media/handout/card.pdf": 200,
    "/media/nowhere.pdf": 404,
    "/watch/beat/": 405,
    "/healthz": 200,
}


@pytest.fixture(autouse=True)
def errors_on_request(settings: Any, tmp_path: Path) -> None:
    """Let some addresses fail on purpose; hold one handout."""
    settings.ROOT_URLCONF = "tests.error_urls"
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "handout").mkdir()
    (tmp_path / "handout" / "card.pdf").write_bytes(b"%PDF-1.7")


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def learner(db: None) -> User:
    return factories.make_user(email="nora@example.org", verified=True)


@pytest.fixture
def course(db: None) -> Course:
    return factories.make_course()


@pytest.fixture
def no_database(transactional_db: None) -> Iterator[None]:
    """PostgreSQL refuses every connection."""
    connection.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(connection.settings_dict, "NAME", "there-is-no-such-database")
        yield
    connection.close()


def keeps_the_promises(response: Any) -> None:
    sent = [part.split(" ", 1) for part in response["Content-Security-Policy"].split("; ")]
    assert dict(sent) == POLICY
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    closed = set(response["Permissions-Policy"].split(", "))
    assert {"camera=()", "microphone=()", "geolocation=()", "payment=()"} <= closed
    # Passkeys, the player and its full screen are ours.
    assert not re.search("publickey|fullscreen|autoplay|picture", response["Permissions-Policy"])


@pytest.mark.parametrize("address", OPEN + FORMS)
def test_a_page_lets_in_script_and_style_of_its_own_origin_alone(
    client: Client, course: Course, address: str
) -> None:
    response = client.get(address.format(course.slug, proof_now(course)))
    assert response.status_code == 200
    keeps_the_promises(response)


@pytest.mark.parametrize("address", OTHERS)
def test_every_other_kind_of_response_keeps_the_same_promises(
    client: Client, course: Course, address: str
) -> None:
    response = client.get(address)
    response.close()
    assert response.status_code == OTHERS[address]
    keeps_the_promises(response)


@pytest.mark.parametrize("address", ["/admin/", "/admin/courses/series/add/", "/admin/nowhere/"])
def test_the_admin_keeps_the_same_promises(client: Client, db: None, address: str) -> None:
    client.force_login(factories.make_user(is_staff=True, is_superuser=True))
    prove(client)
    keeps_the_promises(client.get(address))


@pytest.mark.parametrize("address", OPEN)
def test_a_page_for_visitors_knows_no_session_and_answers_304(
    client: Client, course: Course, address: str
) -> None:
    first = client.get(address.format(course.slug, proof_now(course)))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        again = client.get(
            address.format(course.slug, proof_now(course)),
            headers={"if-none-match": first["ETag"]},
        )
    assert again.status_code == 304
    assert not first.cookies
    assert not again.cookies
    assert "django_session" not in str(asked.captured_queries)
    assert not Session.objects.exists()


@pytest.mark.parametrize("address", FORMS)
def test_a_form_for_visitors_sets_the_token_and_no_session(
    client: Client, course: Course, address: str
) -> None:
    assert set(client.get(address).cookies) <= {"csrftoken"}
    assert not Session.objects.exists()


def test_a_beat_is_no_exception(client: Client, db: None) -> None:
    response = client.post("/watch/beat/", "{}", content_type="application/json")
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]


def test_production_names_its_cookies_so_that_no_sister_host_can_set_them(
    client: Client, learner: User, settings: Any
) -> None:
    for name, value in PRODUCTION_COOKIES.items():
        setattr(settings, name, value)
    client.get("/accounts/login/", secure=True)
    client.force_login(learner)
    client.get("/accounts/email/", secure=True)
    assert set(client.cookies) == {"__Host-sessionid", "__Host-csrftoken"}
    for cookie in client.cookies.values():
        assert cookie["secure"]
        assert cookie["path"] == "/"
        assert not cookie["domain"]


PRODUCTION_COOKIES = {
    "SESSION_COOKIE_NAME": "__Host-sessionid",
    "CSRF_COOKIE_NAME": "__Host-csrftoken",
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
}


@pytest.mark.parametrize("subdomains", [False, True])
def test_production_has_these_settings(tmp_path: Path, subdomains: bool) -> None:
    wanted = PRODUCTION_COOKIES | {
        "SECURE_HSTS_SECONDS": 31536000,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": subdomains,
        "SECURE_HSTS_PRELOAD": subdomains,
    }
    environment = {"PORTAL_ENV": "production", "PORTAL_DATA": str(tmp_path)}
    if subdomains:
        environment |= {"SECURE_HSTS_INCLUDE_SUBDOMAINS": "1", "SECURE_HSTS_PRELOAD": "1"}
    script = f"""
from portal import settings
import json
print(json.dumps({{name: getattr(settings, name) for name in {list(wanted)}}}))
"""
    read = subprocess.run(
        [sys.executable, "-c", script],
        cwd=Path(__file__).resolve().parents[2],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(read.stdout) == wanted


@pytest.mark.parametrize("address", [*OPEN, "/dashboard/", "/credit-record/"])
def test_a_page_of_someone_signed_in_is_stored_nowhere(
    client: Client, course: Course, address: str
) -> None:
    learner = factories.enrol(course=course).user
    client.force_login(learner)
    stored = client.get(address.format(course.slug, ""))["Cache-Control"]
    assert "no-store" in stored
    assert "private" in stored


@pytest.mark.parametrize("address", ERRORS)
def test_an_error_page_needs_no_database(client: Client, no_database: None, address: str) -> None:
    if address == "/nowhere/":  # before a view runs the session is read: staff may see as a learner
        client.cookies["sessionid"] = "of-someone-signed-in"
    response = client.get(address)
    assert response.status_code == ERRORS[address]
    assert "1-888-373-7888" in response.text
    assert "Exit this page" in response.text


def test_a_page_that_needs_the_database_fails_with_the_page_for_it(
    client: Client, no_database: None
) -> None:
    response = client.get("/courses/")
    assert response.status_code == 500
    assert "Something went wrong on our side" in response.text


def test_a_foreign_host_name_gets_400_and_no_page_of_log(
    client: Client, db: None, caplog: pytest.LogCaptureFixture
) -> None:
    assert client.get("/help/", headers={"host": "scanner.example"}).status_code == 400
    assert not caplog.records
