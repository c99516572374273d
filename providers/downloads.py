"""Files that leave: part of one from the disk, and what is written for one download."""

from pathlib import Path


class PartOfFile:
    """Bytes of a file, for a `FileResponse`: read by a thread, or sent without one by portal/front/."""

    def __init__(self, path: Path, first: int, length: int) -> None:
        self._file = path.open("rb")
        self._file.seek(first)
        self.path, self.first, self.length = path, first, length
        self._left = length

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most `size`; none behind the part."""
        wanted = self._left if size < 0 else min(size, self._left)
        chunk = self._file.read(wanted)
        self._left -= len(chunk)
        return chunk

    def close(self) -> None:
        self._file.close()
