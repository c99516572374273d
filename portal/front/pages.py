"""Pages for strangers, rendered once for all who ask (docs/how-it-works/pages-for-strangers.md)."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from accounts.strangers import is_for_strangers, may_be_kept, sets_cookies
from portal.encoded import EncodedPage
from portal.front.answers import Answer
from portal.page_keys import BareRequest, PageKey, key_of, sent
from portal.page_memory import Kept, PageMemory, newest
from portal.view_counter import ViewCounter


class Pages:
    """Answers strangers with what was rendered a moment ago, and counts those views."""

    def __init__(
        self,
        render: Callable[[Any], Awaitable[Answer]],
        count: Callable[[Counter[int]], Awaitable[object]],
    ) -> None:
        self._render = render
        self._memory = PageMemory()
        self._rendering: dict[PageKey, asyncio.Task[Kept | Answer]] = {}
        self.views = ViewCounter(count)
        is_for_strangers("/")  # loads every view now, and not while somebody waits

    async def answer(self, scope: Any) -> Answer | None:
        """Return a page from memory, or rendered once for all who wait; None: let Django answer itself."""
        key = key_of(scope)
        if key is None:
            return None
        old = self._memory.find(key)
        if scope.method == "HEAD":  # Nothing is rendered for it, nor is it a view.
            page = old.page if old and old.is_fresh else None
            return Answer(*page.head(sent(scope, "accept-encoding"))) if page else None
        found: Kept | Answer | None = old if old and old.is_fresh else None
        remembered = found is not None or key in self._rendering
        if not remembered:
            rendered = self._rendered(key, BareRequest(scope, key))
            self._rendering[key] = asyncio.create_task(rendered)
        if found is None:
            found = await newest(old, self._rendering[key])
        if isinstance(found, Answer):
            return found
        if found.page is None:
            return None
        if found.views_of and remembered and "prefetch" not in sent(scope, "sec-purpose"):
            self.views.add(found.views_of)
        accepted, known = sent(scope, "accept-encoding"), sent(scope, "if-none-match")
        return Answer(*found.page.answer(accepted, known))

    async def _rendered(self, key: PageKey, scope: BareRequest) -> Kept | Answer:
        """Return what all who wait for this key get; without a page, each asks Django."""
        since = time.monotonic()  # It is what the database says now, or later.
        try:
            answer = await self._render(scope)
            body, mark = answer.body, answer.kept
            if not isinstance(body, bytes) or sets_cookies(answer.headers):
                return self._memory.keep(key, Kept(since))
            if answer.status != 200:
                if answer.status < 500:
                    self._memory.forget(key)  # There was a page, and is none now.
                return answer  # Not found, or no database: the same for all who wait, and not kept.
            if not mark or not may_be_kept(answer.headers):
                return self._memory.keep(key, Kept(since))
            # Not in a thread of the pages: it needs no connection, and does not wait behind them.
            page = await asyncio.to_thread(EncodedPage, answer.headers, body)
            return self._memory.keep(key, Kept(since, page, mark.views_of))
        finally:
            del self._rendering[key]
