"""What the migrations put into the database, and how it comes back after a test that commits."""

from collections import defaultdict
from itertools import chain
from typing import Any

import pgtrigger
import pytest
from django.apps import apps
from django.core import serializers
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model

from portal.context import forget_installation
from providers.days import forget_portal_zone
from video.services.transcripts import forget_tracks


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
    )
    with connection.cursor() as cursor:  # a flush passes over tables that Django does not manage
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_events CASCADE")
    with pgtrigger.ignore(), transaction.atomic():  # the rows of history are in `rows` already
        _insert(rows)
    _count_on()
    cache.clear()
    # Beside Playwright's event loop Django keeps another connection, which nothing else would close.
    connection.close()
    forget_installation()
    forget_portal_zone()
    forget_tracks()


def _insert(rows: str) -> None:
    """Write `rows`, one statement for each model: Django's own way asks twice for each row."""
    kinds: dict[type[Model], list[Any]] = defaultdict(list)
    for row in serializers.deserialize("json", rows):
        kinds[type(row.object)].append(row)
    for model, found in kinds.items():
        model._base_manager.bulk_create([row.object for row in found])
    for row in chain.from_iterable(kinds.values()):
        for name, others in (row.m2m_data or {}).items():
            getattr(row.object, name).set(others)


def _count_on() -> None:
    """Let new rows have numbers after those that were loaded with theirs."""
    models = apps.get_models(include_auto_created=True)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
