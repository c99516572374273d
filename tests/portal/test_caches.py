"""The shared cache may go away: limits then hold in each process, no page fails, and readiness says so."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache, caches
from django.db import connection
from django.test import Client

from accounts.models import User
from certificates.codes import format_code, new_code
from certificates.limits import VERIFICATIONS
from portal import health
from portal.backends import shared_cache
from portal.caches import SharedRedis, SharedTable, shared_cache_answers
from tests import factories
from tests.live import PATIENCE
from tests.portal.silent import silent_peer

INSTALL = "Needs Debian's redis-server: apt-get install redis-server"


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """Neither counts nor outages of other tests; what this one counts nearby goes too."""
    yield
    for kind in (SharedTable, SharedRedis):
        kind.outage.forget()
    SharedTable("portal_cache", {})._nearby.clear()


@pytest.fixture
def learner(db: None) -> User:
    return factories.make_user(email="nora@example.org", verified=True)


def use(settings: Any, redis_url: str) -> None:
    settings.CACHES = {"default": shared_cache(redis_url)}
    assert isinstance(caches["default"], SharedRedis)


@pytest.fixture
def refusing(settings: Any) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        use(settings, f"redis://127.0.0.1:{free.getsockname()[1]}/0")


@pytest.fixture
def silent(settings: Any) -> Iterator[None]:
    with silent_peer() as port:
        use(settings, f"redis://127.0.0.1:{port}/0")
        yield


@pytest.fixture
def lost_table(db: None) -> None:
    """The table of the other kind is gone."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE portal_cache RENAME TO lost")


@pytest.fixture(params=["refusing", "silent", "lost_table"])
def away(request: pytest.FixtureRequest) -> None:
    """A shared cache that is …"""
    request.getfixturevalue(request.param)


def test_without_it_one_mailbox_still_gets_four_codes(away: None, learner: User) -> None:
    for _ in range(6):
        page = Client().post("/accounts/login/", {"login": learner.email})
        assert page.status_code in {200, 302}
    assert len(mail.outbox) == 4
    assert "Too many tries" in page.text


def test_without_it_certificates_can_be_verified_and_guessing_is_slow(away: None, db: None) -> None:
    page = f"/verify/{format_code(new_code())}/"  # what cannot be a code costs no try
    answers = [Client().get(page).status_code for _ in range(2 * VERIFICATIONS + 1)]
    assert set(answers[:VERIFICATIONS]) == {404}
    assert answers[-1] == 429  # even if a new minute began meanwhile


def test_without_it_a_process_is_not_ready(away: None, db: None) -> None:
    health.forget()
    response = Client().get("/readyz")
    assert response.status_code == 503
    assert response.json()["cache"] == "missing"
    assert response.json()["database"] == "ok"


@pytest.fixture
def redis(tmp_path: Path, settings: Any) -> Iterator["subprocess.Popen[bytes]"]:
    """A real one, on a free port."""
    program = shutil.which("redis-server")
    if not program:
        pytest.skip(INSTALL)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [program, "--port", str(port), "--save", "", "--dir", str(tmp_path)],
        stdout=subprocess.DEVNULL,
        env=os.environ,
    )
    use(settings, f"redis://127.0.0.1:{port}/0")
    try:
        _wait_until(shared_cache_answers)
        yield process
    finally:
        process.kill()
        process.wait()


def _wait_until(holds: Any) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_redis_counts_and_when_it_dies_counting_goes_on(
    redis: "subprocess.Popen[bytes]", learner: User
) -> None:
    assert cache.add("seen", 1)
    assert cache.incr("seen") == 2
    assert Client().get("/readyz").json()["cache"] == "ok"
    redis.kill()
    redis.wait()
    assert cache.add("seen", 1)  # begins anew, in this process
    assert cache.incr("seen") == 2
    assert Client().get("/readyz").json()["cache"] == "missing"
    assert Client().post("/accounts/login/", {"login": learner.email}).status_code == 302
