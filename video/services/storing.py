"""Puts finished files into the storage, under names derived from their content, and removes them."""

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path

from django.core.files import File
from django.core.files.storage import default_storage


def key_of(files: Iterable[tuple[str, Path]]) -> str:
    """Return 32 characters that identify this set of files and cannot be guessed."""
    whole = hashlib.sha256()
    for name, path in sorted(files):
        whole.update(f"{name}\0{sha256_of(path)}\n".encode())
    return whole.hexdigest()[:32]


def sha256_of(path: Path) -> str:
    """Return the SHA-256 hash of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def store(name: str, path: Path) -> str:
    """Store a file under exactly this name, and return the name; an existing file is left alone.

    A file that a crash left half written has a different length, and is written again.
    """
    if default_storage.exists(name):
        if default_storage.size(name) == path.stat().st_size:
            return name
        default_storage.delete(name)
    with path.open("rb") as file:
        return default_storage.save(name, File(file))


def store_folder(
    prefix: str, files: list[tuple[str, Path]], *, on_share: Callable[[float], None]
) -> None:
    """Store every file below `prefix`; call `on_share` with the share done (0 to 1)."""
    for number, (name, path) in enumerate(files, start=1):
        store(f"{prefix}/{name}", path)
        on_share(number / len(files))


def remove_folder(prefix: str) -> None:
    """Delete every file below `prefix`."""
    folders, files = default_storage.listdir(prefix)
    for name in files:
        default_storage.delete(f"{prefix}/{name}")
    for name in folders:
        remove_folder(f"{prefix}/{name}")
    default_storage.delete(prefix)  # an empty folder; buckets have none
