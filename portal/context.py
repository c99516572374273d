"""What every page shows of the installation, read from the database at most twice a minute."""

import time
from typing import Any

from django.http import HttpRequest

from portal.models import Hotline, Installation

_FRESH_SECONDS = 30
_kept: dict[str, Any] = {}


def current_installation() -> Installation:
    """Return the installation's texts. An edit shows in every process within 30 seconds."""
    return _values()["installation"]  # type: ignore[no-any-return]


def installation(request: HttpRequest) -> dict[str, Any]:
    """Give every template `installation` and `hotlines`."""
    return dict(_values())


def forget_installation() -> None:
    """Read anew on the next page: after an edit in this process, and between tests."""
    _kept.clear()


def _values() -> dict[str, Any]:
    if _kept.get("until", 0.0) < time.monotonic():
        _kept["values"] = {
            "installation": Installation.objects.first() or Installation(),
            "hotlines": list(Hotline.objects.all()),
        }
        _kept["until"] = time.monotonic() + _FRESH_SECONDS
    return _kept["values"]  # type: ignore[no-any-return]
