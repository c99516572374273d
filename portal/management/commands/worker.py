"""The worker for background jobs: mail, recordings, exports, and what is done by the clock."""

from functools import partial
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

import embedded
from portal import serving


class Command(BaseCommand):
    """Do jobs until asked to stop; while the database is away, wait for it and begin anew."""

    help = "Do background jobs, until Ctrl-C or SIGTERM."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        worker_options = serving.worker_options(pooler=settings.DATABASE_POOLER)
        embedded.outlast(_ask)
        while True:
            try:
                call_command("procrastinate", "worker", *worker_options)
            except Exception as error:
                if not (_is_away(error) or _database_is_away()):
                    raise
                embedded.outlast(_ask, _is_away)
            else:
                return


_is_away = partial(embedded.is_away, was_there=True)


def _ask() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    connection.close()


def _database_is_away() -> bool:
    try:
        _ask()
    except Exception as error:
        if _is_away(error):
            return True
        raise
    return False
