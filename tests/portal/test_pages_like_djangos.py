"""Pages for strangers are, header by header, what Django says of them."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Set
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection

from analytics.models import PageView
from courses.models import Course
from portal.front.answers import Answer
from portal.front.bodies import Bodies, Body
from portal.front.pages import Pages
from portal.front.pool import Pool
from portal.view_counter import write_views
from tests import factories
from tests.portal.asking import asking
from tests.portal.test_which_pages_are_kept import KEPT

# In threads of its own, as in the server.
pytestmark = pytest.mark.django_db(transaction=True)


class Served:
    """The pages and Django itself, as the front has them."""

    def __init__(self) -> None:
        self._bodies, self.rendered = Bodies(self._is_signed_in), 0
        self._pool = Pool(WSGIHandler(), 2)
        self.pages = Pages(self.django, self._write)

    async def _is_signed_in(self, key: str) -> bool:
        return False

    async def django(self, scope: Any) -> Answer:
        self.rendered += 1
        with Body(self._bodies) as body:
            return await self._pool.run(scope, body)

    async def page(self, scope: Any) -> Answer:
        found = await self.pages.answer(scope)
        assert found
        return found

    async def in_thread(self, function: Callable[..., None], *values: Any) -> None:
        await self._pool.call(function, *values)

    async def _write(self, views: Counter[int]) -> None:
        await self.in_thread(write_views, views)

    def close(self, loop: asyncio.AbstractEventLoop) -> None:
        self.pages.views.drain(loop)
        self._pool.close()


def rename(course: Course, title: str) -> None:
    Course.objects.filter(pk=course.pk).update(title=title)
    connection.close()


@pytest.fixture
def course() -> Course:
    return factories.make_course()


def serve(folder: Path, scenario: Callable[[Served], Any]) -> Served:
    """Run a scenario beside what serves it, and end as the server does."""
    served, loop = Served(), asyncio.new_event_loop()
    try:
        loop.run_until_complete(scenario(served))
    finally:
        served.close(loop)
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()
    return served


def headers_of(answer: Answer, *, without: Set[str] = frozenset()) -> list[tuple[str, str]]:
    return sorted((name, value) for name, value in answer.headers if name.lower() not in without)


def value_of(answer: Answer, header: str) -> str | None:
    return next((value for name, value in answer.headers if name.lower() == header), None)


def test_a_page_from_memory_has_djangos_headers_and_bytes(
    tmp_path: Path, course: Course, settings: Any
) -> None:
    settings.SECURE_HSTS_SECONDS = 60

    async def scenario(served: Served) -> None:
        for address, scheme in product(KEPT.values(), ("http", "https")):
            scope = asking(address.format(slug=course.slug), scheme=scheme)
            own, *pages = [await ask(scope) for ask in (served.django, served.page, served.page)]
            for page in pages:
                assert (page.status, page.body) == (200, own.body)
                assert headers_of(page, without={"vary"}) == headers_of(own, without={"vary"})
                # The front packs whatever it keeps, texts as well; Django HTML alone.
                varies = {*filter(None, (value_of(own, "vary") or "").split(", "))}
                told = (value_of(page, "vary") or "").split(", ")
                assert sorted(told) == sorted(varies | {"Accept-Encoding"})
            assert bool(value_of(own, "strict-transport-security")) is (scheme == "https")

    assert serve(tmp_path, scenario).rendered == 2 * 2 * len(KEPT)


def test_head_has_djangos_headers_and_an_etag(tmp_path: Path, course: Course) -> None:
    """Django gives one to GET alone."""
    other = {"vary", "etag"}

    async def scenario(served: Served) -> None:
        for address in KEPT.values():
            path = address.format(slug=course.slug)
            head, get = asking(path, method="HEAD"), await served.page(asking(path))
            own, page = await served.django(head), await served.page(head)
            assert (page.status, page.body, page.headers) == (own.status, b"", get.headers)
            assert headers_of(page, without=other) == headers_of(own, without=other)

    serve(tmp_path, scenario)


def test_304_has_djangos_headers(tmp_path: Path, course: Course) -> None:
    async def scenario(served: Served) -> None:
        for address in KEPT.values():
            path = address.format(slug=course.slug)
            etag = value_of(await served.page(asking(path)), "etag")
            known = asking(path, headers={"if-none-match": str(etag)})
            own, page = await served.django(known), await served.page(known)
            assert (own.status, own.body) == (page.status, page.body) == (304, b"")
            assert headers_of(page, without={"vary"}) == headers_of(own, without={"vary"})

    serve(tmp_path, scenario)


def test_what_is_no_page_is_as_django_says_it_each_time(tmp_path: Path, course: Course) -> None:
    refused = {
        400: asking(headers={"host": "evil.example"}),
        404: asking("/courses/nowhere/"),
    }

    async def scenario(served: Served) -> None:
        for status, scope in refused.items():
            own = await served.django(scope)
            for page in [await served.page(scope), await served.page(scope)]:
                assert (page.status, page.body) == (status, own.body)
                assert headers_of(page) == headers_of(own)

    assert serve(tmp_path, scenario).rendered == 3 * len(refused)


def test_a_page_that_came_by_https_is_not_given_to_who_must_be_redirected(
    tmp_path: Path, settings: Any
) -> None:
    settings.SECURE_SSL_REDIRECT = True

    async def scenario(served: Served) -> None:
        for scheme, status in 2 * [("https", 200), ("http", 301)]:
            page, own = [await ask(asking(scheme=scheme)) for ask in (served.page, served.django)]
            assert (page.status, own.status) == (status, status)
            assert headers_of(page, without={"vary"}) == headers_of(own, without={"vary"})

    serve(tmp_path, scenario)


def test_each_request_for_a_course_page_is_one_view(tmp_path: Path, course: Course) -> None:
    path = course.get_absolute_url()
    prefetched = asking(path, headers={"sec-purpose": "prefetch"})

    async def scenario(served: Served) -> None:
        await asyncio.gather(*(served.page(asking(path)) for _ in range(10)))
        await served.page(prefetched)
        await served.page(asking(path))

    assert serve(tmp_path, scenario).rendered == 1
    assert PageView.objects.get().views == 11


def test_a_change_shows_in_a_page_within_ten_seconds(
    tmp_path: Path, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As long as it is rendered in time: at ten seconds one waits for that."""
    path = course.get_absolute_url()

    async def scenario(served: Served) -> None:
        before = await served.page(asking(path))
        await served.in_thread(rename, course, "A title of now")
        assert (await served.page(asking(path))).body == before.body
        now = time.monotonic
        monkeypatch.setattr("time.monotonic", lambda: now() + 10)
        assert b"A title of now" in (await served.page(asking(path))).body  # type: ignore[operator]

    serve(tmp_path, scenario)
