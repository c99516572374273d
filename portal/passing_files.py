"""Files that are written for one answer, and are gone a minute after it was handed over to the server.

They may hold what learners told us: only their owner can read them, and `sweep` removes what a process that was
killed left behind.
"""

import asyncio
import os
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from django.conf import settings

KEPT_SECONDS = 60.0
"""The server opens a file at once, and reads on when its name is gone."""
_FOLDER = settings.DATA_DIR / "downloads"


def write(chunks: Iterable[bytes]) -> tuple[str, int]:
    """Write a file; return its path and how long it is. A failure leaves nothing behind."""
    _FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=_FOLDER, delete=False) as file:
        try:
            file.writelines(chunks)
        except BaseException:
            os.unlink(file.name)
            raise
        return file.name, file.tell()


def remove_later(path: str) -> None:
    """Take its name away in a minute; whoever reads it reads to its end. Only in a running event loop."""
    asyncio.get_running_loop().call_later(KEPT_SECONDS, _remove, path)


def sweep() -> None:
    """Remove the files of processes that ended before they could."""
    for path in _FOLDER.glob("*"):
        with suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > 2 * KEPT_SECONDS:
                path.unlink()


def _remove(path: str) -> None:
    Path(path).unlink(missing_ok=True)
