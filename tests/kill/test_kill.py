"""A whole portal with its own PostgreSQL, from an empty folder: it says where it is, and survives."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings

from tests.kill import clients
from tests.kill.traffic import Traffic
from tests.live import PATIENCE, LivePortal, running

_ROOT = Path(__file__).resolve().parents[2]
EACH = 10
"""How many of each kind are acknowledged before every kill, and after the last."""


@dataclass
class Acknowledged:
    """What the portal has said is saved, by enrolment."""

    seconds: dict[int, set[int]] = field(default_factory=dict)
    answers: dict[int, dict[str, str]] = field(default_factory=dict)
    certificates: dict[int, str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def portal() -> Iterator[LivePortal]:
    """What a newcomer's `make run` starts: migrated, with the sample series and an administrator."""
    with running(settings.DATA_DIR / "first") as portal:
        yield portal


@pytest.fixture
def learners(portal: LivePortal) -> dict[str, Any]:
    """Learners of the running portal, at each stage."""
    made = subprocess.run(
        [sys.executable, "-m", "tests.kill.learners"],
        cwd=_ROOT,
        env={**os.environ, **portal.environment},
        stdout=subprocess.PIPE,
        check=True,
        timeout=PATIENCE,
    )
    found: dict[str, Any] = json.loads(made.stdout)
    return found


def start_everybody(traffic: Traffic, learners: dict[str, Any]) -> Acknowledged:
    """Begin to watch, to answer and to claim at once; two pages of each watching learner."""
    told = Acknowledged()
    for enrolment, token in learners["watching"]:
        seconds = told.seconds[enrolment] = set()
        for first in (0, 1):
            which = range(first, learners["seconds"], 2)
            traffic.start(partial(clients.beat, traffic, token, which, seconds))
    course = learners["course"]
    answering = (traffic, f"{course}test/", learners["answering"], told.answers)
    traffic.start(partial(clients.answer_questions, *answering))
    claiming = (traffic, f"{course}claim/", learners["claiming"], told.certificates)
    traffic.start(partial(clients.claim, *claiming))
    return told


def seconds_kept(database_url: str, enrolment: int) -> set[int]:
    """Return the seconds in a learner's record."""
    query = "SELECT watched FROM progress_watch WHERE enrolment_id = %s"
    with psycopg.connect(database_url) as connection:
        row = connection.execute(query, [enrolment]).fetchone()
    assert row
    return {second for part in row[0] for second in range(part.lower, part.upper)}


def certificates_kept(database_url: str, enrolments: list[int]) -> list[tuple[int, str]]:
    """Return enrolment and address of every certificate of these enrolments."""
    query = """SELECT enrolment_id, '/certificates/' || id || '/' FROM certificates_certificate
        WHERE enrolment_id = ANY(%s)"""
    with psycopg.connect(database_url) as connection:
        return connection.execute(query, [enrolments]).fetchall()


def answers_kept(learners: dict[str, Any], port: int) -> dict[int, dict[str, str]]:
    """Return the answers that each learner finds on the page of their test."""
    page = f"{learners['course']}test/"
    with Traffic(port) as reading:
        return {
            enrolment: clients.saved_answers(reading, page, session)
            for enrolment, session in learners["answering"]
        }


def slugs(portal: LivePortal) -> set[str]:
    """Return the courses in the portal's database."""
    with psycopg.connect(portal.database_url) as connection:
        return {slug for (slug,) in connection.execute("SELECT slug FROM courses_course")}


def test_whatever_was_acknowledged_survives_kill_9(
    portal: LivePortal, learners: dict[str, Any]
) -> None:
    with Traffic(portal.port) as traffic:
        told = start_everybody(traffic, learners)
        for kill in (partial(portal.restart_web, kill=True), portal.kill_database) * 2:
            traffic.wait_for_more(EACH)
            kill()
        traffic.wait_for_more(EACH)
    assert traffic.failures, "No request was hit: this proved nothing."
    for enrolment, seconds in told.seconds.items():
        assert seconds <= seconds_kept(portal.database_url, enrolment)
    kept = answers_kept(learners, portal.port)
    for enrolment, answers in told.answers.items():
        assert answers.items() <= kept[enrolment].items()
    found = certificates_kept(portal.database_url, list(told.certificates))
    assert sorted(found) == sorted(told.certificates.items())
    said = (portal.data_dir / "live.log").read_text()
    assert "The web server stopped; started again." in said
    assert "PostgreSQL stopped; starting it again." in said


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
