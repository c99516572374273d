"""Cleanup of data that none of our apps owns: expired sessions and rate-limit counts."""

from datetime import datetime

from django.conf import settings
from django.db import connection

from accounts.sessions import SessionStore, purge_list

_TABLE_CACHE = "portal.caches.SharedTable"


def purge_sessions() -> None:
    """Delete the sessions that have expired, and take them off the lists of their users."""
    SessionStore.clear_expired()
    purge_list()


def purge_counts(*, now: datetime) -> int:
    """Delete expired rows of the cache table, where rate limits count; return how many.

    Django removes such rows only when the table is full. Redis expires its own.
    """
    cache = settings.CACHES["default"]
    if cache["BACKEND"] != _TABLE_CACHE:
        return 0
    table = connection.ops.quote_name(cache["LOCATION"])
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [now])  # noqa: S608 - our own name
        return int(cursor.rowcount)
