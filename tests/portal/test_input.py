"""A NUL is refused wherever it comes in, calmly: PostgreSQL keeps it in no text."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    [
        "/verify/a%00b/",
        "/courses/a%00b/",
        "/courses/?q=a%00b",
        "/courses/?a%00b=q",
        "/admin/courses/course/?q=%00",
        "/media/video/a%00.mp4",
    ],
)
def test_an_address_with_a_nul_is_refused(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 400
    assert "a character that no text has" in response.text


@pytest.mark.parametrize("fields", [{"code": "a\0b"}, {"a\0b": "code"}, {"code": ["a", "\0"]}])
def test_a_field_with_a_nul_is_refused(client: Client, fields: dict[str, str]) -> None:
    assert client.post("/verify/", fields).status_code == 400
    body = "&".join(f"{name}=%00" for name in fields).replace("\0", "%00")
    form = "application/x-www-form-urlencoded"
    assert client.generic("POST", "/verify/", body, content_type=form).status_code == 400


def test_a_file_may_hold_a_nul_but_not_be_called_by_one(client: Client) -> None:
    file = SimpleUploadedFile("a.mp4", b"\0")
    assert client.post("/verify/", {"file": file}).status_code == 200
    file = SimpleUploadedFile("a.mp4", b"text")
    assert client.post("/verify/", {"a\0b": file}).status_code == 400


def test_a_cookie_that_django_reads_as_a_nul_is_refused(client: Client) -> None:
    assert client.get("/", headers={"Cookie": 'sessionid="a\\000b"'}).status_code == 400
    assert client.get("/", headers={"Cookie": "sessionid=ab"}).status_code == 200


def test_a_header_with_a_nul_is_refused(client: Client) -> None:
    assert client.get("/", headers={"User-Agent": "a\0b"}).status_code == 400


def test_a_beat_with_a_nul_in_its_address_is_refused(client: Client) -> None:
    response = client.post("/watch/beat/?record=%00", {}, content_type="application/json")
    assert response.status_code == 400
