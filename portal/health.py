"""Is it alive, and can it serve? For load balancers and for `make run`."""

from collections.abc import Callable
from datetime import timedelta

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from procrastinate.contrib.django.models import ProcrastinateWorker

from portal.boot import unapplied_migrations

_HEARTBEAT_SECONDS = 60


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 while this process answers at all; asks nothing else, so a slow database kills nobody."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when database, schema and worker are there, else 503; says which one is missing."""
    found = {name: _holds(check) for name, check in _PARTS.items()}
    ready = all(found.values())
    shown = {name: "ok" if holds else "missing" for name, holds in found.items()}
    return JsonResponse(
        {"status": "ok" if ready else "unavailable", **shown}, status=200 if ready else 503
    )


def _holds(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except DatabaseError:
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


def _migrations() -> bool:
    # Remembered once true: a running process never sees the schema fall behind its own code.
    if not _migrated:
        if unapplied_migrations():
            return False
        _migrated.add(True)
    return True


def worker_is_alive() -> bool:
    """Say whether a worker has given a sign of life of late."""
    since = timezone.now() - timedelta(seconds=_HEARTBEAT_SECONDS)
    return ProcrastinateWorker.objects.filter(last_heartbeat__gte=since).exists()


def forget() -> None:
    """Look at the migrations anew; for tests, where the schema changes under a running process."""
    _migrated.clear()


_migrated: set[bool] = set()
_PARTS = {"database": _database, "migrations": _migrations, "worker": worker_is_alive}
