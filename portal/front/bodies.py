"""Reads a request's body before a thread is taken: within its limit, its deadline, and the room there is."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from accounts.client_address import network_of
from portal.body_files import IN_MEMORY, BodyFile, Room
from portal.body_limits import BodyRefused, ClientGone, body_limit, session_key
from portal.front.environ import environ_of

# Each chunk costs the same, of one byte or of 64 KiB: how many may make 64 KiB, and when others have their turn.
_MOST_CHUNKS, _MANY = 2048, 256


@dataclass
class Bodies:
    """All bodies of this process: `grace` seconds each, and one more for each `rate` bytes that came."""

    is_signed_in: Callable[[str], Awaitable[bool]]
    grace: float = 15
    rate: int = 8 * 1024
    room: Room = field(default_factory=Room)


class Body(BodyFile):
    """What a request brings, for a block: in memory up to 64 KiB, then in a file that has no name."""

    def __init__(self, all_of_them: Bodies) -> None:
        super().__init__(all_of_them.room)
        self._all, self.size = all_of_them, 0

    async def read(self, scope: Any, proto: Any) -> None:
        """Read it whole. Raises `BodyRefused` (400, 408, 413, 503) and `ClientGone`."""
        told = scope.headers.get("content-length")
        if told is None and "transfer-encoding" not in scope.headers:
            return
        most = await self._most(scope, told)
        too_large = told is not None and int(told) > most
        if too_large and "expect" in scope.headers:  # Who asks first, sends nothing.
            raise BodyRefused(413)
        try:
            async with asyncio.timeout(self._all.grace) as limit:
                await self._receive(scope, proto, 0 if too_large else most, limit)
        except TimeoutError:
            raise BodyRefused(413 if too_large or self.size > most else 408) from None
        if told is not None and self.size != int(told):
            raise ClientGone
        self.file.seek(0)

    async def _most(self, scope: Any, told: str | None) -> int:
        most, more = (body_limit(scope.path, signed_in=each) for each in (False, True))
        if more > most and (told is None or int(told) > most):
            key = session_key(scope.headers.get_all("cookie"))
            self.signed_in = bool(key) and await self._all.is_signed_in(key)
        return more if self.signed_in else most

    async def _receive(self, scope: Any, proto: Any, most: int, limit: asyncio.Timeout) -> None:
        chunks, ends, at_most, come = 0, 0, limit.when() or 0.0, bytearray()
        async for chunk in proto:
            chunks, ends, self.size = chunks + 1, ends + (not chunk), self.size + len(chunk)
            come += chunk
            if chunks > _MOST_CHUNKS:
                raise BodyRefused(408)
            if len(come) > IN_MEMORY:
                if self.size <= most:  # Else it goes; but who still sends sees no answer.
                    await self._keep(scope, come)
                    now = asyncio.get_running_loop().time() + self._all.grace
                    limit.reschedule(min(at_most + self.size / self._all.rate, now))
                chunks = 0
                come.clear()
            if chunks % _MANY == 0:
                await asyncio.sleep(0)
        # A body that breaks off ends with two empty chunks, and one with trailers likewise.
        if ends > 1:
            raise BodyRefused(400)
        if self.size > most:
            raise BodyRefused(413)
        self.file.write(come)  # at most 64 KiB

    async def _keep(self, scope: Any, come: bytearray) -> None:
        self.take(network_of(environ_of(scope)), len(come))
        await asyncio.to_thread(self.file.write, bytes(come))
