"""Pages for strangers that were rendered a moment ago: bounded in number, in bytes and in age.

How old a copy may be is told in docs/how-it-works/pages-for-strangers.md.
"""

import asyncio
import time
from typing import Any, NamedTuple

from portal.encoded import EncodedPage
from portal.page_keys import PageKey

FRESH_SECONDS = 5
"""So long a copy is given, and nothing is rendered."""
AT_ONCE_SECONDS = 10
"""So long it is given at once, while a newer one is rendered."""
MOST_SECONDS = 25
"""So long it is given if the newer one fails or is late: within half a minute, with the wait for it."""
LATE_SECONDS = 0.5
MOST_PAGES, MOST_BYTES = 512, 64 * 2**20
MOST_OF_A_PATH = 8
"""No more are kept, whatever hosts and ports are invented: so they push out no other path."""


class Kept(NamedTuple):
    """What is known since its rendering began; without `page`, that each who asks needs one of their own."""

    since: float
    page: EncodedPage | None = None
    views_of: int | None = None

    @property
    def size(self) -> int:
        return self.page.size if self.page else 0

    @property
    def age(self) -> float:
        return time.monotonic() - self.since

    @property
    def is_fresh(self) -> bool:
        return self.age < FRESH_SECONDS


class PageMemory:
    """Gives nothing older than `MOST_SECONDS`; beyond its bounds goes what was asked for longest ago."""

    def __init__(self, most_pages: int = MOST_PAGES, most_bytes: int = MOST_BYTES) -> None:
        self._most_pages, self._most_bytes = most_pages, most_bytes
        self._kept: dict[PageKey, Kept] = {}
        self._bytes = 0

    def find(self, key: PageKey) -> Kept | None:
        """Return what is fresh, or a page that may be given instead of a newer one."""
        if kept := self._kept.pop(key, None):
            self._kept[key] = kept  # as the last that was asked for
            if kept.is_fresh or (kept.page and kept.age < MOST_SECONDS):
                return kept
        return None

    def keep(self, key: PageKey, kept: Kept) -> Kept:
        self.forget(key)
        self._kept[key] = kept
        self._bytes += kept.size
        of_the_path = [one for one in self._kept if one.path == key.path]
        for one in of_the_path[:-MOST_OF_A_PATH]:
            self.forget(one)
        while len(self._kept) > self._most_pages or self._bytes > self._most_bytes:
            self.forget(next(iter(self._kept)))
        return kept

    def forget(self, key: PageKey) -> None:
        if gone := self._kept.pop(key, None):
            self._bytes -= gone.size


async def newest[T](old: Kept | None, newer: asyncio.Task[Kept | T]) -> Kept | T:
    """Return what is rendered now; the old copy if that fails, or takes longer than one is to wait for it."""
    patience = None if old is None else 0 if old.age < AT_ONCE_SECONDS else LATE_SECONDS
    # Not awaited itself: whoever asked first may go away, and the others still wait.
    await asyncio.wait({newer}, timeout=patience)
    if old is None:
        return newer.result()
    return newer.result() if newer.done() and not _failed(newer) else old


def _failed(rendered: asyncio.Task[Any]) -> bool:
    return bool(rendered.exception()) or getattr(rendered.result(), "status", 0) >= 500
