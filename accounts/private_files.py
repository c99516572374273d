"""Sensitive files: encrypted, stored outside the public media, deleted when their time is up."""

import io
import struct
import tempfile
from collections.abc import Iterator
from datetime import datetime
from typing import IO

from cryptography.fernet import InvalidToken
from django.core.files import File
from django.core.files.storage import Storage, storages

from accounts.fields import decrypt_bytes, encrypt_bytes, is_current

PIECE = 1024 * 1024
_MARK = b"private file in pieces\0"
_HEAD = struct.Struct(f">{len(_MARK)}sI?")


def _storage() -> Storage:
    return storages["private"]


def keep(name: str, content: bytes | IO[bytes]) -> None:
    """Store `content` encrypted under `name`, replacing what was there. A file is read in pieces."""
    source = io.BytesIO(content) if isinstance(content, bytes) else content
    with tempfile.TemporaryFile() as encrypted:
        for piece in _sealed(source):
            encrypted.write(piece + b"\n")
        encrypted.seek(0)
        _storage().delete(name)
        _storage().save(name, File(encrypted))


def pieces(name: str) -> Iterator[bytes]:
    """Yield the decrypted content in pieces. Raises `FileNotFoundError` when it is gone, before the first piece,
    and `InvalidToken` when pieces are missing or out of order.
    """
    if not _storage().exists(name):
        raise FileNotFoundError(name)
    return _opened(name)


def read(name: str) -> bytes:
    """Return the decrypted content. Raises `FileNotFoundError` when it is gone."""
    return b"".join(pieces(name))


def _sealed(source: IO[bytes]) -> Iterator[bytes]:
    """Yield `source` as encrypted pieces. Each holds its number, and the last says so: none can be lost or moved."""
    number, piece = 0, source.read(PIECE)
    while piece or not number:
        following = source.read(PIECE)
        yield encrypt_bytes(_HEAD.pack(_MARK, number, not following) + piece)
        number, piece = number + 1, following


def _opened(name: str) -> Iterator[bytes]:
    # Opened only when it is read: a generator that nobody begins would leave the file open.
    with _storage().open(name) as file:
        is_last = False
        for number, line in enumerate(file):
            piece = decrypt_bytes(line.rstrip(b"\n"))
            if number == 0 and not piece.startswith(_MARK):
                yield piece  # stored whole, before files were stored in pieces
                return
            _, own, is_last = _HEAD.unpack_from(piece)
            if own != number:
                raise InvalidToken
            yield piece[_HEAD.size :]
        if not is_last:
            raise InvalidToken


def remove(name: str) -> None:
    """Delete a file; do nothing if it is gone already."""
    _storage().delete(name)


def remove_older(prefix: str, moment: datetime) -> int:
    """Delete the files whose names begin with `prefix` and that were stored before `moment`; return how many."""
    storage = _storage()
    old = [
        name
        for name in _names()
        if name.startswith(prefix) and storage.get_modified_time(name) < moment
    ]
    for name in old:
        storage.delete(name)
    return len(old)


def rotate_files() -> int:
    """Re-encrypt every private file with the newest key; return how many were rewritten."""
    rewritten = 0
    for name in _names():
        with _storage().open(name) as file:
            first = file.readline().rstrip(b"\n")
        if not is_current(first.decode()):
            with tempfile.TemporaryFile() as plain:
                for piece in pieces(name):
                    plain.write(piece)
                plain.seek(0)
                keep(name, plain)
            rewritten += 1
    return rewritten


def _names() -> list[str]:
    try:
        return _storage().listdir("")[1]
    except FileNotFoundError:  # nothing was ever stored
        return []
