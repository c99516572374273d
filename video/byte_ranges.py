"""Which bytes of a file a `Range` header asks for (RFC 9110 §14), limited to pieces that can be sent at once."""

import re
from dataclasses import dataclass

PIECE = 2 * 1024 * 1024
"""The most bytes in one response: a slow phone fetches piece by piece and does not occupy a thread."""

_SINGLE = re.compile(r"bytes=\s*(\d*)-(\d*)\s*", re.IGNORECASE | re.ASCII)
_MAX_DIGITS = 20  # No file is larger, and int() of a header must stay cheap.


class Unsatisfiable(Exception):
    """The range lies outside the file: the answer is 416."""


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Bytes `first` to `last`, inclusive, of a file of `size` bytes."""

    first: int
    last: int
    size: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1

    @property
    def content_range(self) -> str:
        return f"bytes {self.first}-{self.last}/{self.size}"


def parse_range(header: str, *, size: int) -> ByteRange | None:
    """Return the piece to send, or None when the whole file is the right answer.

    A range may be answered in part, so a piece is at most `PIECE` bytes from the requested start.
    Several ranges, another unit or a malformed header are ignored, as the RFC allows. Raises
    `Unsatisfiable` when the range contains no byte of the file.
    """
    match = _SINGLE.fullmatch(header.strip())
    if match is None or match[1] == match[2] == "" or len(header) > 2 * _MAX_DIGITS:
        return None
    if match[1] == "":
        first, last = max(0, size - int(match[2])), size - 1
    else:
        first, last = int(match[1]), int(match[2]) if match[2] else size - 1
        if match[2] and last < first:
            return None
    last = min(last, size - 1, first + PIECE - 1)
    if first >= size or last < first:
        raise Unsatisfiable
    return ByteRange(first, last, size)
