"""Django's PostgreSQL backend: plans for reports, and no request waits long for a database that is silent.

`statement_timeout` is the server's and `tcp_user_timeout` the network's: neither ends the wait for a
server that is frozen, whose machine still confirms every packet. The limits here are the client's own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Self

import psycopg
from django.db.backends.postgresql import base
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus

from embedded import bound_by_client
from portal.outage import Outage

# Longer than the server's statement_timeout, whose end leaves the connection usable.
_seconds = ContextVar("seconds", default=12.0)
_PRECEDING = ("SELECT set_config('pghistory.", "SELECT set_config('pgtrigger.")
_MOST_VALUES = 65_535  # of the protocol; Django sends rows in pieces, but not a list of ids
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
            try:
                self.cancel_safe(timeout=1)
            except psycopg.Error as silence:
                # A statement that waits for a lock can be cancelled; a server that is silent to this,
                # too, keeps silent to all: who waited here, and whoever comes next, need not try.
                _outage.note(silence)
            self.close()
            raise psycopg.OperationalError(f"no answer within {limit:g} s") from error


class Cursor(base.CursorMixin, psycopg.Cursor[Any]):
    """Lets the server bind the values, so that it can keep a plan; the client where the server cannot.

    The client also binds them within `custom_plans`, whose statements are planned for their values.
    """

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        if params is not None and (bound_by_client() or _is_beyond_the_server(query, params)):
            query, params = psycopg.ClientCursor(self.connection).mogrify(query, params), None
            options["prepare"] = False  # each is another, and the server prepares no two in one
        return super().execute(query, params, **options)


def _is_beyond_the_server(query: Any, params: Any) -> bool:
    # Who acts, and which triggers rest, django-pghistory and django-pgtrigger say in a statement before
    # each: in one message with it, since what they say must end with its transaction.
    preceded = isinstance(query, str) and query.startswith(_PRECEDING)
    return preceded or len(params) > _MOST_VALUES


class DatabaseWrapper(base.DatabaseWrapper):
    """Binds values as `Cursor` does. Where threads share connections, it asks for none while another
    thread already waits in vain for one.
    """

    def get_connection_params(self) -> dict[str, Any]:
        return super().get_connection_params() | {"cursor_factory": Cursor}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        if not self.pool:
            return super().get_new_connection(conn_params)
        with _outage.trying(psycopg.OperationalError("the database did not answer a moment ago")):
            return super().get_new_connection(conn_params)
