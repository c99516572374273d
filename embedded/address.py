"""How a process connects to the database, and what to advise when it cannot."""

import select
import time
from pathlib import Path
from typing import Any, Literal

import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import ExecStatus

from embedded import place, plans

DATABASE = "portal"
USER = "portal"
_DJANGO_NAMES = {
    "dbname": "NAME",
    "user": "USER",
    "password": "PASSWORD",
    "host": "HOST",
    "port": "PORT",
}
# What a server says that was stopped, has crashed, or is not up yet.
_AWAY_STATES = {"57P01", "57P02", "57P03"}
_POOLER_STATE = "08P01"  # of everything that PgBouncer says itself
# Until a connection stands the driver has only words: its own are always English, the server's where
# its `lc_messages` is.
_AWAY_WORDS = (
    *("Connection refused", "No such file or directory", "No route to host", "is unreachable"),
    *("timeout expired", "timed out", "couldn't get a connection after"),
    *("the database system is ", "terminating connection"),
    *("server closed the connection", "closed unexpectedly", "Connection reset", "EOF detected"),
    *("Broken pipe", "connection is closed", "connection is lost"),
    # What PgBouncer says of its server.
    *("(server down)", "server conn crashed", "query_wait_timeout", "cannot connect to server"),
    *("connect failed (server_login_retry)", "try again later (server_login_retry)"),
)
_UNRESOLVED = ("failed to resolve host",)
_SILENCE_SECONDS = 2.0


def check_alive(connection: "psycopg.Connection[Any]") -> None:
    """Raise `psycopg.OperationalError` when the server behind a connection is gone, or silent for 2 s.

    Sends the empty statement of psycopg's own check, but without a cursor: with one it took three
    times as long, and every request waits for it. A frozen server is then left alone: its connection
    is closed.
    """
    server, status = connection.pgconn, None
    deadline = time.monotonic() + _SILENCE_SECONDS
    answers = select.poll()
    answers.register(server.socket, select.POLLIN)
    server.send_query(b"")
    while server.flush() or server.is_busy():
        left = deadline - time.monotonic()
        if left <= 0 or not answers.poll(1000 * left):
            connection.close()
            raise psycopg.OperationalError("The server behind this connection is silent.")
        server.consume_input()
    while result := server.get_result():
        status = result.status
    if status != ExecStatus.EMPTY_QUERY:
        raise psycopg.OperationalError("The server behind this connection is gone.")


# For the web server, whose threads share it; a command has one connection and fails at once.
# Nobody waits longer than `timeout`, so no attempt to connect again is spread over more: left to its
# growing pauses, the pool would look for a database that was away for a minute after one minute more.
POOL = {
    "min_size": 1,
    "max_size": 32,
    "timeout": 5,
    "reconnect_timeout": 5,
    "check": check_alive,
}


def timeouts(work: Literal["web", "command"], *, pooler: bool = False) -> dict[str, Any]:
    """Return how long a connection for this kind of work waits, as parameters for psycopg.

    "web": a visitor waits, so connecting takes 3 s and a statement 10 s at most, and a transaction in
    which nothing happens ends after 30 s. "command" (migrations, exports, the worker's jobs): connecting
    takes 10 s at most, a statement as long as it takes. For both a peer whose network is gone is given
    up within 15 s. What a page asks is planned once for a connection (`embedded.plans`). With `pooler`
    the server's settings are left out, as PgBouncer refuses `options`, and nothing is prepared.
    """
    limits: dict[str, Any] = {
        "connect_timeout": 3 if work == "web" else 10,
        "tcp_user_timeout": 15_000,  # ms: what was sent is not confirmed
        "keepalives_idle": 5,  # s, then 3 questions 3 s apart: nothing was sent, and nothing comes
        "keepalives_interval": 3,
        "keepalives_count": 3,
    }
    if work == "web" and not pooler:
        settings = {"statement_timeout": "10s", "idle_in_transaction_session_timeout": "30s"}
        settings |= plans.PAGE_SETTINGS
        limits["options"] = " ".join(f"-c {name}={value}" for name, value in settings.items())
        limits["prepare_threshold"] = plans.PREPARE_AFTER
    return limits


def django_database(
    database_url: str,
    data_dir: Path,
    work: Literal["web", "command"] = "command",
    *,
    pooler: bool = False,
) -> dict[str, Any]:
    """Return Django's DATABASES entry for the URL, or for the embedded PostgreSQL when it is empty.

    Does not connect to anything. Parameters that Django has no name for (`sslmode`, …) are passed
    to psycopg; those of the URL win over `timeouts`. Whatever the work, the server binds the values, so
    that pages, commands and tests send one SQL. With a `pooler` in transaction mode, no cursor is kept on
    the server. Raises ImproperlyConfigured if the URL is invalid.
    """
    entry: dict[str, Any] = {
        "ENGINE": "portal.postgres",
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": pooler,
        "OPTIONS": timeouts(work, pooler=pooler) | {"server_side_binding": True},
    }
    for key, value in _parts(database_url or url(data_dir)).items():
        if key in _DJANGO_NAMES:
            entry[_DJANGO_NAMES[key]] = value
        elif key == "options":  # the last of two settings of one name counts
            entry["OPTIONS"][key] = f"{entry['OPTIONS'].get(key, '')} {value}".strip()
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


def is_away(error: BaseException | None, *, was_there: bool = False) -> bool:
    """Say whether the database is only away for a while: refuses, times out, stops, starts, hangs up.

    Anything else no waiting mends: a wrong password, a database or a host name that does not exist. A
    name under which the database `was_there` before is right, even while nobody resolves it.
    """
    found = _cause(error)
    if found is None:
        return False
    if found.sqlstate not in {None, _POOLER_STATE}:
        return found.sqlstate in _AWAY_STATES
    words = _AWAY_WORDS + _UNRESOLVED if was_there else _AWAY_WORDS
    return all(_has(line, words) for line in _reasons(found))


def reason(error: BaseException) -> str:
    """Return why a connection failed, in one line: rather what an operator can mend than what passes."""
    found = _cause(error)
    if found is None:
        return str(error)
    reasons = _reasons(found)
    return next((line for line in reasons if not _has(line, _AWAY_WORDS)), reasons[0])


def connection_advice(error: BaseException | None, database_url: str) -> str | None:
    """Return what to do about a failed connection; None for any other error."""
    found = _cause(error)
    # Without a SQLSTATE we never came in; an error of a statement has one.
    if found is None or not (found.sqlstate is None or is_away(found)):
        return None
    if not database_url:
        return "The database is not running. Start it with `make run`, then try again."
    return f"The database that DATABASE_URL names cannot be reached: {reason(found)}"


def _cause(error: BaseException | None) -> psycopg.OperationalError | None:
    while error is not None and not isinstance(error, psycopg.OperationalError):
        error = error.__cause__
    return error


def _reasons(error: BaseException) -> list[str]:
    # One line for each address that was tried; what follows is the driver's advice.
    lines = str(error).splitlines()
    return [line.strip() for line in lines if " failed: " in line] or [*lines[:1], ""][:1]


def _has(line: str, words: tuple[str, ...]) -> bool:
    return any(word in line for word in words)
