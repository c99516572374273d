"""No line of the log holds what only its owner may know, whoever writes it."""

import logging
import re
from collections.abc import Iterator
from typing import Any, NoReturn

import pytest
from django.conf import settings as django_settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.test import Client
from django.urls import URLPattern, URLResolver, re_path

from accounts.models import User
from portal import backends, urls
from portal.logs import WithoutSecrets, without_secrets
from tests import factories

KEY = "7b0f3c1e-22d4-4a59-9c83-5d1e0f6a7b2c"
# What each address with free text in its path may hold, by the name of its route; the others hold a UUID.
SECRETS = {
    "disclosure:disclose": "5f0c0bbf2d7c4e0f8f1d6f0a1c2b3d4e.kUXyYb0GkAtD6lyAVnMHPWJTfFSLzsT6cFDLPeCfH-s",
    "staff:invitation": "WzEsMV0:kUXyYb0GkAtD6lyAVnMHPWJTfFSLzsT6cFDLPeCfH-s",
    "certificates:verification": "K7M2-9QXW-4HTP-D",
}
# A public file's name, a row's number in the tables, a mail on a local machine.
NO_SECRETS = re.compile(r"media/|admin/.*<path:object_id>|admin/\^?\(|admin/r/|dev/mail/")


def with_free_text(patterns: Any, before: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """Yield (name, route) of every address with more than a number or a slug in its path."""
    for each in patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            inner = f"{each.namespace}:" if each.namespace else space
            yield from with_free_text(each.url_patterns, route, inner)
        elif isinstance(each, URLPattern) and re.search(r"<(str|uuid|path):|\(\?P<", route):
            yield f"{space}{each.name}", route


ROUTES = {
    name: route for name, route in with_free_text(urls.urlpatterns) if not NO_SECRETS.search(route)
}


def broken(request: HttpRequest, **_: str) -> NoReturn:
    raise LookupError(f"{request!r} by nora@example.org")


# As tests/error_urls.py, but every address fails.
urlpatterns = [re_path(r"^(?:broken/)?(?P<where>.*)$", broken), *urls.urlpatterns]


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[Any]:
    """What the installation's own log would say of everything that is logged, even the smallest thing."""
    caplog.set_level(logging.DEBUG)
    request_log = logging.getLogger("django.request")
    request_log.setLevel(logging.DEBUG)
    line = backends.console_log()["formatters"]["line"]
    formatter = WithoutSecrets(line["format"], style=line["style"])
    yield lambda: "\n".join(formatter.format(record) for record in caplog.records)
    request_log.setLevel(logging.ERROR)


@pytest.fixture
def learner(db: None) -> User:
    return factories.make_user(email="nora@example.org")


def addresses(secret: str, route: str) -> list[str]:
    right = "/" + re.sub(r"<(?:str|uuid):\w+>", secret, route)
    right = re.sub(r"<\w+:\w+>", "1", right)
    return [
        right,
        f"{right}?next=/{secret}&email=nora@example.org",
        f"{right}nowhere/",
        f"/nowhere{right}",
    ]


def test_every_address_with_free_text_is_thought_of() -> None:
    assert {name for name, route in ROUTES.items() if "<uuid:" not in route} == set(SECRETS)


@pytest.mark.parametrize("name", ROUTES)
def test_a_refusal_does_not_write_the_secret_of_its_address(
    db: None, lines: Any, name: str
) -> None:
    client = Client(enforce_csrf_checks=True)
    secret = SECRETS.get(name, KEY)
    for address in addresses(secret, ROUTES[name]):
        client.post(address, {"name": "x"})
        client.get(address)
    # The link of a disclosure is the credential: its page asks for no token.
    assert ("Forbidden" in lines()) == (name != "disclosure:disclose")
    assert "Not Found" in lines()
    says_nothing_of(secret, lines())


@pytest.mark.parametrize("name", ROUTES)
def test_a_failure_does_not_write_the_secret_of_its_address(
    db: None, lines: Any, settings: Any, name: str
) -> None:
    settings.ROOT_URLCONF = __name__
    secret = SECRETS.get(name, KEY)
    for address in addresses(secret, ROUTES[name])[:2]:
        assert Client(raise_request_exception=False).get(address).status_code == 500
    assert "Internal Server Error" in lines()
    assert "LookupError" in lines()
    says_nothing_of(secret, lines())


def says_nothing_of(secret: str, text: str) -> None:
    for part in [secret, *re.split("[.:]", secret), "nora@example.org", "next="]:
        assert part not in text


def test_a_row_that_the_database_refuses_is_not_written(lines: Any, learner: User) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        User.objects.create_user(learner.email, full_name="Nora Lindqvist")
    logging.getLogger("portal").error("Failed", exc_info=refused.value)
    assert "duplicate key value" in lines()
    assert "DETAIL: [left out]" in lines()
    assert learner.email not in lines()


def test_a_failed_job_is_named_without_its_arguments() -> None:
    line = "Job accounts.deliver_mail[7](mail_id=7, context={'name': 'Nora (RN)'}) ended with status: Error"
    assert without_secrets(line) == (
        "Job accounts.deliver_mail[7]([left out]) ended with status: Error"
    )


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-23 08:00:00,123 WARNING accounts.sign_in: Sign-in failed: wrong password",
        'File "/srv/portal/.venv/lib/python3.13/site-packages/django/core/handlers/base.py", line 197',
        "Not Found: /courses/human-trafficking-in-health-care-part-1/transcript/",
        "django.core.exceptions.SuspiciousFileOperation: Detected path traversal attempt",
        "psycopg.errors.UndefinedTable: relation “courses_course” does not exist",
    ],
)
def test_what_an_operator_needs_stays(line: str) -> None:
    assert without_secrets(line) == line


@pytest.mark.parametrize(
    "secret",
    [
        "h3k9x1v7c2m5b8n4q6w0e2r5t8y1u3i6",  # a session
        "InZpZGVvIjox:1vN8Wq:JxY0Yw3KQq4cVbXk0m1z9A8s7D6f5G4h3J2k1L0aQwE",  # a beat's token
        "https://bucket.example.org/a.mp4?X-Amz-Signature=abc&X-Amz-Date=1",
    ],
)
def test_a_secret_is_known_by_its_shape_anywhere(secret: str) -> None:
    left = without_secrets(f"Something failed ({secret}) just now")
    assert left.startswith("Something failed (")
    assert left.endswith(" just now")
    assert not re.search("h3k9|JxY0|Amz", left)


def test_the_servers_log_is_written_by_the_same_formatter() -> None:
    log = django_settings.LOGGING
    assert {log["formatters"][each["formatter"]]["()"] for each in log["handlers"].values()} == {
        "portal.logs.WithoutSecrets"
    }
    assert log["loggers"]["_granian"]["handlers"] == ["console"]
    assert logging.getLogger("django").handlers == []
