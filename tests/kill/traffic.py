"""Requests that are repeated until they are answered, and counted once they are acknowledged."""

import http.client
import re
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

from tests.live import PATIENCE

KINDS = ("beat", "answer", "claim")
_PROTECTION = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_COOKIE = re.compile(r"csrftoken=([^;]+)")


class StoppedError(Exception):
    """The test is over: whatever is not acknowledged by now never will be."""


@dataclass(frozen=True)
class Answer:
    """What the portal answered: anything below 500."""

    status: int
    text: str
    location: str
    cookie: str


class Traffic:
    """Everything that is sent at the same time, by clients in threads of their own.

    Leaving the block stops the clients, and raises what any of them found wrong.
    """

    def __init__(self, port: int, *, kinds: Sequence[str] = KINDS, clients: int = 8) -> None:
        self.acknowledged: Counter[str] = Counter()
        self.failures = 0
        self._port, self._kinds = port, kinds
        self._changed = threading.Condition()
        self._stopped = threading.Event()
        self._pool = ThreadPoolExecutor(clients)
        self._jobs: list[Future[None]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopped.set()
        self._pool.shutdown()
        for job in self._jobs:
            job.result()

    def start(self, client: Callable[[], None]) -> None:
        """Run a client in a thread until the block is left."""
        self._jobs.append(self._pool.submit(self._run, client))

    def wait_for_more(self, number: int) -> None:
        """Return when so many more of each kind have been acknowledged, or a client has given up."""
        with self._changed:
            goal = {kind: self.acknowledged[kind] + number for kind in self._kinds}
            self._changed.wait_for(
                lambda: (
                    any(job.done() for job in self._jobs)
                    or all(self.acknowledged[kind] >= goal[kind] for kind in self._kinds)
                ),
                PATIENCE,
            )
            assert all(self.acknowledged[kind] >= goal[kind] for kind in self._kinds), (
                self.acknowledged
            )

    def acknowledge(self, kind: str) -> None:
        """Count something that the portal has said is saved."""
        with self._changed:
            self.acknowledged[kind] += 1
            self._changed.notify_all()

    def send(self, method: str, path: str, body: str, **headers: str) -> Answer:
        """Return the portal's answer, asking again while there is none, or a 5xx, as a page does."""
        while not self._stopped.is_set():
            try:
                answer = self._ask(method, path, body, headers)
            except (OSError, http.client.HTTPException):
                answer = None
            if answer and answer.status < 500:
                return answer
            with self._changed:
                self.failures += 1
            # A server that is being started again needs the processor more than we do.
            self._stopped.wait(0.1)
        raise StoppedError

    def _ask(self, method: str, path: str, body: str, headers: dict[str, str]) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            connection.request(method, path, body or None, {"Host": "localhost", **headers})
            found = connection.getresponse()
            cookie = _COOKIE.search(found.headers.get("Set-Cookie", ""))
            location = found.headers.get("Location", "")
            text = found.read().decode()
            return Answer(found.status, text, location, cookie[1] if cookie else "")
        finally:
            connection.close()

    def _run(self, client: Callable[[], None]) -> None:
        try:
            client()
        except StoppedError:
            return
        finally:
            with self._changed:
                self._changed.notify_all()


class SignedIn:
    """Someone signed in, who sends forms with the protection that the portal's pages gave them."""

    def __init__(self, traffic: Traffic, session: str) -> None:
        self._traffic = traffic
        self._session = session
        self._cookie = ""
        self._protection = ""

    def open(self, path: str) -> str:
        """Return a page as HTML."""
        answer = self._traffic.send("GET", path, "", Cookie=self._cookies())
        assert answer.status == 200, (path, answer.status, answer.location)
        self._cookie = answer.cookie or self._cookie
        if found := _PROTECTION.search(answer.text):
            self._protection = found[1]
        return answer.text

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Send a form of the page opened last."""
        body = urlencode({**fields, "csrfmiddlewaretoken": self._protection})
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._traffic.send("POST", path, body, Cookie=self._cookies(), **form)

    def _cookies(self) -> str:
        return f"sessionid={self._session}; csrftoken={self._cookie}"
