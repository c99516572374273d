"""How far the portal is with a file, while its transaction is not committed yet."""

from contextlib import closing

from django.db import connections

from imports.models import Import

_WORTH_TELLING = 2000


def tell(source: Import, done: int) -> None:
    """Save the progress through a separate connection. Small files are not worth one."""
    if done < _WORTH_TELLING:
        return
    with closing(connections.create_connection("default")) as apart, apart.cursor() as cursor:
        cursor.execute("UPDATE imports_import SET done_rows = %s WHERE id = %s", [done, source.pk])


def alone(source_id: object) -> bool:
    """Return whether nothing else is at work on this file until the transaction ends.

    An advisory lock, since `tell` writes to the row.
    """
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"import {source_id}"]
        )
        return bool(cursor.fetchone()[0])
