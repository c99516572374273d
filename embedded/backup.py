"""Backup and restore of a whole installation in one file: database, media, and its generated secret key."""

import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.db import ProgrammingError, connection
from django.db.migrations.loader import MigrationLoader
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from embedded import address, binaries, former_set
from embedded.owner import served

_FORMAT = 1
_FLAGS = ("--no-owner", "--no-privileges")
_DUMP, _MANIFEST, _MEDIA, _KEY = "database.dump", "manifest.json", "media", "secret-key"
_USUAL_PORT = 5432
_HERE = Path(__file__).parent
# The one line of a dump that PostgreSQL 15 and 16 do not understand; it only disables a limit.
_TOO_NEW = b"SET transaction_timeout = 0;\n"


class BackupError(Exception):
    """A backup cannot be made or loaded; the message says why, and what to do."""


@dataclass(frozen=True)
class Target:
    """What a restore would replace."""

    name: str  # host/name of the database, as it is typed to confirm
    rows: dict[str, int]  # of every table and view
    media_files: int

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to lose: neither a table nor a file."""
        return not self.rows and not self.media_files


@dataclass(frozen=True)
class Belongings:
    """Where one installation keeps its data; Django's default connection is to its database."""

    data_dir: Path
    database_url: str  # empty: the embedded PostgreSQL in `data_dir`
    # None: media are stored outside this machine, and are not part of a backup.
    media_root: Path | None


def back_up(here: Belongings, *, now: datetime) -> Path:
    """Write `data_dir/backups/portal-<UTC time>.tar` with mode 0600 and return its path.

    The database is dumped as one consistent snapshot; the portal may go on serving meanwhile. The
    file is written atomically.
    """
    folder = here.data_dir / "backups"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / f"portal-{now:%Y-%m-%d-%H%M%S}.tar"
    with _workspace(folder) as work, _database(here):
        _run(here, "pg_dump", "--format=custom", *_FLAGS, f"--file={work / _DUMP}")
        (work / _MANIFEST).write_text(json.dumps(_manifest(now), indent=1))
        draft = work / target.name
        with tarfile.open(draft, "w") as tar:
            for name in (_MANIFEST, _DUMP):
                tar.add(work / name, name)
            for source, name in _files(here):
                tar.add(source, name)
        draft.chmod(0o600)
        draft.rename(target)
    return target


def restore(here: Belongings, file: Path, *, confirm: Callable[[Target], None]) -> Target:
    """Replace this installation's database, media and generated secret key with those of a backup.

    Before anything is changed, `confirm` is told what is there: it raises to leave it alone. Raises
    BackupError or PostgresError while the portal runs. The database is replaced in one transaction, and
    the media only after it. Owners, grants and default privileges in it stay what they were, for all that
    exists again.
    """
    if not file.is_file():
        raise BackupError(f"There is no file {file}.")
    here.data_dir.mkdir(parents=True, exist_ok=True)
    with _workspace(here.data_dir) as work:
        _unpack(file, work)
        _refuse_another_release(json.loads((work / _MANIFEST).read_text()))
        with _database(here, exclusively=True):
            _refuse_when_in_use()
            target = _target(here)
            confirm(target)
            _refuse_when_in_use()  # the answer may have taken its time
            _load(here, work / _DUMP)
        _replace_files(here, work)
    return target


@contextmanager
def _workspace(folder: Path) -> Iterator[Path]:
    work = folder / f".work-{os.getpid()}"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(mode=0o700)
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


@contextmanager
def _database(here: Belongings, *, exclusively: bool = False) -> Iterator[None]:
    """Provide a running database, if necessary by starting the embedded one for this block."""
    if here.database_url:
        yield
        return
    with served(here.data_dir, exclusively=exclusively):
        connection.settings_dict.update(address.django_database("", here.data_dir))
        yield
        connection.close()


def _manifest(now: datetime) -> dict[str, Any]:
    applied = MigrationLoader(connection).applied_migrations
    return {
        "format": _FORMAT,
        "made_at": now.isoformat(),
        "postgresql": connection.cursor().connection.info.server_version,
        "migrations": sorted(".".join(key) for key in applied),
    }


