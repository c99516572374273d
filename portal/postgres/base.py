"""Django's PostgreSQL backend for the web server: no request waits long for a database that is silent.

`statement_timeout` is the server's and `tcp_user_timeout` the network's: neither ends the wait for a
server that is frozen, whose machine still confirms every packet. The limits here are the client's own.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus

from portal.outage import Outage

# Longer than the server's statement_timeout, whose end leaves the connection usable.
_seconds = ContextVar("seconds", default=12.0)
_outage = Outage("database", psycopg.OperationalError)


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Let no statement of this block take longer, if the connection is a `Connection`."""
    token = _seconds.set(seconds)
    try:
        yield
    finally:
        _seconds.reset(token)


class Connection(psycopg.Connection[Any]):
    """A connection that gives up after some seconds without the server's answer, and is closed then."""

    def wait[T](self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None) -> T:
        limit = _seconds.get() if timeout is None else timeout
        try:
            return super().wait(gen, interval, limit)
        except psycopg.OperationalError as error:
            # Still at work: the wait ended, not the statement, whose answer nobody could tell apart now.
            if self.pgconn.transaction_status != TransactionStatus.ACTIVE:
                raise
            with suppress(psycopg.Error):
                self.cancel_safe(timeout=1)
            self.close()
            raise psycopg.OperationalError(f"no answer within {limit:g} s") from error


class DatabaseWrapper(base.DatabaseWrapper):
    """Asks for no connection while another thread already waits in vain for one."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        with _outage.trying(psycopg.OperationalError("the database did not answer a moment ago")):
            return super().get_new_connection(conn_params)
