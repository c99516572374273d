"""Which pages are the same for every stranger, and that they are."""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver
from django.views.decorators.http import require_safe

from accounts.strangers import KeptPage, is_for_strangers, kept_for_strangers, may_be_kept
from courses.models import Course
from tests import factories
from tests.staff_members import client_of

pytestmark = pytest.mark.django_db

KEPT = {
    "home": "/",
    "courses:list": "/courses/",
    "course": "/courses/{slug}/",
    "video:transcript": "/courses/{slug}/transcript/",
    "video:transcript-file": "/courses/{slug}/transcript.txt",
    "help": "/help/",
    "privacy": "/privacy/",
    "accessibility": "/accessibility/",
}


@pytest.fixture
def course() -> Course:
    return factories.make_course()


def mark_of(response: Any) -> KeptPage | None:
    return getattr(response, "kept", None)


def declared(patterns: list[URLPattern | URLResolver], prefix: str = "") -> set[str]:
    """Return the names of all addresses whose view says that its page is the same for strangers."""
    names = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            names |= declared(pattern.url_patterns, inner)
        elif getattr(pattern.callback, "is_for_strangers", False):
            names.add(f"{prefix}{pattern.name}")
    return names


def test_these_and_no_other_pages_are_declared() -> None:
    assert declared(get_resolver().url_patterns) == KEPT.keys()


@pytest.mark.parametrize("address", KEPT.values())
def test_a_page_that_is_declared_is_found_marked_and_may_be_kept(
    client: Client, course: Course, address: str
) -> None:
    path = address.format(slug=course.slug)
    assert is_for_strangers(path)
    response = client.get(path)
    assert (response.status_code, response.cookies) == (200, {})
    assert mark_of(response) == KeptPage(views_of=course.pk if address == KEPT["course"] else None)
    assert may_be_kept(response.items())
    assert "csrfmiddlewaretoken" not in response.text


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("Cookie", ("csrftoken=" + "a" * 32, "theme=dark; anything=else")),
        ("User-Agent", ("Mozilla/5.0 (iPhone)", "curl/8")),
        ("Accept", ("text/html", "application/json")),
        ("Accept-Language", ("en", "ar")),
        ("Referer", ("https://elsewhere.example/", "http://testserver/privacy/")),
        ("X-Forwarded-For", ("192.0.2.1", "198.51.100.2")),
        ("X-Forwarded-Host", ("evil.example", "testserver")),
        ("X-Forwarded-Proto", ("http", "https")),
        ("Forwarded", ("for=192.0.2.1;host=evil.example", "proto=https")),
        ("X-Original-URL", ("/dashboard/", "/")),
        ("Origin", ("null", "https://elsewhere.example")),
        ("Sec-Purpose", ("prefetch", "")),
        ("Authorization", ("Basic YTpi", "Bearer x")),
    ],
)
def test_two_strangers_who_differ_in_one_header_get_the_same_page(
    client: Client, course: Course, header: str, values: tuple[str, str]
) -> None:
    for address in KEPT.values():
        path = address.format(slug=course.slug)
        first, second = (client.get(path, headers={header: value}) for value in values)
        assert first.content == second.content
        assert first.headers == second.headers


def test_two_strangers_from_two_addresses_get_the_same_page(client: Client, course: Course) -> None:
    for address in KEPT.values():
        path = address.format(slug=course.slug)
        first, second = (client.get(path, REMOTE_ADDR=ip) for ip in ("192.0.2.1", "2001:db8::7"))
        assert first.content == second.content


def test_no_page_takes_our_address_from_who_asks(
    client: Client, course: Course, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["one.example"]
    for address in KEPT.values():
        asked = client.get(address.format(slug=course.slug), headers={"Host": "one.example"})
        assert asked.status_code == 200
        assert "one.example" not in asked.text


def test_nobody_who_has_a_session_gets_or_gives_such_a_page(course: Course) -> None:
    client = client_of("viewer", course.series.provider)
    for address in KEPT.values():
        assert mark_of(client.get(address.format(slug=course.slug))) is None


@pytest.mark.parametrize("cookie", ["sessionid=expired", 'sessionid=""', "sessionid"])
def test_a_session_that_has_ended_is_no_stranger(client: Client, cookie: str) -> None:
    marked = mark_of(client.get("/help/", headers={"Cookie": cookie}))
    assert (marked is None) is ("=" in cookie)


def test_a_query_another_method_or_another_status_is_not_marked(
    client: Client, course: Course
) -> None:
    assert mark_of(client.get("/courses/?page=1")) is None
    assert mark_of(client.head("/courses/")) is None
    assert mark_of(client.post("/courses/")) is None
    assert mark_of(client.get("/courses/nowhere/")) is None


def test_a_stream_is_not_marked() -> None:
    @kept_for_strangers
    def stream(request: HttpRequest) -> Any:
        return StreamingHttpResponse(iter([b"a"]))

    assert mark_of(stream(RequestFactory().get("/"))) is None


def test_a_declared_view_keeps_its_name_and_what_its_decorators_refuse() -> None:
    @kept_for_strangers
    @require_safe
    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse("x")

    assert page.__name__ == "page"
    assert page(RequestFactory().post("/")).status_code == 405


@pytest.mark.parametrize("path", ["/x/", "/verify/", "/courses/" + "x" * 400 + "/", "", "//", "\0"])
def test_what_is_no_such_page_is_told_without_an_error(path: str) -> None:
    assert not is_for_strangers(path)


@pytest.mark.parametrize(
    ("header", "value", "holds"),
    [
        ("Vary", "Cookie, accept-language,Accept-Encoding", True),
        ("Vary", "Cookie, User-Agent", False),
        ("Vary", "*", False),
        ("Cache-Control", "max-age=60, public", True),
        ("Cache-Control", "no-cache, No-Store", False),
        ("cache-control", "private", False),
        ("Set-Cookie", "a=b", False),
        ("Content-Encoding", "gzip", False),
        ("Content-Security-Policy", "default-src 'none'", True),
    ],
)
def test_the_headers_say_whether_others_may_have_it(header: str, value: str, holds: bool) -> None:
    assert may_be_kept([("Content-Type", "text/html"), (header, value)]) is holds
