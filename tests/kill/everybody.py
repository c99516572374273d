"""Learners of a portal who watch, answer and claim at once, and what must be found of it afterwards."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import psycopg

from tests.kill import clients
from tests.kill.traffic import Traffic
from tests.live import PATIENCE, LivePortal

_ROOT = Path(__file__).resolve().parents[2]
EACH = 10
"""How many of each kind are acknowledged before every kill, and after the last."""

Learners = dict[str, Any]


@dataclass
class Acknowledged:
    """What the portal has said is saved, by enrolment."""

    seconds: dict[int, set[int]] = field(default_factory=dict)
    answers: dict[int, dict[str, str]] = field(default_factory=dict)
    certificates: dict[int, str] = field(default_factory=dict)


def make_learners(portal: LivePortal) -> Learners:
    """Make learners of a running portal, at each stage."""
    made = subprocess.run(
        [sys.executable, "-m", "tests.kill.learners"],
        cwd=_ROOT,
        env={**os.environ, **portal.environment},
        stdout=subprocess.PIPE,
        check=True,
        timeout=PATIENCE,
    )
    found: Learners = json.loads(made.stdout)
    return found


def start_everybody(traffic: Traffic, learners: Learners) -> Acknowledged:
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


def start_crowd(traffic: Traffic, learners: Learners) -> Acknowledged:
    """Begin to watch, by many learners at once, so that their beats are stored together."""
    told = Acknowledged()
    for enrolment, token in learners["crowd"]:
        seconds = told.seconds[enrolment] = set()
        traffic.start(partial(clients.beat, traffic, token, range(learners["seconds"]), seconds))
    return told


def seconds_kept(database_url: str, enrolment: int) -> set[int]:
    """Return the seconds in a learner's record."""
    query = "SELECT watched FROM progress_watch WHERE enrolment_id = %s"
    with psycopg.connect(database_url) as connection:
        row = connection.execute(query, [enrolment]).fetchone()
    assert row
    return {second for part in row[0] for second in range(part.lower, part.upper)}


def beats_of_one_commit(database_url: str) -> int:
    """Return how many records the same transaction wrote last: the most that there are."""
    query = "SELECT count(*) FROM progress_watch WHERE seconds > 0 GROUP BY xmin::text"
    with psycopg.connect(database_url) as connection:
        return max((number for (number,) in connection.execute(query)), default=0)


def certificates_kept(database_url: str, enrolments: list[int]) -> list[tuple[int, str]]:
    """Return enrolment and address of every certificate of these enrolments."""
    query = """SELECT enrolment_id, '/certificates/' || id || '/' FROM certificates_certificate
        WHERE enrolment_id = ANY(%s)"""
    with psycopg.connect(database_url) as connection:
        return connection.execute(query, [enrolments]).fetchall()


def answers_kept(learners: Learners, port: int) -> dict[int, dict[str, str]]:
    """Return the answers that each learner finds on the page of their test."""
    page = f"{learners['course']}test/"
    with Traffic(port) as reading:
        return {
            enrolment: clients.saved_answers(reading, page, session)
            for enrolment, session in learners["answering"]
        }


def assert_nothing_lost(portal: LivePortal, learners: Learners, told: Acknowledged) -> None:
    """Find everything that the portal has said is saved."""
    for enrolment, seconds in told.seconds.items():
        assert seconds <= seconds_kept(portal.database_url, enrolment)
    kept = answers_kept(learners, portal.port)
    for enrolment, answers in told.answers.items():
        assert answers.items() <= kept[enrolment].items()
    found = certificates_kept(portal.database_url, list(told.certificates))
    assert sorted(found) == sorted(told.certificates.items())
