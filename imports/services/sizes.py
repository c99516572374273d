"""Which files are small enough to be worked on while somebody waits for the page."""

from imports.kinds import kind_of
from imports.models import Import
from imports.services.sealing import opened_file
from imports.services.workbooks import unpacked_size

_SMALL_BYTES, _SMALL_UNPACKED = 512 * 1024, 1024 * 1024
_SMALL_ROWS = 1000


def is_small(source: Import) -> bool:
    """Return whether a step takes a second or two: by its lines once they are read, else by the file."""
    if source.rows or not source.content:
        return source.rows <= _SMALL_ROWS
    if len(source.content) > 2 * _SMALL_BYTES:  # encrypted, it is longer
        return False
    data = opened_file(bytes(source.content), kind_of(source.kind))
    if data.startswith(b"PK"):
        return unpacked_size(data) <= _SMALL_UNPACKED
    lines = max(data.count(b"\n"), data.count(b"\r"))
    return len(data) <= _SMALL_BYTES and lines <= 2 * _SMALL_ROWS
