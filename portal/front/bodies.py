"""Reads a request's body before a thread is taken: within its limit, its deadline, and the room there is."""

import asyncio
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any, Self

from django.conf import settings

from portal.body_limits import body_limit

_IN_MEMORY = 64 * 1024
_TOO_LARGE = "This is too large to send. Choose a smaller file, or a shorter text."
_TOO_SLOW = "What you sent did not arrive in time. Please send it again."
_FULL = "Many people are sending files just now. Please try again in a moment."


class BodyRefused(Exception):
    """A body is not read to its end: the answer's status, and a sentence for whoever sent it."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status, self.text = status, text


class ClientGone(Exception):
    """The client left before its body was whole: there is nobody to answer."""


class Bodies:
    """All bodies of this process: `grace` seconds each, one more for each `rate` bytes; in files at most `room`."""

    def __init__(
        self, folder: Path, *, grace: float = 15, rate: int = 8192, room: int = 2**28
    ) -> None:
        self.folder, self.grace, self.rate, self.room = folder, grace, rate, room


class Body:
    """What a request brings, for a block: in memory up to 64 KiB, then in a file that has no name."""

    def __init__(self, all_of_them: Bodies) -> None:
        self.file = SpooledTemporaryFile(_IN_MEMORY, dir=str(all_of_them.folder))  # noqa: SIM115
        self.size, self._all = 0, all_of_them

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()
        self._all.room += self.size if self.size > _IN_MEMORY else 0

    async def read(self, scope: Any, proto: Any) -> None:
        """Read it whole. Raises `BodyRefused` (408, 413, 503) and `ClientGone`."""
        told = scope.headers.get("content-length")
        if told is None and "transfer-encoding" not in scope.headers:
            return
        session = settings.SESSION_COOKIE_NAME in "".join(scope.headers.get_all("cookie"))
        most = body_limit(scope.path, has_session=session)
        if told is not None and int(told) > most:
            raise BodyRefused(413, _TOO_LARGE)
        try:
            async with asyncio.timeout(self._all.grace) as limit:
                await self._receive(proto, most, limit)
        except TimeoutError:
            raise BodyRefused(408, _TOO_SLOW) from None
        if told is not None and self.size != int(told):
            raise ClientGone
        self.file.seek(0)

    async def _receive(self, proto: Any, most: int, limit: asyncio.Timeout) -> None:
        started, ends = limit.when() or 0.0, 0
        async for chunk in proto:
            ends += not chunk
            before, self.size = self.size, self.size + len(chunk)
            if self.size > most:
                raise BodyRefused(413, _TOO_LARGE)
            if self.size <= _IN_MEMORY:
                self.file.write(chunk)
                continue
            self._all.room -= len(chunk) if before > _IN_MEMORY else self.size
            if self._all.room < 0:
                raise BodyRefused(503, _FULL)
            limit.reschedule(started + self.size / self._all.rate)
            await asyncio.to_thread(self.file.write, chunk)
        # A body that breaks off ends with two empty chunks, as nothing else tells of one without a length.
        if ends > 1:
            raise ClientGone
