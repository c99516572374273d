"""What every page shows of the installation: its texts, its hotlines, its exit; kept for 30 seconds in each process."""

import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import Error
from django.db.models import Exists, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from courses.models import Series
from portal.models import Hotline, Installation
from providers.models import Provider

_FRESH_SECONDS = 30
# An unreachable database is not queried for every page: each query may wait for its timeout.
_RETRY_SECONDS = 5
_kept: dict[str, Any] = {}
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Safety:
    """What a page shows for somebody at risk who may be reading it.

    `lines` are the hotlines last read; empty if none was, and then a page shows the national one.
    """

    exit: bool
    hotlines: bool
    lines: tuple[Hotline, ...] = ()


@dataclass(frozen=True, slots=True)
class Brand:
    """Whose site it is, as the header says it: words, and the address of a picture that needs none."""

    name: str = ""
    logo: str = ""


# Nothing was ever read: what a survivor may look for is shown.
_UNKNOWN = Safety(exit=True, hotlines=True)


def current_installation() -> Installation:
    """Return the installation's texts. An edit shows in every process within 30 seconds.

    Never fails: without a database it returns what was read last, or else the defaults.
    """
    return _values()["installation"]  # type: ignore[no-any-return]


def current_safety() -> Safety:
    """Return what pages of no course show: what any series that learners know has chosen.

    Never fails: without a database it returns what was read last, or else that all is shown.
    """
    return _values()["safety"]  # type: ignore[no-any-return]


def last_safety() -> Safety:
    """Return the same without a query, however old: for pages that must not wait for the database."""
    return _kept["values"]["safety"] if "values" in _kept else _UNKNOWN


def safety_of(series: Iterable[Series]) -> Safety:
    """Return what pages about these series show: what any of them has chosen."""
    all_of_them = list(series)
    return Safety(
        exit=any(one.shows_exit for one in all_of_them),
        hotlines=any(one.shows_hotlines for one in all_of_them),
    )


def installation(request: HttpRequest) -> dict[str, Any]:
    """Context processor for `installation`, `brand` and `hotlines`; queries nothing until a template uses one.

    Without `has_session` nobody is signed in; error pages, which read no session, ask no more than that.
    """
    return {
        "has_session": settings.SESSION_COOKIE_NAME in request.COOKIES,
        "installation": SimpleLazyObject(current_installation),
        "brand": SimpleLazyObject(lambda: _values()["brand"]),
        "hotlines": SimpleLazyObject(lambda: _values()["hotlines"]),
    }


def forget_installation() -> None:
    """Clear the cache: after an edit in this process, and between tests."""
    _kept.clear()


def _values() -> dict[str, Any]:
    if _kept.get("until", 0.0) < time.monotonic():
        try:
            _kept["values"] = _read()
            _kept["until"] = time.monotonic() + _FRESH_SECONDS
        except Error as failure:
            _log.warning("The installation's texts cannot be read: %s", failure)
            defaults = {
                "installation": Installation(),
                "brand": Brand(),
                "hotlines": [],
                "safety": _UNKNOWN,
            }
            _kept.setdefault("values", defaults)
            _kept["until"] = time.monotonic() + _RETRY_SECONDS
    return _kept["values"]  # type: ignore[no-any-return]


def _read() -> dict[str, Any]:
    # Retired courses count too: whoever began one keeps its pages, and the dashboard that leads there.
    known = Series.objects.filter(courses__published_at__lte=timezone.now())
    texts = Installation.objects.annotate(
        some_exit=Exists(known.filter(shows_exit=True)),
        some_hotlines=Exists(known.filter(shows_hotlines=True)),
    ).first()
    hotlines = list(Hotline.objects.all())
    safety = Safety(texts.some_exit, texts.some_hotlines, tuple(hotlines)) if texts else _UNKNOWN
    return {
        "installation": texts or Installation(),
        "brand": _brand(texts or Installation(), known),
        "hotlines": hotlines,
        "safety": safety,
    }


def _brand(texts: Installation, known: QuerySet[Series]) -> Brand:
    """Return the name that staff gave the site, else that of the one provider of all courses; and its logo."""
    owners = list(Provider.objects.filter(pk__in=known.values("provider"))[:2])
    own = texts.name if texts.name != Installation().name else ""
    if len(owners) != 1:
        return Brand(own)
    [owner] = owners
    return Brand(own or owner.name, owner.logo.url if owner.logo else "")
