"""Views of pages that were answered from memory: added up here, and written together each second."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping

from django.db import connection

from analytics.services.page_views import count_page_views

_log = logging.getLogger(__name__)


class ViewCounter:
    """Counts in one event loop. While they cannot be written, counts are kept: a number for each course."""

    def __init__(
        self, write: Callable[[Counter[int]], Awaitable[object]], *, every: float = 1
    ) -> None:
        self._write, self._every = write, every
        self._views: Counter[int] = Counter()
        self._writing: asyncio.Task[None] | None = None
        self._failed = self._ended = False

    def add(self, course: int) -> None:
        """Count a view of this course's page; it is written within a second or so."""
        self._views[course] += 1
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_each_second())

    def drain(self, loop: asyncio.AbstractEventLoop) -> None:
        """Write what is left, once the loop has ended; what cannot be written now is lost, and logged."""
        self._ended = True
        if self._writing:
            loop.run_until_complete(self._writing)
        if self._views:
            loop.run_until_complete(self._write_now())

    async def _write_each_second(self) -> None:
        while self._views and not self._ended:
            await asyncio.sleep(self._every)
            await self._write_now()

    async def _write_now(self) -> None:
        views, self._views = self._views, Counter()
        try:
            await self._write(views)
            self._failed = False
        except Exception as failure:  # noqa: BLE001 - whatever it was, the views are counted later
            self._views.update(views)
            if not self._failed:
                _log.warning("Views of pages cannot be counted now: %s", failure)
            self._failed = True


def write_views(views: Mapping[int, int]) -> None:
    """Write them outside of a request, and give the thread's connection back, as the end of one would."""
    try:
        count_page_views(views)
    finally:
        connection.close()
