"""`kill -9` of the web server and of PostgreSQL: what was acknowledged is there afterwards."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.kill import clients
from tests.kill.traffic import Traffic
from tests.live import LivePortal

_ROOT = Path(__file__).resolve().parents[2]
EACH = 10
"""How many of each kind are acknowledged before every kill, and after the last."""


@dataclass
class Acknowledged:
    """What the portal has said is saved, by enrolment."""

    seconds: dict[int, set[int]] = field(default_factory=dict)
    answers: dict[int, dict[str, str]] = field(default_factory=dict)
    certificates: dict[int, str] = field(default_factory=dict)


@pytest.fixture
def learners(live_portal: LivePortal) -> dict[str, Any]:
    """Learners of the running portal, at each stage."""
    here = {"PORTAL_DATA": str(live_portal.data_dir), "DATABASE_URL": ""}
    made = subprocess.run(
        [sys.executable, "-m", "tests.kill.learners"],
        cwd=_ROOT,
        env={**os.environ, **here},
        stdout=subprocess.PIPE,
        check=True,
        timeout=60,
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


def test_whatever_was_acknowledged_survives_kill_9(
    live_portal: LivePortal, learners: dict[str, Any]
) -> None:
    with Traffic(live_portal.port) as traffic:
        told = start_everybody(traffic, learners)
        for kill in (partial(live_portal.restart_web, kill=True), live_portal.kill_database) * 2:
            traffic.wait_for_more(EACH)
            kill()
        traffic.wait_for_more(EACH)
    assert traffic.failures, "No request was hit: this proved nothing."
    for enrolment, seconds in told.seconds.items():
        assert seconds <= seconds_kept(live_portal.database_url, enrolment)
    kept = answers_kept(learners, live_portal.port)
    for enrolment, answers in told.answers.items():
        assert answers.items() <= kept[enrolment].items()
    found = certificates_kept(live_portal.database_url, list(told.certificates))
    assert sorted(found) == sorted(told.certificates.items())
