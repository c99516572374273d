"""Files that are written for one answer, and are gone one or two minutes after it was handed over to the server.

They may hold what learners told us: only their owner can read them, and `sweep` removes also what a process that
was killed left behind. Their names begin with the machine and the process that wrote them.
"""

import asyncio
import os
import platform
import re
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from itertools import chain

from django.conf import settings

KEPT_SECONDS = 60.0
"""The server opens a file at once, and reads on when its name is gone."""
_FOLDER = settings.DATA_DIR / "downloads"
_MACHINE = platform.node().partition(".")[0]


def gather(chunks: Iterable[bytes], most: int) -> bytes | tuple[str, int]:
    """Return these bytes, or, if they are more than `most`, a file of them: its path, and how long it is."""
    start, rest = bytearray(), iter(chunks)
    for chunk in rest:
        start += chunk
        if len(start) > most:
            return write(chain([bytes(start)], rest))
    return bytes(start)


def write(chunks: Iterable[bytes]) -> tuple[str, int]:
    """Write a file; return its path and how long it is. A failure leaves nothing behind."""
    _FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(prefix=_prefix(), dir=_FOLDER, delete=False) as file:
        try:
            file.writelines(chunks)
        except BaseException:
            os.unlink(file.name)
            raise
        return file.name, file.tell()


def sweep_each_minute(loop: asyncio.AbstractEventLoop) -> None:
    """Sweep now, and as long as the loop runs."""
    sweep()
    loop.call_later(KEPT_SECONDS, sweep_each_minute, loop)


def sweep() -> None:
    """Remove what was handed over a minute ago, and the files of processes that ended before they could."""
    for path in _FOLDER.glob("*"):
        with suppress(FileNotFoundError):
            old = time.time() - path.stat().st_mtime > KEPT_SECONDS
            if old or _is_orphan(path.name):
                path.unlink()


def clear() -> None:
    """Remove all files of this process, which ends: nobody waits for them any more."""
    for path in _FOLDER.glob(f"{_prefix()}*"):
        path.unlink(missing_ok=True)


def _prefix() -> str:
    return f"{_MACHINE}.{os.getpid()}."


def _is_orphan(name: str) -> bool:
    """Say whether it was written on this machine by a process that has ended; others see to their own."""
    written = re.fullmatch(re.escape(_MACHINE) + r"\.(\d{1,9})\..*", name)
    with suppress(PermissionError):  # It lives, as somebody else's.
        try:
            os.kill(int(written[1]) if written else os.getpid(), 0)
        except ProcessLookupError:
            return True
    return False
