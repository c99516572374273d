"""The cache that all processes share, for counts of what one client tries; it fails safe.

While it does not answer, each process counts for itself: limits become coarser, never open, and no page
fails. `/readyz` says that it is missing.
"""

from contextlib import suppress
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from django.db import Error, connection, transaction

from portal.outage import Outage

_NAME = "shared cache"
_PAUSE_SECONDS = 5
_NEARBY: dict[str, Any] = {"OPTIONS": {"MAX_ENTRIES": 20_000}}


class _AwayError(Exception):
    """It did not answer a moment ago."""


class _Shared:
    """What both have: every operation has its like in this process's own memory."""

    failures: tuple[type[Exception], ...]
    outage: Outage

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._nearby = LocMemCache("portal", _NEARBY)

    def answers(self) -> bool:
        try:
            self._ask("get", "answers")
        except self.failures:
            return False
        return True

    def add(self, *args: Any, **kwargs: Any) -> Any:
        return self._here_or_nearby("add", *args, **kwargs)

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return self._here_or_nearby("get", *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        return self._here_or_nearby("set", *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        return self._here_or_nearby("touch", *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return self._here_or_nearby("delete", *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> Any:
        return self._here_or_nearby("has_key", *args, **kwargs)

    def clear(self) -> None:
        self._nearby.clear()
        self._here_or_nearby("clear")

    def _ask(self, name: str, *args: Any, **kwargs: Any) -> Any:
        return getattr(super(), name)(*args, **kwargs)

    def _here_or_nearby(self, name: str, *args: Any, **kwargs: Any) -> Any:
        try:
            with self.outage.trying(_AwayError()):
                return self._ask(name, *args, **kwargs)
        except self.failures:
            return getattr(self._nearby, name)(*args, **kwargs)


class SharedTable(_Shared, DatabaseCache):
    """A table of the database. Its `incr` is made of `get` and `set`."""

    failures = (_AwayError, Error)
    outage = Outage(_NAME, Error, pause=_PAUSE_SECONDS)

    def _ask(self, name: str, *args: Any, **kwargs: Any) -> Any:
        if not connection.in_atomic_block:
            return super()._ask(name, *args, **kwargs)
        with transaction.atomic():  # a statement that fails must not end the caller's transaction
            return super()._ask(name, *args, **kwargs)


_redis_error: type[Exception] = OSError
with suppress(ImportError):  # only an installation with REDIS_URL has the client
    from redis.exceptions import RedisError

    _redis_error = RedisError


class SharedRedis(_Shared, RedisCache):
    """A Redis."""

    failures = (_AwayError, _redis_error)
    outage = Outage(_NAME, _redis_error, pause=_PAUSE_SECONDS)

    def incr(self, *args: Any, **kwargs: Any) -> Any:
        return self._here_or_nearby("incr", *args, **kwargs)


def shared_cache_answers() -> bool:
    """Ask the shared cache itself, whatever this process counts meanwhile."""
    here: Any = caches["default"]
    return bool(here.answers())
