"""Files that leave: written as a whole before their first byte goes, or a part of one that is on the disk."""

import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import IO

from django.http import FileResponse

_IN_MEMORY = 1024 * 1024


def download(write: Callable[[IO[bytes]], object], *, name: str, kind: str) -> FileResponse:
    """Return what `write` writes, as the download `name`: all of it, or an error page, never half a file.

    Nobody waits for whoever reads: no thread while it is sent, no connection to the database.
    """
    # Without a name, so that nothing of a learner stays on the disk.
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the response
    try:
        write(file)
    except BaseException:
        file.close()
        raise
    if file.tell() <= _IN_MEMORY:
        file.seek(0)
        with file as written:
            file = BytesIO(written.read())
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=kind)


class PartOfFile:
    """Bytes of a file, for a `FileResponse`: read by a thread, or sent without one by portal/front/."""

    def __init__(self, path: Path, first: int, length: int) -> None:
        self.path, self.first, self.length = path, first, length
        self._file, self._left = path.open("rb"), length
        self._file.seek(first)

    def read(self, size: int) -> bytes:
        """Return the next bytes, at most `size`; none at the end of the part."""
        chunk = self._file.read(min(size, self._left))
        self._left -= len(chunk)
        return chunk

    def close(self) -> None:
        self._file.close()
