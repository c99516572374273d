"""A database that is not there yet, and then away for 75 s: the portal waits, and nothing saved is lost."""

import time
from collections.abc import Iterator

import pytest
from django.conf import settings

from tests.kill.everybody import EACH, assert_nothing_lost, make_learners, start_everybody
from tests.kill.traffic import Traffic
from tests.live import LivePortal
from tests.outside import OutsideServer, outside_server

AWAY_SECONDS = 75


@pytest.fixture
def server() -> Iterator[OutsideServer]:
    """The database of the portal, which is not running yet."""
    with outside_server() as server:
        server.stop()
        yield server


@pytest.fixture
def portal(server: OutsideServer) -> Iterator[LivePortal]:
    """A portal that was launched before its database."""
    url = server.url("portal", "portal")
    portal = LivePortal(settings.DATA_DIR / "outage", DATABASE_URL=url)
    portal.launch()
    try:
        yield portal
    finally:
        portal.stop()


def test_a_database_away_for_more_than_a_minute_ends_nothing_and_loses_nothing(
    server: OutsideServer, portal: LivePortal
) -> None:
    portal.wait_until_said("The database is away, and is waited for")
    server.start()
    portal.wait_until_said("Portal ready")
    learners = make_learners(portal)
    with Traffic(portal.port) as traffic:
        told = start_everybody(traffic, learners)
        traffic.wait_for_more(EACH)
        server.stop()
        time.sleep(AWAY_SECONDS)
        assert portal.process.poll() is None
        server.start()
        traffic.wait_for_more(EACH)
    assert traffic.failures, "No request was hit: this proved nothing."
    assert_nothing_lost(portal, learners, told)
    portal.wait_until_job_done()