def _files(here: Belongings) -> Iterator[tuple[Path, str]]:
    if here.media_root and here.media_root.exists():
        yield here.media_root, _MEDIA
    # Encrypted columns are unreadable without this key. A key set in the environment is the operator's to keep.
    if (here.data_dir / _KEY).exists():
        yield here.data_dir / _KEY, _KEY


def _unpack(file: Path, work: Path) -> None:
    try:
        with tarfile.open(file) as tar:
            tar.extractall(work, filter="data")
    except (tarfile.TarError, OSError) as error:
        raise BackupError(f"{file} cannot be read as a backup: {error}") from error
    if not (work / _MANIFEST).exists() or not (work / _DUMP).exists():
        raise BackupError(f"{file} is not a backup of a portal.")


def _refuse_another_release(manifest: dict[str, Any]) -> None:
    if refusal := former_set.refusal("This backup", manifest["migrations"]):
        raise BackupError(refusal)
    known = {".".join(key) for key in MigrationLoader(None).disk_migrations}
    unknown = sorted(set(manifest["migrations"]) - known)
    if manifest["format"] > _FORMAT or unknown:
        raise BackupError(
            "The backup was made by a newer release than this one "
            f"({', '.join(unknown) or 'another format'}). Upgrade first, then restore."
        )


def _target(here: Belongings) -> Target:
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace "
                "WHERE nspname = 'public' AND relkind IN ('r', 'v', 'm', 'f') ORDER BY relname"
            )
            rows = {}
            for (table,) in cursor.fetchall():
                cursor.execute(f"SELECT count(*) FROM public.{connection.ops.quote_name(table)}")  # noqa: S608
                rows[table] = cursor.fetchone()[0]
            info = cursor.connection.info
    except ProgrammingError as error:
        raise BackupError(f"What is in the database cannot be seen: {error}") from error
    host = info.host if info.port == _USUAL_PORT else f"{info.host}:{info.port}"
    files = here.media_root.rglob("*") if here.media_root else []
    return Target(
        f"{host if here.database_url else 'embedded'}/{info.dbname}",
        rows,
        sum(path.is_file() for path in files),
    )


def _refuse_when_in_use() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        others = cursor.fetchone()[0]
    connection.close()
    if others:
        raise BackupError(
            f"The database is in use by {others} other connections. Stop the portal, then restore."
        )


def _load(here: Belongings, dump: Path) -> None:
    # The whole script is written before it is run: half a script would be committed as if it were complete.
    script = dump.with_suffix(".sql")
    with script.open("wb") as file:
        _run(here, "pg_restore", *_FLAGS, "--file=-", str(dump), connected=False, output=file)
    with script.open("rb") as lines, (plain := script.with_suffix(".plain.sql")).open("wb") as file:
        file.writelines(line for line in lines if line != _TOO_NEW)
    script.unlink()
    once = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1")
    with Path(os.devnull).open("wb") as nowhere:
        steps = (_HERE / "keep_access.sql", plain, _HERE / "repeat_access.sql")
        _run(here, "psql", *once, *(f"--file={step}" for step in steps), output=nowhere)


def _replace_files(here: Belongings, work: Path) -> None:
    if (work / _KEY).exists():
        (work / _KEY).chmod(0o600)
        (work / _KEY).replace(here.data_dir / _KEY)
    if here.media_root and (work / _MEDIA).exists():
        if here.media_root.exists():
            here.media_root.rename(work / "media.before")
        (work / _MEDIA).rename(here.media_root)


def _run(
    here: Belongings,
    tool: str,
    *arguments: str,
    connected: bool = True,
    output: IO[bytes] | None = None,
) -> None:
    """Run one of PostgreSQL's programs; the password is in the environment, hidden from process lists."""
    parts = conninfo_to_dict(here.database_url or address.url(here.data_dir))
    password = parts.pop("password", None)
    target = [f"--dbname={make_conninfo('', **parts)}"] if connected else []
    done = subprocess.run(
        [binaries.bin_dir(here.data_dir / "postgres") / tool, *target, *arguments],
        env={**os.environ, **({"PGPASSWORD": str(password)} if password else {})},
        stdout=output,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupError(f"{tool} failed, and nothing was changed:\n{done.stderr.strip()}")
