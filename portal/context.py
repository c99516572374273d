"""The installation's texts and hotlines for every page, cached for 30 seconds in each process."""

import logging
import time
from typing import Any

from django.db import Error
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.models import Hotline, Installation

_FRESH_SECONDS = 30
# An unreachable database is not queried for every page: each query may wait for its timeout.
_RETRY_SECONDS = 5
_kept: dict[str, Any] = {}
_log = logging.getLogger(__name__)


def current_installation() -> Installation:
    """Return the installation's texts. An edit shows in every process within 30 seconds.

    Never fails: without a database it returns what was read last, or else the defaults.
    """
    return _values()["installation"]  # type: ignore[no-any-return]


def installation(request: HttpRequest) -> dict[str, Any]:
    """Context processor for `installation` and `hotlines`; queries nothing until a template uses one."""
    return {
        "installation": SimpleLazyObject(current_installation),
        "hotlines": SimpleLazyObject(lambda: _values()["hotlines"]),
    }


def forget_installation() -> None:
    """Clear the cache: after an edit in this process, and between tests."""
    _kept.clear()


def _values() -> dict[str, Any]:
    if _kept.get("until", 0.0) < time.monotonic():
        try:
            _kept["values"] = {
                "installation": Installation.objects.first() or Installation(),
                "hotlines": list(Hotline.objects.all()),
            }
            _kept["until"] = time.monotonic() + _FRESH_SECONDS
        except Error as failure:
            _log.warning("The installation's texts cannot be read: %s", failure)
            _kept.setdefault("values", {"installation": Installation(), "hotlines": []})
            _kept["until"] = time.monotonic() + _RETRY_SECONDS
    return _kept["values"]  # type: ignore[no-any-return]
