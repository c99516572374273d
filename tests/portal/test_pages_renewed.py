"""While a page is rendered anew, or cannot be, strangers get the copy that is there, up to its age."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from accounts.strangers import KeptPage
from portal.front.pages import Pages
from tests.portal.asking import asking
from tests.portal.test_pages_for_strangers import Counted, Django, bodies, run

Scenario = Callable[[Django, Pages], Awaitable[None]]


class Clock:
    """What `time.monotonic` says, to the loop as well."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now

    async def settle(self) -> None:
        """Let all run that needs no time."""
        for _ in range(200):
            await asyncio.sleep(0)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("time.monotonic", made)
    return made


def after(clock: Clock, seconds: float, scenario: Scenario) -> None:
    """Run a scenario with a page in memory, whose rendering began so long ago."""

    async def all_of_it() -> None:
        django = Django()
        pages = Pages(django, Counted())
        assert await bodies(pages, asking()) == [b"1"]
        clock.now += seconds
        await scenario(django, pages)
        django.may_answer.set()
        while pages._rendering:
            await asyncio.sleep(0)

    run(all_of_it)


async def renewed(pages: Pages) -> None:
    while pages._rendering:
        await asyncio.sleep(0)


def test_within_five_seconds_nothing_is_rendered(clock: Clock) -> None:
    async def scenario(django: Django, pages: Pages) -> None:
        assert await bodies(pages, asking()) == [b"1"]
        assert len(django.asked) == 1

    after(clock, 4.9, scenario)


def test_within_ten_seconds_nobody_waits_and_one_is_rendered(clock: Clock) -> None:
    async def scenario(django: Django, pages: Pages) -> None:
        django.may_answer.clear()
        assert await bodies(pages, *[asking()] * 3) == [b"1"] * 3
        assert len(django.asked) == 2
        django.may_answer.set()
        await renewed(pages)
        assert await bodies(pages, asking()) == [b"2"]

    after(clock, 9.9, scenario)


def test_after_a_quiet_while_one_gets_what_is_so_now(clock: Clock) -> None:
    async def scenario(_django: Django, pages: Pages) -> None:
        assert await bodies(pages, asking()) == [b"2"]

    after(clock, 10, scenario)


def test_one_waits_half_a_second_for_it_and_then_gets_the_copy(clock: Clock) -> None:
    async def scenario(django: Django, pages: Pages) -> None:
        django.may_answer.clear()
        asked = asyncio.create_task(pages.answer(asking()))
        await clock.settle()
        clock.now += 0.4
        await clock.settle()
        assert not asked.done()
        clock.now += 0.2
        assert [(await asked).body, len(django.asked)] == [b"1", 2]  # type: ignore[union-attr]

    after(clock, 24.9, scenario)


@pytest.mark.parametrize("status", [500, 503, RuntimeError("broken")])
@pytest.mark.parametrize("seconds", [6, 12, 24])
def test_what_fails_or_is_refused_by_a_full_queue_does_not_take_the_copy(
    clock: Clock, seconds: float, status: int | Exception
) -> None:
    async def scenario(django: Django, pages: Pages) -> None:
        django.like |= {"status": status, "kept": None}
        for _ in range(2):
            assert await bodies(pages, asking()) == [b"1"]
            await renewed(pages)
        assert len(django.asked) == 3

    after(clock, seconds, scenario)


def test_after_25_seconds_a_failure_is_told(clock: Clock) -> None:
    async def scenario(django: Django, pages: Pages) -> None:
        django.like |= {"status": 503, "kept": None}
        answer = await pages.answer(asking())
        assert answer
        assert answer.status == 503

    after(clock, 25, scenario)


@pytest.mark.parametrize("status", [301, 400, 404])
def test_a_page_that_is_gone_is_given_no_more(clock: Clock, status: int) -> None:
    """A course that was retired: the copy goes as soon as Django says so."""

    async def scenario(django: Django, pages: Pages) -> None:
        django.like |= {"status": status, "kept": None}
        django.may_answer.clear()
        assert await bodies(pages, asking()) == [b"1"]
        django.may_answer.set()
        await renewed(pages)
        for told in (status, 503):
            django.like |= {"status": told}
            assert (await pages.answer(asking())).status == told  # type: ignore[union-attr]

    after(clock, 6, scenario)


def test_a_page_that_has_become_one_visitors_is_given_no_more(clock: Clock) -> None:
    async def scenario(django: Django, pages: Pages) -> None:
        django.like |= {"headers": [("Set-Cookie", "csrftoken=one")]}
        assert await bodies(pages, asking(), asking()) == [None, None]

    after(clock, 12, scenario)


def test_a_view_of_a_copy_is_counted_while_another_is_rendered(clock: Clock) -> None:
    async def scenario(django: Django, pages: Pages) -> None:
        django.like |= {"kept": KeptPage(views_of=7)}
        clock.now += 30
        await bodies(pages, asking())
        clock.now += 6
        django.may_answer.clear()
        await bodies(pages, *[asking()] * 3)
        # Who had it rendered was counted there.
        assert pages.views._views == {7: 2}

    after(clock, 0, scenario)
