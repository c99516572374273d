"""The threads in which Django answers: as many as `WEB_THREADS`, and a queue with an end before them."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from portal.front.answers import Answer, answer_of, sentence
from portal.front.bodies import Body
from portal.front.environ import environ_of

_WAITING = 32  # For each thread: pages of 30 ms are then answered within some seconds.
_BUSY = "The portal is very busy. Please try again in a moment."


class Pool:
    """Runs one request in one thread, from the call of Django to `close()`: its connection returns there."""

    def __init__(self, django: Any, threads: int, folder: Path) -> None:
        self._django, self._folder = django, folder
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="django")
        self._room = (1 + _WAITING) * threads

    async def run(self, scope: Any, body: Body) -> Answer:
        """Return Django's answer; 503, at once, if too many wait already."""
        if self._room <= 0:
            return sentence(503, _BUSY, [("Retry-After", "5")])
        self._room -= 1
        try:
            return await self.call(self._answer, scope, body)
        finally:
            self._room += 1

    async def call[*Ts, T](self, function: Callable[[*Ts], T], *args: *Ts) -> T:
        """Return what a function returns in a thread of the pool; it waits, whoever waits already."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, function, *args)

    def close(self) -> None:
        """Return once all that was begun is answered."""
        self._threads.shutdown()

    def _answer(self, scope: Any, body: Body) -> Answer:
        started: list[Any] = []
        environ = environ_of(scope, body.file, body.size)
        response = self._django(environ, lambda *args: started.extend(args))
        try:
            return answer_of(response, int(started[0][:3]), started[1], self._folder)
        finally:
            response.close()
