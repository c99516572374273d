"""Liveness and readiness checks, for load balancers and `make run`."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import Error, connection
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from procrastinate.contrib.django.models import ProcrastinateWorker

from portal.boot import unapplied_migrations
from portal.caches import shared_cache_answers

_HEARTBEAT_SECONDS = 60


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 whenever this process can; no query, so a slow database does not get it restarted."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when database, schema and shared cache are ready, else 503; names what is missing.

    Not the worker: without it pages still serve, so its trouble takes no web machine out.
    """
    found = {name: _holds(check) for name, check in _PARTS.items()}
    ready = all(found.values())
    shown = {name: "ok" if holds else "missing" for name, holds in found.items()}
    return JsonResponse(
        {"status": "ok" if ready else "unavailable", **shown}, status=200 if ready else 503
    )


@require_safe
@never_cache
def workerz(request: HttpRequest) -> HttpResponse:
    """Answer 200 while a worker gives signs of life, else 503; says when the last sign was, if any is known."""
    try:
        seen = _last_sign()
    except Error:
        seen = None
    alive = _is_recent(seen)
    return JsonResponse(
        {"status": "ok" if alive else "missing", "last_sign": seen},
        status=200 if alive else 503,
    )


def _holds(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Error:
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


def _migrations() -> bool:
    # Cached once true: the schema never falls behind the code of a running process.
    if not _migrated:
        if unapplied_migrations():
            return False
        _migrated.add(True)
    return True


def worker_is_alive() -> bool:
    """Say whether a worker has sent a heartbeat within the last 60 seconds."""
    return _is_recent(_last_sign())


def _last_sign() -> datetime | None:
    # A worker that ended in order has removed its row; the rows of killed ones stay for a while.
    last: datetime | None = ProcrastinateWorker.objects.aggregate(last=Max("last_heartbeat"))[
        "last"
    ]
    return last


def _is_recent(seen: datetime | None) -> bool:
    return seen is not None and timezone.now() - seen <= timedelta(seconds=_HEARTBEAT_SECONDS)


def forget() -> None:
    """Check the migrations again; for tests, where the schema changes under a running process."""
    _migrated.clear()


_migrated: set[bool] = set()
_PARTS = {"database": _database, "migrations": _migrations, "cache": shared_cache_answers}
