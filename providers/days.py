"""The time zone of what belongs to several providers, or to none."""

import time
from datetime import UTC, tzinfo

from django.db.models import QuerySet

from accounts.days import zone_named
from providers.models import Provider

_FRESH_SECONDS = 30
_kept: dict[str, tuple[float, tzinfo]] = {}


def shared_zone(providers: QuerySet[Provider]) -> tzinfo:
    """Return the zone that all of `providers` are in, else UTC."""
    names = set(providers.order_by().values_list("time_zone", flat=True).distinct()[:2])
    return zone_named(names.pop()) if len(names) == 1 else UTC


def portal_zone() -> tzinfo:
    """Return the zone that all providers of the installation share, else UTC; kept for 30 seconds.

    The provider of the sample counts only where there is no other.
    """
    until, zone = _kept.get("zone", (0.0, UTC))
    if until < time.monotonic():
        real = Provider.objects.filter(is_sample=False)
        zone = shared_zone(real if real.exists() else Provider.objects.all())
        _kept["zone"] = time.monotonic() + _FRESH_SECONDS, zone
    return zone


def forget_portal_zone() -> None:
    """Clear what is kept: between tests."""
    _kept.clear()
