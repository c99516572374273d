"""The threads in which Django answers: as many as `WEB_THREADS`, and a queue with an end before them."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from portal.front.answers import Answer, answer_of, sentence
from portal.front.bodies import Body
from portal.front.environ import environ_of
from portal.plain_sentences import BUSY

_WAITING = 64  # For each thread: pages of 30 ms are then answered within some seconds.


class Pool:
    """Runs one request in one thread, from the call of Django to `close()`: its connection returns there."""

    def __init__(self, django: Any, threads: int) -> None:
        self._django, self._room = django, (1 + _WAITING) * threads
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="django")

    async def run(self, scope: Any, body: Body) -> Answer:
        """Return Django's answer; 503, at once, if too many wait already."""
        if self._room <= 0:
            return sentence(scope, 503, BUSY, [("Retry-After", "5")])
        return await self.call(self._answer, scope, body)

    async def call[*Ts, T](self, function: Callable[[*Ts], T], *args: *Ts) -> T:
        """Return what a function returns in a thread of the pool; it waits, whoever waits already."""
        self._room -= 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, function, *args)
        finally:
            self._room += 1

    def close(self) -> None:
        """Return once all that was begun is answered; what still waits is not begun."""
        self._threads.shutdown(cancel_futures=True)

    def _answer(self, scope: Any, body: Body) -> Answer:
        started: list[Any] = []
        environ = environ_of(scope, body.file, body.size)
        response = self._django(environ, lambda *args: started.extend(args))
        try:
            return answer_of(response, int(started[0][:3]), started[1])
        finally:
            getattr(response, "close", bool)()  # A list, as PEP 3333 allows, has none.
