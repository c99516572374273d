"""Beats in common: those that arrive while a commit is under way are stored together by the next."""

import asyncio
import logging
import threading
from contextlib import suppress
from itertools import islice

from django.db import Error, connection
from django.urls import reverse
from django.utils import timezone

from portal.middleware import BEAT_SECONDS
from portal.postgres.base import at_most
from progress.beats_in_common import answer_of, prepare
from progress.services.watching import Claim, Stored, store_many

MOST_TOGETHER, MOST_WAITING = 256, 2048
_Waiting = tuple[Claim, asyncio.Future[Stored | None]]


class Beats:
    """Stores beats by a thread of its own: one statement and one commit for all that wait, at once.

    At most one beat of a record waits. What is refused, fails, or is one too many is left to Django's view.
    """

    path, kinds = reverse("progress:beat"), ("application/json", "text/plain")
    headers = (("Content-Type", "application/json"), ("Cache-Control", "no-store"))

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._waiting: dict[int, _Waiting] = {}  # by enrolment, in the order of arrival
        self._changed = threading.Condition()
        self._closed = False
        self._writer = threading.Thread(target=self._write, name="beats", daemon=True)
        self._writer.start()

    async def answer(self, body: bytes) -> bytes | None:
        """Return the JSON of a success, once it is committed; None if Django's view must answer."""
        claim = prepare(body, now=timezone.now())
        if claim is None:
            return None
        told: asyncio.Future[Stored | None] = self._loop.create_future()
        with self._changed:
            too_many = len(self._waiting) >= MOST_WAITING or claim.enrolment in self._waiting
            if self._closed or too_many:
                return None
            self._waiting[claim.enrolment] = (claim, told)
            self._changed.notify()
        stored = await told
        return stored and answer_of(stored)

    def drain(self) -> None:
        """Take no more, and return when all that waits is committed or given back."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._writer.join()

    def _write(self) -> None:
        try:
            while batch := self._next():
                stored: dict[int, Stored] = {}
                try:
                    with suppress(Error), at_most(BEAT_SECONDS):  # The view meets the error again.
                        stored = store_many([claim for claim, _ in batch], passing_over_locked=True)
                except Exception:  # Each is given to the view by itself.
                    logging.getLogger(__name__).exception("Beats could not be stored together")
                self._tell(batch, stored)
                if not stored or not self._waiting:
                    connection.close()  # Back to the pool, which sees that it is alive before the next.
        finally:  # However this thread ends, nobody waits for it.
            with self._changed:
                self._closed, rest = True, [*self._waiting.values()]
            self._tell(rest, {})

    def _next(self) -> list[_Waiting]:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closed)
            return [self._waiting.pop(key) for key in [*islice(self._waiting, MOST_TOGETHER)]]

    def _tell(self, batch: list[_Waiting], stored: dict[int, Stored]) -> None:
        def tell() -> None:
            for claim, told in batch:
                if not told.done():  # Its client may be gone.
                    told.set_result(stored.get(claim.enrolment))

        with suppress(RuntimeError):  # The loop has ended, and with it whoever waited.
            self._loop.call_soon_threadsafe(tell)
