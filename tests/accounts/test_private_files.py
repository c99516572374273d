"""Private files: encrypted piece by piece, so that a large one never fills the memory."""

import io
import tracemalloc
from collections.abc import Iterator

import pytest
from cryptography.fernet import InvalidToken
from django.core.files.base import ContentFile

from accounts import private_files
from accounts.fields import encrypt_bytes
from accounts.private_files import PIECE

NAME = "private-files-test.bin"


@pytest.fixture(autouse=True)
def gone_afterwards() -> Iterator[None]:
    yield
    private_files.remove(NAME)


def stored() -> list[bytes]:
    with private_files._storage().open(NAME) as file:
        return list(file)


def store(lines: list[bytes]) -> None:
    private_files.remove(NAME)
    private_files._storage().save(NAME, ContentFile(b"".join(lines)))


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_what_is_read_is_what_was_kept(size: int) -> None:
    content = bytes(range(256)) * (size // 256 + 1)
    private_files.keep(NAME, content[:size])
    assert private_files.read(NAME) == content[:size]
    assert all(line.startswith(b"gAAAA") for line in stored())


def test_a_file_stored_whole_by_an_earlier_release_is_still_read() -> None:
    store([encrypt_bytes(b"a report")])
    assert private_files.read(NAME) == b"a report"


def test_a_piece_that_is_missing_or_moved_is_noticed() -> None:
    private_files.keep(NAME, b"x" * (2 * PIECE + 1))
    first, second, last = stored()
    for changed in ([first, second], [second, first, last], [first, last], [first, first, last]):
        store(changed)
        with pytest.raises(InvalidToken):
            private_files.read(NAME)


def test_a_large_file_passes_through_little_memory() -> None:
    class Endless(io.RawIOBase):
        left = 32 * PIECE

        def read(self, size: int = -1) -> bytes:
            size = min(size, self.left)
            self.left -= size
            return b"\0" * size

    tracemalloc.start()
    private_files.keep(NAME, Endless())  # type: ignore[arg-type]
    assert sum(map(len, private_files.pieces(NAME))) == 32 * PIECE
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 16 * PIECE


def test_pieces_that_nobody_reads_leave_no_file_open() -> None:
    private_files.keep(NAME, b"a report")
    private_files.pieces(NAME)  # A file left open is a warning, and warnings are errors.
    private_files.remove(NAME)
    with pytest.raises(FileNotFoundError):
        private_files.pieces(NAME)
