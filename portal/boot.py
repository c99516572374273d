"""What must be true before the portal serves: schema, cache, sample, administrator, static files."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from accounts import services
from accounts.models import User
from embedded import former_set

SAMPLE = settings.BASE_DIR / "sample" / "human-trafficking-in-healthcare"
# Any number will do, as long as no other program takes the same advisory lock on this database.
_BOOT_LOCK = 0x434D_4550


class DatabaseTooOldError(Exception):
    """The database cannot be brought up to date; the message says what can read it."""


def prepare() -> None:
    """Bring database and files up to date; safe to repeat, and by several machines at once.

    Raises DatabaseTooOldError, and changes nothing, when that cannot be done.
    """
    with _one_at_a_time():
        refuse_the_former_set()
        if unapplied_migrations():
            call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        load_sample()
        create_administrator()
    collect_static()


def refuse_the_former_set() -> None:
    """Raise DatabaseTooOldError when the database has the migrations that were written anew since."""
    applied = MigrationRecorder(connection).applied_migrations()
    if refusal := former_set.refusal("This database", map(".".join, applied)):
        raise DatabaseTooOldError(refusal)


def unapplied_migrations() -> bool:
    """Say whether the schema is behind the code."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def load_sample() -> None:
    """Load the sample series into an installation that has no series, unless it is to begin empty."""
    if settings.LOAD_SAMPLE and not apps.get_model("courses", "Series").objects.exists():
        call_command("load_series", str(SAMPLE), stdout=StringIO())


def create_administrator() -> None:
    """Create the first administrator, with a password of 128 random bits kept in the data folder.

    Nothing happens once there is one. In production only for an address given in ADMIN_EMAIL: an
    operator may rather create accounts by hand.
    """
    if User.objects.filter(is_superuser=True).exists():
        return
    if settings.PRODUCTION and not settings.ADMIN_EMAIL:
        return
    password = secrets.token_urlsafe(16)
    _write_private(settings.DATA_DIR / "admin-password", f"{password}\n")
    services.create_administrator(settings.ADMIN_EMAIL or "admin@localhost", password)


def administrator() -> str | None:
    """Return the address of the longest-standing administrator, if there is one."""
    oldest = User.objects.filter(is_superuser=True, is_active=True).order_by("date_joined").first()
    return oldest.email if oldest else None


def collect_static() -> None:
    """Collect static files when any of them changed since the last time."""
    seal = settings.DATA_DIR / "static.seal"
    fingerprint = _static_fingerprint()
    if seal.exists() and seal.read_text() == fingerprint:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    seal.write_text(fingerprint)


def _static_fingerprint() -> str:
    digest = hashlib.sha256(str(settings.STATIC_ROOT).encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            found = os.stat(storage.path(name))
            digest.update(f"{name}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_BOOT_LOCK])
    try:
        yield
    finally:
        connection.close()  # lets go of the lock, also after an error


def _write_private(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)
