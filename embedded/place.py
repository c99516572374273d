"""Where an embedded PostgreSQL lives: its home folder, its socket, and the account with access to them."""

import functools
import hashlib
import os
import pwd
import secrets
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from embedded.errors import PostgresError
from embedded.processes import as_account

# The kernel's limit for a socket's path is 108 bytes on Linux and 104 on macOS, name included.
_LONGEST_SOCKET_DIR = 104 - len("/.s.PGSQL.5432.lock") - 1
_SERVER_ACCOUNTS = ("postgres", "nobody")
ROOT_HOMES = Path("/var/lib/cme-portal")


@dataclass(frozen=True)
class Place:
    """The folder of one cluster: `data` and `run` belong to the server alone (0700)."""

    home: Path

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    @property
    def socket_dir(self) -> Path:
        """Where clients find the socket; `run` is a symlink if its own path would be too long."""
        return (self.home / "run").resolve()


def find(data_dir: Path) -> Place:
    """Return the place that belongs to a data folder, whether or not anything is there yet."""
    pointer = _pointer(data_dir)
    if pointer.exists():
        return Place(Path(pointer.read_text().strip()))
    return Place(data_dir / "postgres")


def prepare(data_dir: Path) -> Place:
    """Return the place of a data folder, after creating its folders; safe to repeat.

    If we are root, the server runs as an unprivileged account. If that account cannot reach the data
    folder (in a home of mode 0700, say), the cluster lives below /var/lib/cme-portal, and the file
    `postgres.path` says where: the permissions of parent folders are never loosened.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    account = server_account()
    place = find(data_dir)
    if account and not can_reach(account, data_dir):
        place = _elsewhere(data_dir, place)
    # Under root, the home stays owned by root (so that the account cannot plant links there) and traversable.
    place.home.mkdir(mode=0o711 if account else 0o700, parents=True, exist_ok=True)
    place.home.chmod(0o711 if account else 0o700)
    _make_socket_dir(place, account)
    return place


@functools.cache
def server_account() -> pwd.struct_passwd | None:
    """Return the account the server runs as if we are root; None if it runs as our own user."""
    if os.geteuid() != 0:
        return None
    for name in _SERVER_ACCOUNTS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise PostgresError(
        "PostgreSQL refuses to run as root, and there is no account 'postgres' or 'nobody' for it. "
        "Start the portal as an ordinary user, or set DATABASE_URL."
    )


def client_name() -> str:
    """Return the user name that peer authentication sees for us at the socket."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        raise PostgresError(
            f"The user id {os.geteuid()} has no name on this machine, and PostgreSQL needs one. "
            "Start the portal as a named user, or set DATABASE_URL."
        ) from None


def can_reach(account: pwd.struct_passwd, path: Path) -> bool:
    """Say whether the account can enter a folder. Asks the kernel, because ACLs and mounts count too."""
    # In the child, after it has dropped its rights: `cwd=` would be entered with ours.
    entered = subprocess.run(
        ["/bin/sh", "-c", 'cd "$0"', path],
        cwd="/",
        stderr=subprocess.DEVNULL,
        check=False,
        **as_account(account),
    )
    return entered.returncode == 0


def make_private(path: Path, account: pwd.struct_passwd | None) -> None:
    """Create a folder of mode 0700 that the server owns. Raises PostgresError if it is somebody else's."""
    path.mkdir(mode=0o700, exist_ok=True)
    found = path.lstat()
    if path.is_symlink() or found.st_uid not in {os.geteuid(), account.pw_uid if account else -1}:
        raise PostgresError(f"{path} belongs to somebody else. Remove it, then start again.")
    if account:
        os.chown(path, account.pw_uid, account.pw_gid)
    path.chmod(0o700)


def _pointer(data_dir: Path) -> Path:
    return data_dir / "postgres.path"


def _elsewhere(data_dir: Path, place: Place) -> Place:
    if place.data.exists():
        if place.home != data_dir / "postgres":
            return place
        account = server_account()
        raise PostgresError(
            f"The database is in {place.home}, which the account "
            f"{account.pw_name if account else ''!r} can no longer reach, because a folder on the way "
            "was closed. Open it again, or move the data folder and set PORTAL_DATA."
        )
    if _pointer(data_dir).exists():
        return place
    home = ROOT_HOMES / secrets.token_hex(6)
    draft = _pointer(data_dir).with_suffix(".new")
    draft.write_text(f"{home}\n")
    draft.replace(_pointer(data_dir))
    return Place(home)


def _make_socket_dir(place: Place, account: pwd.struct_passwd | None) -> None:
    run = place.home / "run"
    if len(os.fsencode(run)) <= _LONGEST_SOCKET_DIR:
        if run.is_symlink():
            run.unlink()
        make_private(run, account)
        return
    short = _runtime_root() / f"cme-portal-{hashlib.sha256(os.fsencode(run)).hexdigest()[:12]}"
    make_private(short, account)
    if not run.is_symlink() or run.resolve() != short.resolve():
        run.unlink(missing_ok=True)
        run.symlink_to(short)


def _runtime_root() -> Path:
    own = os.environ.get("XDG_RUNTIME_DIR", "")
    if own and os.geteuid() != 0 and os.access(own, os.W_OK):
        return Path(own)
    if os.geteuid() == 0 and Path("/run").is_dir():
        return Path("/run")
    root = Path(tempfile.gettempdir())
    return root if len(os.fsencode(root)) < _LONGEST_SOCKET_DIR - 24 else Path("/tmp")  # noqa: S108
