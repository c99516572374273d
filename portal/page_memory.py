"""Pages for strangers that were rendered a moment ago: bounded in number, in bytes and in age."""

import time
from typing import NamedTuple

from portal.encoded import EncodedPage
from portal.page_keys import PageKey

FRESH_SECONDS = 5
MOST_PAGES, MOST_BYTES = 512, 64 * 2**20


class Kept(NamedTuple):
    """What is known of a page until then; without `page`, that each who asks needs one of their own."""

    until: float
    page: EncodedPage | None = None
    views_of: int | None = None

    @property
    def size(self) -> int:
        return self.page.size if self.page else 0


class PageMemory:
    """Gives nothing older than `FRESH_SECONDS`; beyond its bounds the oldest goes first."""

    def __init__(self, most_pages: int = MOST_PAGES, most_bytes: int = MOST_BYTES) -> None:
        self._most_pages, self._most_bytes = most_pages, most_bytes
        self._kept: dict[PageKey, Kept] = {}
        self._bytes = 0

    def find(self, key: PageKey) -> Kept | None:
        kept = self._kept.get(key)
        return kept if kept and kept.until > time.monotonic() else None

    def keep(self, key: PageKey, kept: Kept) -> Kept:
        self._forget(key)
        self._kept[key] = kept
        self._bytes += kept.size
        while len(self._kept) > self._most_pages or self._bytes > self._most_bytes:
            self._forget(next(iter(self._kept)))
        return kept

    def _forget(self, key: PageKey) -> None:
        if gone := self._kept.pop(key, None):
            self._bytes -= gone.size
