"""What the migrations put into the database, and how it comes back after a test that commits."""

import pgtrigger
import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection

from courses.services.transcripts import forget_tracks
from portal.context import forget_installation


def commits(item: pytest.Item) -> bool:
    """Say whether a test writes for real, so that Django empties every table after it."""
    marker = item.get_closest_marker("django_db")
    names = {"transactional_db", "live_server"}.intersection(getattr(item, "fixturenames", []))
    return bool(names) or bool(marker and marker.kwargs.get("transaction"))


def put_back(rows: str) -> None:
    """Empty the database and load `rows`, as `serialize_db_to_string` gave them."""
    call_command(
        "flush",
        verbosity=0,
        interactive=False,
        allow_cascade=True,
        inhibit_post_migrate=True,  # what it would make is in `rows`
        reset_sequences=False,  # `rows` bring their keys: a sequence that began anew would repeat them
    )
    with connection.cursor() as cursor:  # a flush passes over tables that Django does not manage
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_events CASCADE")
    with pgtrigger.ignore():  # the rows of history are in `rows` already
        connection.creation.deserialize_db_from_string(rows)
    _count_on()
    cache.clear()
    # Beside Playwright's event loop Django keeps another connection, which nothing else would close.
    connection.close()
    forget_installation()
    forget_tracks()


def _count_on() -> None:
    """Let new rows have numbers after those that were loaded with theirs."""
    models = apps.get_models(include_auto_created=True)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
