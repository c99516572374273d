"""How a process connects to the database, and what to advise when it cannot."""

from pathlib import Path
from typing import Any

import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import ExecStatus

from embedded import place

DATABASE = "portal"
USER = "portal"
_DJANGO_NAMES = {
    "dbname": "NAME",
    "user": "USER",
    "password": "PASSWORD",
    "host": "HOST",
    "port": "PORT",
}


def check_alive(connection: "psycopg.Connection[Any]") -> None:
    """Raise `psycopg.OperationalError` when the server behind a connection is gone.

    Sends the empty statement of psycopg's own check, but without a cursor: with one it took three
    times as long, and every request waits for it.
    """
    if connection.pgconn.exec_(b"").status != ExecStatus.EMPTY_QUERY:
        raise psycopg.OperationalError("The server behind this connection is gone.")


# For the web server, whose threads share it; a command has one connection and fails at once.
POOL = {"min_size": 1, "max_size": 32, "timeout": 5, "check": check_alive}


def django_database(database_url: str, data_dir: Path) -> dict[str, Any]:
    """Return Django's DATABASES entry for the URL, or for the embedded PostgreSQL when it is empty.

    Does not connect to anything. Parameters that Django has no name for (`sslmode`, …) are passed
    to psycopg. Raises ImproperlyConfigured if the URL is invalid.
    """
    entry: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {},
    }
    for key, value in _parts(database_url or url(data_dir)).items():
        if key in _DJANGO_NAMES:
            entry[_DJANGO_NAMES[key]] = value
        else:
            entry["OPTIONS"][key] = value
    return entry


def _parts(database_url: str) -> dict[str, Any]:
    try:
        return dict(conninfo_to_dict(database_url))
    except psycopg.ProgrammingError:
        # Without psycopg's message and traceback: both may contain the password.
        raise ImproperlyConfigured(
            "DATABASE_URL is not the address of a PostgreSQL. Write it as "
            "postgresql://user:password@host/name, with %40 for an @ in the password."
        ) from None


def url(data_dir: Path, database: str = DATABASE) -> str:
    """Return a connection string for a database of the embedded PostgreSQL."""
    return psycopg.conninfo.make_conninfo(
        dbname=database, user=USER, host=str(place.find(data_dir).socket_dir)
    )


def connection_advice(error: BaseException | None, database_url: str) -> str | None:
    """Return what to do about a failed connection; None for any other error."""
    # Without a SQLSTATE the server was not reached; 57P03 means that it is starting or stopping.
    if not isinstance(error, psycopg.OperationalError) or error.sqlstate not in {None, "57P03"}:
        return None
    if not database_url:
        return "The database is not running. Start it with `make run`, then try again."
    # The first line says what failed, for the first address; what follows is the driver's advice.
    reasons = [line for line in str(error).splitlines() if " failed: " in line] or [str(error)]
    return f"The database that DATABASE_URL names cannot be reached: {reasons[0].strip()}"
