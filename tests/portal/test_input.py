"""A NUL is refused wherever it comes in, calmly: PostgreSQL keeps it in no text. Everything else is cleaned."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from portal.input import CleansTyped

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
    assert "a character we cannot read" in response.text


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


MEANT = "*AMA PRA Category 1 Credit*™ from 0:49–4:57, کیان\u200cپور, “é”"
PASTED = "\ufeff" + MEANT.replace("é", "e\u0301").replace("from", "fr\u200bom")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_field_is_cleaned_as_prose_but_no_password(method: str) -> None:
    seen: list[dict[str, str]] = []

    def answer(request: HttpRequest) -> HttpResponse:
        cleaner.process_view(request)
        seen.append({**request.GET.dict(), **request.POST.dict()})
        return HttpResponse()

    cleaner = CleansTyped(answer)
    send = RequestFactory().get if method == "GET" else RequestFactory().post
    cleaner(send("/", {"words": PASTED, "password1": PASTED, "plain": "as typed"}))
    assert seen == [{"words": MEANT, "password1": PASTED, "plain": "as typed"}]


def test_what_is_chosen_several_times_stays_so() -> None:
    request = RequestFactory().post("/", {"choice": ["é", "e\u0301", "b"]})
    CleansTyped(lambda _: HttpResponse()).process_view(request)
    assert request.POST.getlist("choice") == ["é", "é", "b"]


@pytest.mark.parametrize(
    ("typed", "kept"), [("a\r\nb", "a\nb"), ("é\rb", "é\nb"), ("a\nb", "a\nb")]
)
def test_a_line_ends_in_a_newline_alone(typed: str, kept: str) -> None:
    request = RequestFactory().post("/", {"words": typed})
    CleansTyped(lambda _: HttpResponse()).process_view(request)
    assert request.POST["words"] == kept


def test_a_form_stores_prose_as_it_was_meant(client: Client) -> None:
    page = client.get("/courses/", {"q": PASTED})
    assert page.wsgi_request.GET["q"] == MEANT
