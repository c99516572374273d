"""Every page of the portal in a real browser: nothing for axe to find, and each promise kept."""

from collections.abc import Iterator

import pytest
from django.urls import URLResolver, get_resolver, resolve

from tests.browser.visit import Visit
from tests.browser.visits import NOT_PAGES, VISITS
from tests.browser.window import Window

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("visit", VISITS, ids=str)
def test_a_page_keeps_every_promise(window: Window, visit: Visit) -> None:
    assert window.open(visit) == visit.status
    found = window.errors(visit)
    assert not found, "\n".join(found)


def test_no_address_of_the_portal_is_left_out(window: Window) -> None:
    visited = {
        resolve(visit.path.format(**window.everything.places).partition("?")[0]).route
        for visit in VISITS
        if visit.path != "/nowhere/"
    }
    assert set(_routes(get_resolver("portal.urls"))) - visited - NOT_PAGES == set()


def _routes(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from [] if pattern.app_name == "admin" else _routes(pattern, route)
        else:
            yield route
