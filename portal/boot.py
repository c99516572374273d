"""Preparation before the portal serves: schema, cache table, sample, administrator, static files."""

import hashlib
import os
import secrets
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

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
from embedded.outage import say
from portal.models import Installation

SAMPLE = settings.BASE_DIR / "sample" / "human-trafficking-in-healthcare"
# Any number will do, as long as no other program takes the same advisory lock on this database.
_BOOT_LOCK = 0x434D_4550
_HOLDER = """SELECT pid, to_char(xact_start, 'HH24:MI:SS TZ'), coalesce(client_addr::text, 'this machine')
FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE locktype = 'advisory' AND objid = %s AND granted"""
_SILENCE = 10.0  # seconds


class CannotPrepareError(Exception):
    """The database cannot be brought up to date now; the message says why, and what to do."""


def prepare() -> None:
    """Bring database and files up to date. Safe to repeat, and to run on several machines at once.

    Raises CannotPrepareError, without changing anything, when the database is too old for that, when its
    role may not make tables there, or when another start has been at it for ten minutes.
    """
    with one_at_a_time():
        refuse_the_former_set()
        if unapplied_migrations():
            _refuse_without_rights()
            call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        load_sample()
        create_administrator()
    collect_static()


@contextmanager
def one_at_a_time(patience: float = 600.0) -> Iterator[None]:
    """Let one process at a time prepare this database: others wait here, so many seconds at most.

    Then raises CannotPrepareError, which says who is at it. Whoever is killed lets go.
    """
    # A lock of a transaction, which stays open on a connection of its own: a lock of a session would
    # stay with the pooler's connection to the server, which its next user is given.
    lock = connection.copy()
    try:
        lock.set_autocommit(False)
        with lock.cursor() as cursor:
            _take_turns(lock, cursor, patience)
            yield
    finally:
        lock.close()


def _take_turns(lock: Any, cursor: Any, patience: float) -> None:
    began, silent = time.monotonic(), True
    while True:
        # The transaction idles as long as the preparation takes, whatever the server's limit.
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_BOOT_LOCK])
        if cursor.fetchone()[0]:
            return
        waited = time.monotonic() - began
        if waited > patience:
            raise CannotPrepareError(_busy(cursor, patience))
        if silent and waited > _SILENCE:
            silent = False
            say("Another start of the portal is preparing this database; waiting for it.")
        lock.rollback()  # a pooler has few connections for all of us
        time.sleep(0.2)


def _busy(cursor: Any, patience: float) -> str:
    cursor.execute(_HOLDER, [_BOOT_LOCK])
    pid, since, client = cursor.fetchone() or ("unknown", "just now", "unknown")
    return (
        f"Another start of the portal has been preparing this database for more than {patience:.0f} s: "
        f"server process {pid}, since {since}, from {client}. Wait until it is done and start again. If it "
        f"hangs, end it as the database's owner: SELECT pg_terminate_backend({pid});"
    )


def refuse_the_former_set() -> None:
    """Raise CannotPrepareError when the database has migrations from before they were rewritten."""
    applied = MigrationRecorder(connection).applied_migrations()
    if refusal := former_set.refusal("This database", map(".".join, applied)):
        raise CannotPrepareError(refusal)


def _refuse_without_rights() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(current_user), quote_ident(current_database()), "
            "has_schema_privilege(current_schema(), 'CREATE')"
        )
        role, database, may_create = cursor.fetchone()
    if not may_create:  # None where there is no schema at all
        raise CannotPrepareError(
            f"The role {role} may not create tables in the database {database}. As the server's "
            f"superuser: ALTER DATABASE {database} OWNER TO {role}; then start again."
        )


def unapplied_migrations() -> bool:
    """Say whether the schema is behind the code."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def load_sample() -> None:
    """Load the sample series if there is no series yet and settings.LOAD_SAMPLE is on.

    The home page then says what the sample is about, unless somebody wrote there what it is.
    """
    if settings.LOAD_SAMPLE and not apps.get_model("courses", "Series").objects.exists():
        call_command("load_series", str(SAMPLE), stdout=StringIO())
        words = tomllib.loads((SAMPLE.parent / "home.toml").read_text(encoding="utf-8"))
        nobodys = {name: getattr(Installation(), name) for name in words}
        said = {name: text.strip() for name, text in words.items()}
        Installation.objects.filter(**nobodys).update(**said)


def create_administrator() -> None:
    """Create the first administrator, with a random 128-bit password stored in the data folder.

    Does nothing if there is one already, or in production if ADMIN_EMAIL is not set: an operator may
    prefer to create accounts by hand.
    """
    if User.objects.filter(is_superuser=True).exists():
        return
    if settings.PRODUCTION and not settings.ADMIN_EMAIL:
        return
    password = secrets.token_urlsafe(16)
    _write_private(settings.DATA_DIR / "admin-password", f"{password}\n")
    services.create_administrator(settings.ADMIN_EMAIL or "admin@localhost", password)


def administrator() -> str | None:
    """Return the email address of the earliest active administrator, or None."""
    oldest = User.objects.filter(is_superuser=True, is_active=True).order_by("date_joined").first()
    return oldest.email if oldest else None


def collect_static() -> None:
    """Collect static files if any of them has changed since the last time."""
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


def _write_private(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)
