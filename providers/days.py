"""The time zone of what belongs to several providers, or to none."""

import time
from datetime import UTC, tzinfo

from django.db.models import QuerySet

from accounts.days import zone_named
from providers.models import Provider

_FRESH_SECONDS = 30
_kept: dict[str, tuple[float, tzinfo]] = {}


def shared_zone(providers: QuerySet[Provider]) -> tzinfo:
    """Return the zone that all of `providers` are in, else UTC; the sample's counts only by itself."""
    found = set(providers.order_by().values_list("is_sample", "time_zone").distinct())
    names = {name for is_sample, name in found if not is_sample} or {name for _, name in found}
    return zone_named(names.pop()) if len(names) == 1 else UTC


def portal_zone() -> tzinfo:
    """Return the zone that all providers of the installation share, else UTC; kept for 30 seconds."""
    until, zone = _kept.get("zone", (0.0, UTC))
    if until < time.monotonic():
        zone = shared_zone(Provider.objects.all())
        _kept["zone"] = time.monotonic() + _FRESH_SECONDS, zone
    return zone


def forget_portal_zone() -> None:
    """Clear what is kept: between tests."""
    _kept.clear()
