"""A database that this run's migrations made, once for all its processes; every other is a copy of it.

`python -m tests.migrated` is the process that migrates: it is told by DATABASE_URL where.
"""

import fcntl
import gc
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from embedded import address

_ROOT = Path(__file__).resolve().parent.parent


def template() -> str:
    """Return the name of the migrated database; the first process that asks makes it, others wait.

    Nobody may stay connected to it: PostgreSQL copies only a database that is not in use.
    """
    folder = Path(os.environ["PORTAL_DATA"])  # of this run: what an earlier one left is no template
    name, done = _named("template"), folder / "template.done"
    with (folder / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the kernel lets go of it when its holder dies
        if not done.exists():
            _create(name)
            subprocess.run(
                [sys.executable, "-m", "tests.migrated"],
                cwd=_ROOT,
                env={**os.environ, "DATABASE_URL": url_of(name)},
                check=True,
            )
            done.touch()
    return name


@contextmanager
def copy(suffix: str) -> Iterator[str]:
    """Have a copy for this block, and return its address."""
    name = _named(suffix)
    _create(name, template())
    try:
        yield url_of(name)
    finally:
        drop(suffix)


def drop(suffix: str) -> None:
    """Drop what `copy` or `template` made; a no-op when it is not there."""
    _run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(_named(suffix))))


def _named(suffix: str) -> str:
    return f"test_{conninfo_to_dict(_server())['dbname']}_{suffix}"


def _create(name: str, source: str = "template1") -> None:
    _run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    parts = sql.Identifier(name), sql.Identifier(source)
    _run(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*parts))


def _run(statement: sql.Composed) -> None:
    with psycopg.connect(url_of("postgres"), autocommit=True) as connection:
        connection.execute(statement)


def url_of(name: str) -> str:
    """Return the address of a database on this run's server."""
    return make_conninfo(_server(), dbname=name)


def _server() -> str:
    return os.environ["DATABASE_URL"] or address.url(Path(os.environ["PORTAL_DATA"]))


def _migrate() -> None:
    gc.set_threshold(100_000)  # the search for garbage among every state's models is slow
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    connection.close()


if __name__ == "__main__":
    _migrate()
