"""Sensitive files: encrypted, stored outside the public media, deleted when their time is up."""

from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from accounts.fields import decrypt_bytes, encrypt_bytes, is_current


def _storage() -> Storage:
    return storages["private"]


def keep(name: str, content: bytes) -> None:
    """Store `content` encrypted under `name`, replacing what was there."""
    _storage().delete(name)
    _storage().save(name, ContentFile(encrypt_bytes(content)))


def read(name: str) -> bytes:
    """Return the decrypted content. Raises `FileNotFoundError` when it is gone."""
    with _storage().open(name) as file:
        return decrypt_bytes(file.read())


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
            token = file.read()
        if not is_current(token.decode()):
            keep(name, decrypt_bytes(token))
            rewritten += 1
    return rewritten


def _names() -> list[str]:
    try:
        return _storage().listdir("")[1]
    except FileNotFoundError:  # nothing was ever stored
        return []
