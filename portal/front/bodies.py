"""Reads a request's body before a thread is taken: within its limit, its deadline, and the room there is."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any, Self

from django.conf import settings

from portal.body_limits import BodyRefused, body_limit

_IN_MEMORY = 64 * 1024


class ClientGone(Exception):
    """The client left before its body was whole: there is nobody to answer."""


@dataclass
class Bodies:
    """All bodies of this process: `grace` seconds each, one more for each `rate` bytes; in files at most `room`."""

    folder: Path
    grace: float = 15
    rate: int = 8 * 1024
    room: int = 256 * 1024 * 1024


class Body:
    """What a request brings, for a block: in memory up to 64 KiB, then in a file that has no name."""

    def __init__(self, all_of_them: Bodies) -> None:
        self.file = SpooledTemporaryFile(_IN_MEMORY, dir=str(all_of_them.folder))  # noqa: SIM115
        self.size, self._taken, self._all = 0, 0, all_of_them

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()
        self._all.room += self._taken

    async def read(self, scope: Any, proto: Any) -> None:
        """Read it whole. Raises `BodyRefused` (408, 413, 503) and `ClientGone`."""
        told = scope.headers.get("content-length")
        if told is None and "transfer-encoding" not in scope.headers:
            return
        session = settings.SESSION_COOKIE_NAME in "".join(scope.headers.get_all("cookie"))
        most = body_limit(scope.path, has_session=session)
        too_large = told is not None and int(told) > most
        if too_large and "expect" in scope.headers:  # Who asks first, sends nothing.
            raise BodyRefused(413)
        try:
            async with asyncio.timeout(self._all.grace) as limit:
                await self._receive(proto, 0 if too_large else most, limit)
        except TimeoutError:
            raise BodyRefused(413 if too_large or self.size > most else 408) from None
        if told is not None and self.size != int(told):
            raise ClientGone
        self.file.seek(0)

    async def _receive(self, proto: Any, most: int, limit: asyncio.Timeout) -> None:
        started, ends = limit.when() or 0.0, 0
        async for chunk in proto:
            ends += not chunk
            self.size += len(chunk)
            if self.size > most:
                continue  # Nothing is kept; but who still sends does not see an answer.
            if self.size <= _IN_MEMORY:
                self.file.write(chunk)
                continue
            self._all.room -= self.size - self._taken
            self._taken = self.size
            if self._all.room < 0:
                raise BodyRefused(503)
            limit.reschedule(started + self.size / self._all.rate)
            await asyncio.to_thread(self.file.write, chunk)
        # A body that breaks off ends with two empty chunks, as nothing else tells of one without a length.
        if ends > 1:
            raise ClientGone
        if self.size > most:
            raise BodyRefused(413)
