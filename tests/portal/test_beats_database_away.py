"""Beats whose commit is under way when the database falls silent: each is told so, and soon."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

from tests import factories
from tests.portal.silent import Line
from tests.portal.test_beats_in_common import dsn
from tests.portal.test_front_beats import beat, post, wait_for_a_writer
from tests.portal.test_proxies import free_port
from tests.portal.two_servers import serve

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def line() -> Iterator[Line]:
    params = connection.get_connection_params()
    made = Line(params.get("host") or "localhost", int(params.get("port") or 5432))
    yield made
    made.close()


def test_all_are_told_within_six_seconds(tmp_path: Path, line: Line) -> None:
    """The player sends them again. The batch has waited; no view waits once more for the same silence."""
    course = factories.make_course()
    bodies = [beat(factories.enrol(course=course), (0, 30)) for _ in range(12)]
    environment = {
        "PORTAL_DATA": str(tmp_path),
        "DATABASE_URL": make_conninfo(dsn(), host="127.0.0.1", port=line.port),
        "SECRET_KEY": settings.SECRET_KEY,
    }
    front = free_port()
    with (
        serve(front, "rsgi", "portal.front.application:application", **environment),
        psycopg.connect(dsn()) as holder,
        ThreadPoolExecutor(len(bodies)) as clients,
    ):
        assert post(front, bodies[0])[0] == 200
        holder.execute("LOCK TABLE progress_watch IN SHARE MODE")
        answers = [clients.submit(post, front, body) for body in bodies]
        wait_for_a_writer()
        line.fall_silent()
        silent_since = time.monotonic()
        found = [answer.result(60) for answer in answers]
        assert time.monotonic() - silent_since < 10
        assert {status for status, _, _ in found} == {503}
        assert all(json.loads(body) == {"code": "unavailable"} for _, _, body in found)
        assert all(("retry-after", "15") in headers for _, headers, _ in found)
