"""Sensitive files: encrypted, stored outside the public media, deleted when their time is up."""

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


def rotate_files() -> int:
    """Re-encrypt every private file with the newest key; return how many were rewritten."""
    try:
        _, names = _storage().listdir("")
    except FileNotFoundError:  # nothing was ever stored
        return 0
    rewritten = 0
    for name in names:
        with _storage().open(name) as file:
            token = file.read()
        if not is_current(token.decode()):
            keep(name, decrypt_bytes(token))
            rewritten += 1
    return rewritten
