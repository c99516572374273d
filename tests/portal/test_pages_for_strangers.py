"""Pages for strangers: what is remembered, for whom, and who waits for whom."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from accounts.strangers import KeptPage
from portal.front.answers import Answer, FilePart
from portal.front.pages import Pages
from tests.portal.asking import asking

type Headers = dict[str, str]
GIVEN = [("Content-Type", "text/html"), ("Vary", "Cookie")]


class Django:
    """Answers each request with its number, as `like` says; waits before it if it is told to."""

    def __init__(self, **like: Any) -> None:
        self.asked: list[Any] = []
        self.like: dict[str, Any] = {"status": 200, "headers": GIVEN, "kept": KeptPage()} | like
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def __call__(self, scope: Any) -> Answer:
        self.asked.append(scope)
        number = len(self.asked)
        await self.may_answer.wait()
        if isinstance(self.like["status"], Exception):
            raise self.like["status"]
        return Answer(**{"body": str(number).encode(), **self.like})


class Counted(list[dict[int, int]]):
    """What was written of views."""

    async def __call__(self, views: Counter[int]) -> None:
        self.append(dict(views))


def run[T](scenario: Callable[[], Awaitable[T]]) -> T:
    async def all_of_it() -> T:
        return await scenario()

    return asyncio.run(all_of_it())


async def bodies(pages: Pages, *scopes: Any) -> list[Any]:
    """Ask one after the other."""
    found = [await pages.answer(scope) for scope in scopes]
    return [answer and answer.body for answer in found]


async def at_once(pages: Pages, django: Django, *scopes: Any) -> list[Any]:
    """Ask all before the first is answered."""
    django.may_answer.clear()
    waiting = [asyncio.create_task(pages.answer(scope)) for scope in scopes]
    while not django.asked:
        await asyncio.sleep(0)
    await asyncio.sleep(0)
    django.may_answer.set()
    return await asyncio.gather(*waiting, return_exceptions=True)


def test_the_second_stranger_gets_what_was_rendered_for_the_first() -> None:
    async def scenario() -> None:
        django = Django()
        pages = Pages(django, Counted())
        assert await bodies(pages, asking(), asking()) == [b"1", b"1"]
        assert len(django.asked) == 1

    run(scenario)


@pytest.mark.parametrize(
    ("scope", "why"),
    [
        (asking("/dashboard/"), "the view did not ask for it"),
        (asking("/verify/"), "the view did not ask for it"),
        (asking("/accounts/login/"), "the view did not ask for it"),
        (asking("/nowhere/"), "there is no view"),
        (asking("/help/" + "x" * 9000), "the path is too long"),
        (asking(query_string="page=2"), "a query"),
        (asking(method="HEAD"), "the method, and nothing is in memory"),
        (asking(method="POST"), "the method"),
        (asking(headers={"cookie": "sessionid=abc"}), "a session"),
        (asking(headers={"cookie": "a=b; sessionid =abc"}), "a session, as Django reads it"),
        (asking(headers={"cookie": "messages=abc"}), "a message"),
        (asking(headers={"authorization": "Basic x"}), "credentials"),
        (asking(headers={"range": "bytes=0-1"}), "a range"),
        (asking(headers={"content-length": "2"}), "a body"),
        (asking(headers={"transfer-encoding": "chunked"}), "a body"),
        (asking(headers={"host": ""}), "no host"),
    ],
)
def test_everything_else_is_left_to_django(scope: Any, why: str) -> None:
    async def scenario() -> None:
        django = Django()
        assert await bodies(Pages(django, Counted()), scope) == [None], why
        assert django.asked == []

    run(scenario)


@pytest.mark.parametrize(
    "other",
    [
        asking("/privacy/"),
        asking(headers={"host": "elsewhere.example"}),
        asking(headers={"host": "localhost:8000"}),
        asking(scheme="https"),
    ],
)
def test_what_a_page_depends_on_is_in_its_key(other: Any) -> None:
    async def scenario() -> None:
        pages = Pages(Django(), Counted())
        assert await bodies(pages, asking(), other, asking(), other) == [b"1", b"2", b"1", b"2"]

    run(scenario)


def test_a_host_is_the_same_in_capitals() -> None:
    async def scenario() -> None:
        django = Django()
        capitals = asking(headers={"host": "LocalHost"})
        assert await bodies(Pages(django, Counted()), capitals, asking()) == [b"1", b"1"]
        assert django.asked[0].headers.get_all("host") == ["localhost"]

    run(scenario)


def test_head_is_answered_from_memory_and_is_no_view() -> None:
    async def scenario() -> None:
        django = Django(kept=KeptPage(views_of=7))
        pages, head = Pages(django, Counted()), asking(method="HEAD")
        page = await pages.answer(asking())
        told = await pages.answer(head)
        assert page
        assert told
        assert (told.status, told.headers, told.body) == (200, page.headers, b"")
        assert ("Content-Length", "1") in told.headers
        assert (len(django.asked), pages.views._views) == (1, {})

    run(scenario)


def test_two_hosts_in_one_request_are_not_taken_for_one_of_them() -> None:
    async def scenario() -> None:
        both = asking()
        both.headers["host"] = ["localhost", "elsewhere.example"]
        pages = Pages(Django(), Counted())
        assert await bodies(pages, asking(), both, asking()) == [b"1", b"2", b"1"]

    run(scenario)


@pytest.mark.parametrize(
    ("proxy", "name", "http", "https"),
    [
        ("", "x-forwarded-proto", "https", "http"),
        ("1", "x-forwarded-proto", "https, http", "http, https"),
        ("forwarded", "forwarded", "for=192.0.2.1;proto=http", "for=192.0.2.2;proto=https"),
    ],
)
def test_the_scheme_is_the_one_that_django_believes(
    settings: Any, proxy: str, name: str, http: str, https: str
) -> None:
    settings.TRUST_PROXY = proxy

    async def scenario() -> None:
        told = [asking(headers={name: value}) for value in (http, https)]
        found = await bodies(Pages(Django(), Counted()), *told)
        assert found == ([b"1", b"2"] if proxy else [b"1", b"1"])

    run(scenario)


def test_behind_a_proxy_strangers_of_all_addresses_share_a_page(settings: Any) -> None:
    settings.TRUST_PROXY = "forwarded"

    async def scenario() -> None:
        told = [
            asking(headers={"forwarded": f"for=192.0.2.{number};proto=https"})
            for number in range(3)
        ]
        assert await bodies(Pages(Django(), Counted()), *told) == [b"1"] * 3

    run(scenario)


def test_where_pages_are_translated_each_language_has_its_own(settings: Any) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "django.middleware.locale.LocaleMiddleware"]
    settings.LANGUAGES = [("en-us", "English"), ("es", "Spanish")]

    async def scenario() -> None:
        django = Django()
        asked = [
            asking(headers={"accept-language": "en"}),
            asking(headers={"accept-language": "es-MX, en;q=0.5"}),
            asking(headers={"accept-language": "xx"}),
            asking(headers={"accept-language": "en", "cookie": "django_language=es"}),
        ]
        assert await bodies(Pages(django, Counted()), *asked) == [b"1", b"2", b"1", b"2"]
        languages = [scope.headers.get_all("accept-language") for scope in django.asked]
        assert languages == [["en-us"], ["es"]]

    run(scenario)


def test_nothing_of_one_visitor_is_there_where_the_page_is_rendered(settings: Any) -> None:
    settings.TRUST_PROXY = "1"
    personal = {
        "cookie": "csrftoken=mine; anything=else",
        "accept-encoding": "br",
        "accept-language": "fr",
        "if-none-match": '"abc"',
        "if-modified-since": "Sun, 01 Nov 2026 00:00:00 GMT",
        "user-agent": "Mine",
        "referer": "http://localhost/mine/",
        "x-forwarded-host": "evil.example",
        "x-original-url": "/dashboard/",
        "x-http-method-override": "POST",
        "sec-fetch-mode": "navigate",
        "accept": "application/json",
    }
    needed = {
        "x-forwarded-for": "192.0.2.7",
        "x-forwarded-proto": "https",
        "sec-purpose": "prefetch",
    }

    async def scenario() -> None:
        django = Django()
        await Pages(django, Counted()).answer(asking("/help/", headers=personal | needed))
        (scope,) = django.asked
        assert (scope.path, scope.method, scope.query_string) == ("/help/", "GET", "")
        told = {name: scope.headers.get_all(name) for name in scope.headers.keys()}  # noqa: SIM118
        expected = {name: [value] for name, value in needed.items()}
        assert told == expected | {"host": ["localhost"], "accept-language": ["en-us"]}

    run(scenario)


@pytest.mark.parametrize("waiting", [2, 50])
def test_one_is_rendered_for_all_who_wait(waiting: int) -> None:
    async def scenario() -> None:
        django = Django()
        found = await at_once(Pages(django, Counted()), django, *[asking()] * waiting)
        assert [answer.body for answer in found] == [b"1"] * waiting
        assert len(django.asked) == 1

    run(scenario)


def test_whoever_asked_first_may_go_away_and_the_others_are_answered() -> None:
    async def scenario() -> None:
        django = Django()
        pages = Pages(django, Counted())
        django.may_answer.clear()
        first, second = (asyncio.create_task(pages.answer(asking())) for _ in range(2))
        while not django.asked:
            await asyncio.sleep(0)
        first.cancel()
        django.may_answer.set()
        found = await second
        assert found
        assert (found.body, len(django.asked)) == (b"1", 1)

    run(scenario)


@pytest.mark.parametrize("status", [301, 400, 404, 500, 503])
def test_a_failure_answers_all_who_wait_and_nobody_after_them(status: int) -> None:
    """A database that is away is asked once for each page, and not once for each who waits."""

    async def scenario() -> None:
        told = [
            *GIVEN,
            ("Cache-Control", "max-age=0, no-cache, no-store, must-revalidate, private"),
        ]
        django = Django(status=status, headers=told, kept=None)
        pages = Pages(django, Counted())
        found = await at_once(pages, django, *[asking()] * 20)
        assert [(answer.status, answer.body) for answer in found] == [(status, b"1")] * 20
        assert await bodies(pages, asking()) == [b"2"]

    run(scenario)


def test_an_error_of_the_front_reaches_all_who_wait_and_is_forgotten() -> None:
    async def scenario() -> None:
        django = Django(status=RuntimeError("broken"))
        pages = Pages(django, Counted())
        found = await at_once(pages, django, *[asking()] * 3)
        assert [str(error) for error in found] == ["broken"] * 3
        django.like["status"] = 200
        assert await bodies(pages, asking()) == [b"2"]

    run(scenario)


@pytest.mark.parametrize(
    "like",
    [
        {"kept": None},
        {"headers": [*GIVEN, ("Set-Cookie", "csrftoken=one")]},
        {"headers": [*GIVEN, ("Set-Cookie", "csrftoken=one")], "status": 403, "kept": None},
        {"headers": [*GIVEN, ("Cache-Control", "no-store")]},
        {"headers": [*GIVEN, ("Cache-Control", "max-age=5, private")]},
        {"headers": [("Vary", "Cookie, User-Agent")]},
        {"headers": [("Vary", "*")]},
        {"headers": [*GIVEN, ("Content-Encoding", "gzip")]},
        {"body": FilePart("/nowhere", 0, 1)},
    ],
)
def test_what_is_not_the_same_for_all_is_rendered_for_each(like: Any) -> None:
    """It was rendered without what Django needs to know of this visitor, so nobody gets it."""

    async def scenario() -> None:
        django = Django(**like)
        pages = Pages(django, Counted())
        assert await at_once(pages, django, asking(), asking()) == [None, None]
        # For some seconds nobody waits for it any more.
        assert await bodies(pages, asking()) == [None]
        assert len(django.asked) == 1

    run(scenario)


def test_a_view_from_memory_is_counted_as_one_that_was_rendered() -> None:
    async def scenario() -> None:
        counted, django = Counted(), Django(kept=KeptPage(views_of=7))
        pages = Pages(django, counted)
        ahead = asking("/courses/one/", headers={"sec-purpose": "prefetch;prerender"})
        known = asking("/courses/one/", headers={"if-none-match": "*"})
        # Django counted the first, and a prefetched page is counted by nobody.
        await at_once(pages, django, *[asking("/courses/one/")] * 3, ahead)
        assert (await pages.answer(known)).status == 304  # type: ignore[union-attr]
        await bodies(pages, ahead, asking("/courses/one/"))
        while not counted:
            await asyncio.sleep(0.01)
        assert counted == [{7: 4}]

    run(scenario)


def test_a_page_that_is_no_course_counts_nothing() -> None:
    counted, loop = Counted(), asyncio.new_event_loop()
    pages = Pages(Django(), counted)
    loop.run_until_complete(bodies(pages, asking(), asking()))
    pages.views.drain(loop)
    loop.close()
    assert counted == []
