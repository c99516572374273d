"""Which rows a series' folder wrote: loading leaves a mark in their history."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pghistory
from django.db import connection

_LOADED = "loaded"


@contextmanager
def marked(slug: str) -> Iterator[None]:
    """Mark what is written meanwhile as written by the folder of the series `slug`. Inside a transaction."""
    with pghistory.context(**{_LOADED: slug}):
        yield
    with connection.cursor() as cursor:  # Else it would mark all that the transaction writes later.
        cursor.execute("SELECT set_config('pghistory.context_id', '', true)")


def written_by_folders(model: Any) -> Any:
    """Return the ids of the rows of `model` that a folder added; none of the time before there was a mark."""
    added = model.pgh_event_model.objects.filter(pgh_label="insert")
    return added.filter(pgh_context__metadata__has_key=_LOADED).values("pgh_obj_id")
