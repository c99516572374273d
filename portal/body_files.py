"""Where the bodies of requests are kept until Django has read them, and how much of the disk they may fill."""

from collections import Counter
from tempfile import SpooledTemporaryFile
from typing import Self

from django.conf import settings

from portal.body_limits import MIB, BodyRefused

IN_MEMORY = 64 * 1024
ROOM = 256 * MIB
"""What the bodies of a process may fill of the disk."""


class Room:
    """What bodies may fill: half of it forms, half what the signed in send; a quarter, one client."""

    def __init__(self, size: int = ROOM) -> None:
        self._half, self._share = size // 2, size // 4
        self._taken: Counter[object] = Counter()

    def take(self, client: str, size: int, *, signed_in: bool) -> None:
        """Take so much. Raises `BodyRefused` (503) if there is no more."""
        most: dict[object, int] = {signed_in: self._half, client: self._share}
        if any(self._taken[key] + size > limit for key, limit in most.items()):
            raise BodyRefused(503)
        self._taken.update(dict.fromkeys(most, size))

    def give_back(self, client: str, size: int, *, signed_in: bool) -> None:
        """Give back what was taken."""
        self._taken.subtract({signed_in: size, client: size})
        self._taken = +self._taken  # only those of whom something is left


class BodyFile:
    """One body, for a block: in memory, then in a file that has no name, for which room is taken first."""

    def __init__(self, room: Room) -> None:
        self.file = SpooledTemporaryFile(IN_MEMORY, dir=str(settings.DATA_DIR))  # noqa: SIM115
        self.signed_in = False
        self._room, self._taken, self._client = room, 0, ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()
        if self._taken:
            self._room.give_back(self._client, self._taken, signed_in=self.signed_in)

    def take(self, client: str, size: int) -> None:
        """Take room for so much more, of this client's. Raises `BodyRefused` (503)."""
        self._room.take(client, size, signed_in=self.signed_in)
        self._client, self._taken = client, self._taken + size
