"""A whole portal with its own PostgreSQL, from an empty folder: it says where it is, and survives."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from tests.kill.everybody import (
    EACH,
    Learners,
    assert_nothing_lost,
    beats_of_one_commit,
    make_learners,
    start_crowd,
    start_everybody,
)
from tests.kill.traffic import Traffic
from tests.live import PATIENCE, LivePortal, running

_ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def portal() -> Iterator[LivePortal]:
    """What a newcomer's `make run` starts: migrated, with the sample series and an administrator."""
    with running(settings.DATA_DIR / "first") as portal:
        yield portal


@pytest.fixture(scope="module")
def learners(portal: LivePortal) -> Learners:
    """Learners of the running portal, at each stage."""
    return make_learners(portal)


def slugs(portal: LivePortal) -> set[str]:
    """Return the courses in the portal's database."""
    with psycopg.connect(portal.database_url) as connection:
        return {slug for (slug,) in connection.execute("SELECT slug FROM courses_course")}


def test_whatever_was_acknowledged_survives_kill_9(portal: LivePortal, learners: Learners) -> None:
    with Traffic(portal.port) as traffic:
        told = start_everybody(traffic, learners)
        for kill in (partial(portal.restart_web, kill=True), portal.kill_database) * 2:
            traffic.wait_for_more(EACH)
            kill()
        traffic.wait_for_more(EACH)
    assert traffic.failures, "No request was hit: this proved nothing."
    assert_nothing_lost(portal, learners, told)
    said = (portal.data_dir / "live.log").read_text()
    assert "The web server stopped; started again." in said
    assert "PostgreSQL stopped; starting it again." in said


def test_beats_of_many_at_once_that_were_acknowledged_survive_kill_9(
    portal: LivePortal, learners: Learners
) -> None:
    with Traffic(portal.port, kinds=["beat"], clients=len(learners["crowd"])) as traffic:
        told = start_crowd(traffic, learners)
        for kill in (partial(portal.restart_web, kill=True), portal.kill_database) * 2:
            traffic.wait_for_more(EACH * len(told.seconds))
            assert beats_of_one_commit(portal.database_url) > 1, "None were stored together."
            kill()
        traffic.wait_for_more(EACH * len(told.seconds))
        portal.restart_web()  # asked to stop, it stores what waits
        traffic.wait_for_more(EACH)
    assert traffic.failures, "No request was hit: this proved nothing."
    assert_nothing_lost(portal, learners, told)


def test_it_says_where_it_is_who_the_administrator_is_and_where_mail_goes(
    portal: LivePortal,
) -> None:
    said = (portal.data_dir / "live.log").read_text()
    assert f"Portal ready at {portal.url}/" in said
    assert "admin@localhost" in said
    assert "admin-password" in said
    assert f"{portal.url}/dev/mail/" in said


def test_the_sample_series_is_there(portal: LivePortal) -> None:
    assert slugs(portal) >= {"approaches-and-resources", "identification-and-response"}


def test_secrets_are_long_and_readable_by_their_owner_alone(portal: LivePortal) -> None:
    for name in ("secret-key", "admin-password"):
        assert (portal.data_dir / name).stat().st_mode & 0o777 == 0o600
        assert len((portal.data_dir / name).read_text().strip()) >= 22


def test_a_second_portal_on_the_same_data_is_refused(portal: LivePortal) -> None:
    second = subprocess.run(
        [sys.executable, _ROOT / "manage.py", "up"],
        env={**os.environ, **portal.environment, "PORT": "0"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert second.returncode == 1
    assert "already running" in second.stderr


def test_ctrl_c_stops_everything_and_the_next_start_has_all_data(portal: LivePortal) -> None:
    pids, before = portal.process_ids(), slugs(portal)
    portal.process.send_signal(signal.SIGINT)
    assert portal.process.wait(PATIENCE) == 0
    assert not [pid for pid in pids if is_alive(pid)]
    portal.start()
    assert slugs(portal) == before


def test_kill_9_of_everything_is_followed_by_an_ordinary_start(portal: LivePortal) -> None:
    before = slugs(portal)
    for pid in [portal.process.pid, *portal.process_ids()]:
        os.kill(pid, signal.SIGKILL)
    portal.process.wait()
    portal.start()
    assert slugs(portal) == before


def test_kill_9_of_the_owner_alone_takes_its_children_along(portal: LivePortal) -> None:
    pids = portal.process_ids()
    portal.process.kill()
    portal.process.wait()
    portal.start()
    assert not {*pids} & {*portal.process_ids()}


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
