"""Views are written together, and none is lost while the database is away or at the end."""

import asyncio
import logging
from collections import Counter
from collections.abc import Iterator

import pytest

from portal.view_counter import ViewCounter


class Database:
    """Keeps what is written; raises while it is away."""

    def __init__(self) -> None:
        self.written: list[dict[int, int]] = []
        self.away = False
        self.tried = 0

    async def write(self, views: Counter[int]) -> None:
        self.tried += 1
        if self.away:
            raise OSError("away")
        self.written.append(dict(views))


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """A loop of its own, which a test runs and ends as the server does."""
    made = asyncio.new_event_loop()
    yield made
    made.close()


async def until_tried(database: Database, times: int) -> None:
    while database.tried < times:
        await asyncio.sleep(0.005)


async def add(views: ViewCounter, *courses: int) -> None:
    for course in courses:
        views.add(course)


def test_the_views_of_a_moment_are_written_together(loop: asyncio.AbstractEventLoop) -> None:
    database = Database()
    views = ViewCounter(database.write, every=0.01)
    loop.run_until_complete(add(views, 1, 2, 1))
    loop.run_until_complete(until_tried(database, 1))
    loop.run_until_complete(add(views, 1))
    loop.run_until_complete(until_tried(database, 2))
    assert database.written == [{1: 2, 2: 1}, {1: 1}]
    views.drain(loop)


def test_what_cannot_be_written_is_written_later_and_said_once(
    loop: asyncio.AbstractEventLoop, caplog: pytest.LogCaptureFixture
) -> None:
    database = Database()
    views = ViewCounter(database.write, every=0.01)
    database.away = True
    with caplog.at_level(logging.WARNING):
        loop.run_until_complete(add(views, 1))
        loop.run_until_complete(until_tried(database, 2))
        loop.run_until_complete(add(views, 1, 2))
        loop.run_until_complete(until_tried(database, 3))
    database.away = False
    tried = database.tried  # the next is written; one more may have failed by now
    loop.run_until_complete(until_tried(database, tried + 1))
    assert database.written == [{1: 2, 2: 1}]
    assert [record.getMessage() for record in caplog.records] == [
        "Views of pages cannot be counted now: away"
    ]
    views.drain(loop)


def test_at_the_end_what_is_left_is_written(loop: asyncio.AbstractEventLoop) -> None:
    database = Database()
    views = ViewCounter(database.write, every=0.01)
    loop.run_until_complete(add(views, 1, 1))
    views.drain(loop)
    assert database.written == [{1: 2}]


def test_the_end_does_not_wait_for_a_database_that_is_away(
    loop: asyncio.AbstractEventLoop,
) -> None:
    database = Database()
    database.away = True
    views = ViewCounter(database.write, every=0.01)
    loop.run_until_complete(add(views, 1))
    views.drain(loop)
    assert database.tried == 2


def test_without_a_view_nothing_is_written(loop: asyncio.AbstractEventLoop) -> None:
    database = Database()
    ViewCounter(database.write, every=0.01).drain(loop)
    assert database.tried == 0
