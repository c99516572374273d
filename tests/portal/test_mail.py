"""Local mail: one file for each message, and a page that only this machine's browser sees."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from pytest_django.fixtures import Settings

from portal.mail import EmlFileBackend

Send = Callable[..., None]


@pytest.fixture(autouse=True)
def local_mail(settings: Settings, tmp_path: Path) -> Path:
    settings.DEV_MAIL = True
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "portal.example.org"]
    settings.MAIL_DIR = tmp_path / "mail"
    return tmp_path / "mail"


def send(subject: str = "Your code", text: str = "Code: http://localhost:8000/x") -> None:
    message = EmailMultiAlternatives(subject, text, "portal@localhost", ["ann@example.org"])
    message.attach_alternative("<p>html</p>", "text/html")
    assert EmlFileBackend(alias="default").send_messages([message]) == 1


def test_each_message_is_one_private_file_and_names_sort_by_time(local_mail: Path) -> None:
    for number in range(3):
        send(subject=f"number {number}")
    files = sorted(local_mail.iterdir())
    assert [path.suffix for path in files] == [".eml"] * 3
    assert [f"number {n}" in path.read_text() for n, path in enumerate(files)] == [True] * 3
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}


def test_a_message_to_nobody_is_not_written(local_mail: Path) -> None:
    message = EmailMultiAlternatives("Nobody", "text", "portal@localhost", [])
    assert EmlFileBackend(alias="default").send_messages([message]) == 0
    assert list(local_mail.iterdir()) == []


@pytest.mark.django_db
def test_the_page_lists_the_newest_message_first(client: Client) -> None:
    send(subject="First")
    send(subject="Second")
    page = client.get("/dev/mail/", HTTP_HOST="localhost").content.decode()
    assert page.index("Second") < page.index("First")


@pytest.mark.django_db
def test_a_message_shows_its_text_with_links(client: Client, local_mail: Path) -> None:
    send()
    name = next(local_mail.iterdir()).stem
    page = client.get(f"/dev/mail/{name}/", HTTP_HOST="127.0.0.1").content.decode()
    assert 'href="http://localhost:8000/x"' in page
    assert "ann@example.org" in page


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["nothing", "..", "%2e%2e%2fsecret-key"])
def test_a_message_that_is_not_there_is_404(client: Client, name: str) -> None:
    send()
    assert client.get(f"/dev/mail/{name}/", HTTP_HOST="localhost").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "request_has",
    [
        {"HTTP_HOST": "portal.example.org"},
        {"REMOTE_ADDR": "192.0.2.7"},
        {"REMOTE_ADDR": ""},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_X_FORWARDED_HOST": "localhost"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_VIA": "1.1 proxy"},
        {"HTTP_X_REAL_IP": "127.0.0.1"},
        {"HTTP_X_ORIGINAL_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_X_ENVOY_EXTERNAL_ADDRESS": "127.0.0.1"},
        {"HTTP_CF_CONNECTING_IP": "127.0.0.1"},
        {"HTTP_FASTLY_CLIENT_IP": "127.0.0.1"},
    ],
)
def test_nobody_from_elsewhere_sees_mail(client: Client, request_has: dict[str, str]) -> None:
    here = {"HTTP_HOST": "localhost", **request_has}
    assert client.get("/dev/mail/", **here).status_code == 404  # type: ignore[arg-type]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "value"), [("DEV_MAIL", False), ("PRODUCTION", True)])
def test_it_does_not_exist_in_production_or_beyond_the_loopback_address(
    client: Client, settings: Settings, name: str, value: bool
) -> None:
    setattr(settings, name, value)
    assert client.get("/dev/mail/", HTTP_HOST="localhost").status_code == 404


@pytest.mark.django_db
def test_mail_cannot_be_posted_to(client: Client) -> None:
    assert client.post("/dev/mail/", HTTP_HOST="localhost").status_code == 405
